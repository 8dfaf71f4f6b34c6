"""The accounts: one with all that is known of it, and the list of all."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from earnest.app.accounts import SORTS, account_list, account_view
from earnest.app.timeline import touch_place
from earnest.core.facts import AccountStatus
from earnest.core.standing import State
from earnest.core.wording import STATE_WORDS
from earnest.web import clock
from earnest.web.forms import number_in
from earnest.web.frame import DeskRequest

MOST_PAGES = 100_000
STATUSES = {
    AccountStatus.CLIENT.value: "Clients",
    AccountStatus.PROSPECT.value: "Prospects",
    AccountStatus.FORMER.value: "Former clients",
}
STATES = {state.value: words for state, words in STATE_WORDS.items()}
STATE_ORDER = (
    State.NEGLECTED,
    State.DARK,
    State.DUE,
    State.ON_CADENCE,
    State.IN_MOTION,
    State.NEW,
    State.PAUSED,
    State.STOPPED,
)


def accounts(request: DeskRequest) -> HttpResponse:
    """All accounts, narrowed by state and status."""
    state, status = request.GET.get("state", ""), request.GET.get("status", "")
    sort = request.GET.get("sort", "")
    found = account_list(
        request.workspace,
        now=clock.now(),
        state=state if state in STATES else "",
        status=status if status in STATUSES else "",
        sort=sort if sort in SORTS else SORTS[0],
        page=number_in(request, "page", 1, most=MOST_PAGES),
        as_of=clock.fixed() is not None,
    )
    context = {
        "found": found,
        "states": [
            (item.value, STATE_WORDS[item], found.states.get(item.value, 0))
            for item in STATE_ORDER
            if found.states.get(item.value) or item.value == found.state
        ],
        "statuses": [
            (name, words, found.statuses.get(name, 0))
            for name, words in STATUSES.items()
            if found.statuses.get(name) or name == found.status
        ],
        "everyone": sum(found.statuses.values()),
        "any_state": sum(found.states.values()),
    }
    return render(request, "accounts/accounts.html", context)


def account(request: DeskRequest, pk: int) -> HttpResponse:
    """One account."""
    page = number_in(request, "page", 1, most=MOST_PAGES)
    view = account_view(request.workspace, pk, now=clock.now(), page=page)
    open_items = view.row.open_items
    context = {
        "view": view,
        "row": view.row,
        "ours": [item for item in open_items if item.side == "ours"],
        "theirs": [item for item in open_items if item.side == "theirs"],
        "turn_to": next((p for p in view.people if p.id == view.row.contact_id), None),
    }
    return render(request, "accounts/account.html", context)


def touch(request: DeskRequest, pk: int) -> HttpResponse:
    """Leads to a touch where it stands in its account's timeline."""
    account_id, page = touch_place(request.workspace, pk, now=clock.now())
    query = f"?page={page}" if page > 1 else ""
    return HttpResponseRedirect(f"{reverse('account', args=[account_id])}{query}#touch-{pk}")
