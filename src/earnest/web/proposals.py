"""The queue of proposals: confirm, correct or dismiss what was read in the mail."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from earnest.app.deciding import (
    FIELDS,
    Decided,
    proposal_confirm,
    proposal_dismiss,
    proposal_message,
)
from earnest.app.queue import DAYS, queue_list
from earnest.core.errors import UsageError
from earnest.web import clock
from earnest.web.forms import number_in
from earnest.web.frame import DeskRequest

SHOWN = 30
MOST_DAYS = 36_500


@require_safe
def proposals(request: DeskRequest) -> HttpResponse:
    """What waits for a word, the newest mail first; `days` says how far back."""
    days = number_in(request, "days", DAYS, most=MOST_DAYS)
    found = queue_list(request.workspace, now=clock.now(), days=days, limit=SHOWN)
    context = {"found": found, "days": days, "default_days": DAYS, "everything": MOST_DAYS}
    return render(request, "proposals/proposals.html", context)


@require_POST
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """It is so; with fields filled in: it is so, corrected."""
    values = {name: request.POST[name] for name in FIELDS if name in request.POST}
    return _decide(
        request, pk, lambda: proposal_confirm(request.workspace, pk, now=clock.now(), values=values)
    )


@require_POST
def dismiss(request: DeskRequest, pk: int) -> HttpResponse:
    """It was misread, or does not matter."""
    return _decide(request, pk, lambda: proposal_dismiss(request.workspace, pk, now=clock.now()))


def _decide(request: DeskRequest, pk: int, decide: Callable[[], Decided]) -> HttpResponse:
    """Do it and go back to where it was decided, with a word on what was done or is missing."""
    try:
        messages.success(request, decide().done)
    except UsageError as error:
        messages.error(request, f"{error.message} {error.hint}")
    if request.POST.get("back") == "message":
        return redirect("message", proposal_message(request.workspace, pk))
    days = request.POST.get("days", "")
    query = f"?days={days}" if days.isascii() and days.isdecimal() and len(days) < 6 else ""
    return HttpResponseRedirect(reverse("proposals") + query)
