"""One message to read."""

from django.http import HttpResponse
from django.shortcuts import render

from earnest.app.messages import message_view
from earnest.web import clock
from earnest.web.frame import DeskRequest


def message(request: DeskRequest, pk: int) -> HttpResponse:
    """A message as text, or with `as=html` as it was formatted, made safe."""
    as_html = request.GET.get("as") == "html"
    view = message_view(request.workspace, pk, now=clock.now(), html=as_html)
    groups = [
        (words, [person for person in view.people if person.role == role])
        for role, words in (("from", "From"), ("to", "To"), ("cc", "Cc"), ("bcc", "Bcc"))
    ]
    context = {
        "view": view,
        "groups": [(words, people) for words, people in groups if people],
        "as_html": as_html and view.has_html,
    }
    return render(request, "messages/message.html", context)
