"""Search: companies, people and the words of mail, with results as one types."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from earnest.app.search import search
from earnest.web import clock
from earnest.web.frame import DeskRequest


def results(request: DeskRequest) -> HttpResponse:
    """The page of results, or only the results for a script that asks for that part."""
    query = request.GET.get("q", "")
    found = search(request.workspace, query, until=clock.fixed())
    is_part = request.headers.get("X-Part") == "results"
    template = "search/_results.html" if is_part else "search/search.html"
    response = render(request, template, {"found": found, "query": query})
    patch_vary_headers(response, ["X-Part"])
    return response
