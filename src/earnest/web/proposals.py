"""The queue of proposals: confirm, correct or dismiss what was read in the mail."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from earnest.app.deciding import FIELDS, Decided, proposal_confirm, proposal_dismiss
from earnest.app.queue import DAYS, queue_list
from earnest.core.errors import UsageError
from earnest.web import clock
from earnest.web.forms import number_in
from earnest.web.frame import DeskRequest

SHOWN = 30
MOST_DAYS = 36_500


@require_GET
def proposals(request: DeskRequest) -> HttpResponse:
    """What waits for a word, the newest mail first; `days` says how far back."""
    days = number_in(request, "days", DAYS, most=MOST_DAYS)
    found = queue_list(request.workspace, now=clock.now(), days=days, limit=SHOWN)
    context = {"found": found, "days": days, "default_days": DAYS, "everything": MOST_DAYS}
    return render(request, "proposals/proposals.html", context)


@require_POST
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """It is so; with fields filled in: it is so, corrected."""
    values = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        done = proposal_confirm(request.workspace, pk, now=clock.now(), values=values)
    except UsageError as error:
        # Nothing was done: the queue comes back with what is missing said on top.
        messages.error(request, f"{error.message} {error.hint}")
        return _back(request)
    return _next(request, done)


@require_POST
def dismiss(request: DeskRequest, pk: int) -> HttpResponse:
    """It was misread, or does not matter."""
    try:
        done = proposal_dismiss(request.workspace, pk, now=clock.now())
    except UsageError as error:
        messages.error(request, f"{error.message} {error.hint}")
        return _back(request)
    return _next(request, done)


def _next(request: DeskRequest, done: Decided) -> HttpResponse:
    messages.success(request, done.done)
    return _back(request)


def _back(request: DeskRequest) -> HttpResponse:
    days = request.POST.get("days", "")
    query = f"?days={days}" if days.isascii() and days.isdecimal() and len(days) < 6 else ""
    return HttpResponseRedirect(reverse("proposals") + query)
