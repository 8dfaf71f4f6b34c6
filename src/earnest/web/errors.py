"""Pages for what went wrong: what happened, and what to do about it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from earnest.core.errors import EarnestError, ForbiddenError, NotFoundError, UsageError

TITLES = {
    400: "This request makes no sense",
    403: "Not allowed",
    404: "Not here",
    422: "This could not be read",
    500: "Something broke",
}


def error_page(request: HttpRequest, error: EarnestError) -> HttpResponse:
    """An error of ours as a page with its own HTTP status."""
    status = error.http_status
    context = {"title": TITLES.get(status, TITLES[500]), "error": error, "status": status}
    return render(request, "errors/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request Django refuses, such as one with a forged host."""
    return error_page(
        request, UsageError("Your browser sent something this desk does not take.", "Start again.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A page someone may not see."""
    return error_page(request, ForbiddenError("You may not open this page.", "Start again."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page, or came too late."""
    error = ForbiddenError(
        "This form was sent from somewhere else, or was open for too long.",
        "Load the page anew and send it again.",
    )
    return error_page(request, error)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that leads nowhere."""
    return error_page(
        request,
        NotFoundError("There is no page at this address.", "Search for the person or the company."),
    )


def broken(request: HttpRequest, *args: Any) -> HttpResponse:
    """A fault of ours. The page uses nothing that may itself be broken: no database, no frame."""
    return HttpResponse(render_to_string("errors/broken.html"), status=500)
