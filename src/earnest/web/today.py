"""Today: whom to call, why now, and the number to tap."""

from django.http import HttpResponse
from django.shortcuts import render

from earnest.app.today import DAY_LONG, TodayList, today_list
from earnest.core.standing import Flag, State
from earnest.core.wording import FLAG_WORDS, STATE_WORDS
from earnest.web import clock
from earnest.web.forms import number_in
from earnest.web.frame import DeskRequest

LONGEST = 200
# What the list can be narrowed to, the most pressing first.
FILTERS = {
    Flag.THEY_WAIT.value: FLAG_WORDS[Flag.THEY_WAIT],
    Flag.PROMISE_LATE.value: FLAG_WORDS[Flag.PROMISE_LATE],
    Flag.RECONNECT.value: FLAG_WORDS[Flag.RECONNECT],
    Flag.MISSTEP.value: FLAG_WORDS[Flag.MISSTEP],
    Flag.CANCELLED.value: FLAG_WORDS[Flag.CANCELLED],
    Flag.BREACH.value: FLAG_WORDS[Flag.BREACH],
    State.NEGLECTED.value: STATE_WORDS[State.NEGLECTED],
    State.DARK.value: STATE_WORDS[State.DARK],
    State.DUE.value: STATE_WORDS[State.DUE],
    State.NEW.value: STATE_WORDS[State.NEW],
    Flag.THEIRS_LATE.value: FLAG_WORDS[Flag.THEIRS_LATE],
}
# What the day holds, in a sentence: for one, and for more.
SENTENCES = {
    Flag.THEY_WAIT.value: ("{n} waits for an answer from us", "{n} wait for an answer from us"),
    Flag.PROMISE_LATE.value: ("{n} has a late promise of ours", "{n} have a late promise of ours"),
    Flag.RECONNECT.value: ("{n} asked to hear from us by now", "{n} asked to hear from us by now"),
    State.NEGLECTED.value: ("{n} is past the cadence", "{n} are past their cadence"),
    State.DARK.value: ("{n} has gone quiet", "{n} have gone quiet"),
}
NUMBERS = (
    *("No one", "One", "Two", "Three", "Four", "Five", "Six"),
    *("Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"),
)


def today(request: DeskRequest) -> HttpResponse:
    """The day's list, or what of it carries one label (`show`)."""
    show = request.GET.get("show", "")
    listing = today_list(
        request.workspace,
        now=clock.now(),
        limit=number_in(request, "limit", DAY_LONG, most=LONGEST),
        as_of=clock.fixed() is not None,
        show=show if show in FILTERS else "",
    )
    context = {
        "listing": listing,
        "summary": summary(listing),
        "filters": [
            (name, words, listing.counts.get(name, 0))
            for name, words in FILTERS.items()
            if listing.counts.get(name) or name == listing.show
        ],
        "behind": -len(listing.rows),
        "more": min(listing.matching, LONGEST) if listing.matching > len(listing.rows) else 0,
    }
    return render(request, "today/today.html", context)


def summary(listing: TodayList) -> str:
    """What the day holds, in at most three sentences."""
    found = [
        (one if count == 1 else many).format(n=NUMBERS[count] if count < len(NUMBERS) else count)
        for name, (one, many) in SENTENCES.items()
        if (count := listing.counts.get(name, 0))
    ]
    return " ".join(f"{sentence}." for sentence in found[:3])
