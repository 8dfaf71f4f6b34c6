"""How days, times and numbers are written on every page."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import phonenumbers
from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from earnest.core.wording import cadence_words

register = template.Library()
# Hours in which people take calls; outside them the local time is pointed out.
OPENS, CLOSES = 8, 18
SHORTEST_NUMBER = 5
_EXTENSION = re.compile(r"ext|x|#", re.IGNORECASE)


def _local(moment: date | datetime) -> date | datetime:
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


def _time(iso: str, words: str) -> SafeString:
    """Both parts are made here, of figures and names of months: nothing in them needs escaping."""
    return SafeString(f'<time datetime="{iso}">{words}</time>')


def _day_words(day: date, today: date) -> str:
    text = f"{day.day} {day:%b}"
    return text if day.year == today.year else f"{text} {day.year}"


@register.simple_tag(takes_context=True)
def day(context: Context, moment: date | datetime) -> SafeString:
    """A day in the workspace's zone: "3 Nov", with the year when it is another one."""
    local = _local(moment)
    return _time(local.isoformat(), _day_words(local, context["frame"].today))


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime) -> SafeString:
    """A day and the time of day in the workspace's zone."""
    local = timezone.localtime(at)
    words = f"{_day_words(local, context['frame'].today)}, {local:%H:%M}"
    return _time(local.isoformat(timespec="minutes"), words)


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime) -> str:
    """How long ago, in days as people count them."""
    days = (context["frame"].today - timezone.localtime(at).date()).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


@register.filter
def long_day(moment: datetime) -> str:
    """A day with all its words: "Saturday 21 November 2026"."""
    local = timezone.localtime(moment)
    return f"{local:%A} {local.day} {local:%B %Y}"


@register.filter(expects_localtime=False)
def there(local: datetime | None) -> dict[str, Any]:
    """A contact's own time, for the page: the clock, and a word when it is no time to call."""
    if local is None:
        return {}
    note = ""
    if local.isoweekday() > 5:
        note = "weekend"
    elif local.hour < OPENS:
        note = "early"
    elif local.hour >= CLOSES:
        note = "evening" if local.hour < 22 else "night"
    return {"clock": f"{local:%H:%M}", "note": note, "iso": local.isoformat(timespec="minutes")}


@register.filter
def place(zone: str) -> str:
    """The place a zone is named after: "Europe/Oslo" gives "Oslo"."""
    return zone.rpartition("/")[2].replace("_", " ")


@register.filter
def phone(number: str) -> str:
    """A number as people write it."""
    return _international(number)


@lru_cache(maxsize=4096)
def _international(number: str) -> str:
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    written: str = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return written


@register.filter
def tel(number: str) -> str:
    """The address that dials a number; empty for text that holds no number to dial."""
    main = _EXTENSION.split(number, maxsplit=1)[0]
    digits = "".join(ch for ch in main if ch.isascii() and ch.isdigit())
    if len(digits) < SHORTEST_NUMBER:
        return ""
    return f"tel:{'+' if number.lstrip().startswith('+') else ''}{digits}"


@register.filter
def cadence(days: int) -> str:
    """A cadence in words."""
    return cadence_words(days)


@register.filter
def spaced(name: str) -> str:
    """A name out of the code in plain words: "in_person" gives "in person"."""
    return name.replace("_", " ")


@register.simple_tag
def evidence_url(evidence: Any, account_id: int) -> str:
    """The address of the row a reason rests on."""
    if evidence.kind in {"message", "touch"}:
        return reverse(evidence.kind, args=[evidence.id])
    return f"{reverse('account', args=[account_id])}#{evidence.kind}-{evidence.id}"


@register.simple_tag(takes_context=True)
def same_page(context: Context, **changes: Any) -> str:
    """The address of this page with some of its answers changed; empty ones are left out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query[name] = value
        if value in ("", None):
            del query[name]
    text = query.urlencode()
    return f"?{text}" if text else context["request"].path
