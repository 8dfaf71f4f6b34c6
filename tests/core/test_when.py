"""What people write about time, and what Earnest makes of it: moments, precision, due days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.reading.when import (
    Order,
    Precision,
    Relation,
    When,
    deadline,
    due_date,
    find_times,
    return_date,
)
from earnest.core.worktime import WorkCalendar
from earnest.rulepacks.dates import load_grammar
from tests.core.when_replies import replies_with_dates

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 18, 10, 20, tzinfo=CHICAGO)  # a Wednesday
ENGLISH = load_grammar("en")


def times(text: str, now: datetime = NOW, order: Order = "mdy") -> tuple[When, ...]:
    return find_times(text, reference=now, grammar=ENGLISH, order=order)


def only(text: str, now: datetime = NOW, order: Order = "mdy") -> When:
    found = times(text, now, order)
    assert len(found) == 1, [when.text for when in found]
    return found[0]


def span_of(when: When) -> str:
    """Earliest and latest in short: "11-20" for a whole day, "11-20 15:00" for a moment."""

    def side(moment: datetime | None, whole: bool) -> str:
        if moment is None:
            return "?"
        year = "" if moment.year == NOW.year else f"{moment:%Y-}"
        return f"{year}{moment:%m-%d}" if whole else f"{year}{moment:%m-%d %H:%M}"

    early, late = when.earliest, when.latest
    whole = (early is None or (early.hour, early.minute) == (0, 0)) and (
        late is None or (late.hour, late.minute) in ((23, 59), (0, 0))
    )
    one, other = side(early, whole), side(late, whole)
    return one if one == other else f"{one} to {other}"


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("Could you send the list by Friday?", "11-18 10:20 to 11-20 23:59", "day"),
        ("We will decide at the end of next week.", "11-26 to 11-27", "range"),
        ("Budget is settled in mid-February.", "2027-02-11 to 2027-02-20", "range"),
        ("Come back to us after the holidays.", "2027-01-02 to ?", "day"),
        ("Perhaps in Q2.", "2027-04-01 to 2027-06-30", "quarter"),
        ("Early next quarter would suit us.", "2027-01-01 to 2027-01-31", "range"),
        ("You will have it in 10 business days.", "12-02", "day"),
        ("I will look once I'm back on the 4th.", "12-04", "day"),
        ("Any slot in the week of the 12th?", "12-07 to 12-13", "week"),
        ("The draft is due tomorrow EOD.", "11-19 23:59", "part-of-day"),
        ("Let us talk next Tuesday 3pm ET.", "11-24 15:00", "hour"),
        ("First thing Monday I will call.", "11-23 08:00 to 11-23 09:59", "part-of-day"),
        ("Ping me in a couple of weeks.", "12-02 to 12-09", "vague"),
        ("In two or three weeks we know more.", "12-02 to 12-09", "vague"),
        ("Please reply by close of business Thursday.", "11-18 10:20 to 11-19 17:00", "hour"),
        ("I am away from 20 Dec to 4 Jan.", "12-20 to 2027-01-04", "range"),
        ("Out from Wednesday through Friday.", "11-18 to 11-20", "range"),
        ("The Monday after Thanksgiving is better.", "11-30", "day"),
        ("We meet the first Tuesday of every month, next on 1 December.", "12-01", "day"),
        ("Later this week, I hope.", "11-18 to 11-22", "range"),
        ("Tuesday at 2 works.", "11-24 14:00", "hour"),
        ("How about 10:30-11:15 tomorrow?", "11-19 10:30 to 11-19 11:15", "range"),
        ("Dinner the night of December 4th?", "12-04", "part-of-day"),
        ("Last Friday you asked for terms.", "11-13", "day"),
        ("Half past two on Thursday, then.", "11-19 14:30", "minute"),
        ("A week on Tuesday I can.", "12-01", "day"),
        ("Within 3-5 business days.", "11-18 to 11-25", "range"),
        ("2027-03-05T14:00 is the cutover.", "2027-03-05 14:00", "minute"),
        ("In the new year, please.", "2027-01-01 to 2027-03-31", "range"),
        ("Sometime between now and Christmas.", "11-18 to 12-25", "range"),
        ("Before the end of the month.", "? to 11-20", "range"),
        ("The last day of next quarter.", "2027-03-31", "day"),
        ("Three weeks after Easter.", "2027-04-18", "day"),
        ("They renew on 30/11/2026.", "11-30", "day"),
    ],
)
def test_a_phrase_of_business_mail_is_resolved(text: str, expected: str, precision: str) -> None:
    when = next(iter(times(text)[-1:]), None)
    assert when is not None
    if text.startswith("Dinner"):
        assert when.earliest is not None
        assert when.earliest.hour == 18
        expected = "12-04 18:00 to 12-04 23:59"
    assert (span_of(when), when.precision) == (expected, Precision(precision))


@pytest.mark.parametrize(
    "text",
    [
        "We need this ASAP.",
        "Talk soon!",
        "One day we should have lunch.",
        "Thanks, and have a great weekend!",
        "Happy Thanksgiving to your team.",
        "At the end of the day, price decides.",
        "I may be late, but we march on.",
        "He sat in the sun for a while.",
        "Version 1.10.30 fixes room 3-15 and line 8/1.5.",
        "Call 555-1212 or (206) 555-1212.",
        "We support you 24/7 for 10 people.",
        "Our standup is every Tuesday at 3, on Thursdays at 17:30 and daily.",
        "Invoices are paid monthly, twice a year, on the 19th of every month.",
        "The 4th floor and the second option.",
        "30 February 2027",
        "In 99999999 years or the year 99999.",
        "",
    ],
)
def test_nothing_is_found_where_no_time_is_known(text: str) -> None:
    assert times(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Monday or Tuesday", ["11-23", "11-24"]),
        ("Monday and Tuesday next week", ["11-23", "11-24"]),
        ("Thursday or Friday of next week", ["11-26", "11-27"]),
        ("next Monday, Wednesday or Friday", ["11-23", "11-25", "11-27"]),
        ("18 and 19 June", ["2027-06-18", "2027-06-19"]),
        ("December 7, 9 and 10", ["12-07", "12-09", "12-10"]),
        ("the 23rd, 24th and 25th", ["11-23", "11-24", "11-25"]),
        ("tomorrow at 9am or 1 pm", ["11-19 09:00", "11-19 13:00"]),
    ],
)
def test_alternatives_are_found_one_by_one(text: str, expected: list[str]) -> None:
    assert [span_of(when) for when in times(text)] == expected


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("by 3/4/2027", "mdy", date(2027, 3, 4)),
        ("by 3/4/2027", "dmy", date(2027, 4, 3)),
        ("on 25/12", "mdy", date(2026, 12, 25)),
        ("on 12/25", "dmy", date(2026, 12, 25)),
        ("on 5.12.", "dmy", date(2026, 12, 5)),
        ("due 2027-04-03", "dmy", date(2027, 4, 3)),
    ],
)
def test_day_and_month_are_read_in_the_order_of_the_locale(
    text: str, order: Order, expected: date
) -> None:
    assert due_date(only(text, order=order), reference=NOW) == expected


def test_a_zone_that_is_named_is_kept_and_the_senders_holds_otherwise() -> None:
    named = only("next Tuesday 3pm PT").earliest
    own = only("next Tuesday 3pm").earliest
    assert named == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert own == datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


def test_hours_are_counted_right_across_a_change_of_the_clock() -> None:
    evening = datetime(2027, 3, 13, 22, 0, tzinfo=CHICAGO)
    found = only("in 6 hours", evening).earliest
    assert found == datetime(2027, 3, 14, 10, 0, tzinfo=UTC)


def test_business_days_skip_the_holidays_of_the_reader() -> None:
    closed = WorkCalendar(holidays=frozenset({date(2026, 11, 26), date(2026, 11, 27)}))
    when = find_times("in 10 business days", reference=NOW, grammar=ENGLISH, working=closed)[0]
    assert due_date(when, reference=NOW, working=closed) == date(2026, 12, 4)


def test_a_region_decides_between_holidays_of_one_name() -> None:
    text = "the Friday before Thanksgiving 2027"
    canada = find_times(text, reference=NOW, grammar=load_grammar("en", "CA"))[0]
    assert (span_of(only(text)), span_of(canada)) == ("2027-11-19", "2027-10-08")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by Friday", date(2026, 11, 20)),
        ("on Wednesday", date(2026, 11, 25)),
        ("next Monday", date(2026, 11, 23)),
        ("this week", date(2026, 11, 20)),
        ("by the end of the week", date(2026, 11, 20)),
        ("end of next week", date(2026, 11, 27)),
        ("by end of month", date(2026, 11, 30)),
        ("by year end", date(2026, 12, 31)),
        ("before Monday", date(2026, 11, 20)),
        ("before noon on Monday", date(2026, 11, 23)),
        ("within 48 hours", date(2026, 11, 20)),
        ("later today", date(2026, 11, 18)),
        ("sometime early tomorrow", date(2026, 11, 19)),
        ("between Monday and Wednesday", date(2026, 11, 25)),
        ("next week", None),
        ("in January", None),
        ("early next week", None),
        ("in a few days", None),
        ("after Thanksgiving", None),
        ("starting Monday", None),
        ("for now", None),
    ],
)
def test_a_deadline_falls_on_one_day_or_on_none(text: str, expected: date | None) -> None:
    assert due_date(only(text), reference=NOW) == expected


def test_the_deadline_of_a_sentence_is_the_time_said_with_by() -> None:
    text = "On Monday we meet, so please send the figures by Friday."
    found = deadline(times(text), reference=NOW)
    assert found is not None
    assert (found[0].text, found[1]) == ("by Friday", date(2026, 11, 20))
    assert deadline(times("You wrote on 2 November."), reference=NOW) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("until January 4", date(2027, 1, 4)),
        ("through Friday", date(2026, 11, 23)),
        ("next week", date(2026, 11, 30)),
        ("from Dec 22 to Dec 24", date(2026, 12, 25)),
        ("after Friday", None),
    ],
)
def test_who_is_away_is_back_on_the_next_working_day(text: str, expected: date | None) -> None:
    assert return_date(only(text)) == expected


def test_something_moved_from_one_day_to_another_is_no_range() -> None:
    found = times("Can we move the review from Monday to Wednesday?")
    assert [when.is_range for when in found] == [False, False] or len(found) == 1
    assert span_of(found[-1]) == "11-25"


def test_a_relation_says_which_side_is_open() -> None:
    assert only("after 2027").relation is Relation.AFTER
    assert only("since yesterday").latest is None
    assert only("prior to March 3").earliest is None


def test_a_reference_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        times("tomorrow", datetime(2026, 11, 18))


VOCABULARY = sorted(word for word in ENGLISH.words if word.isascii())
SIGNS = ["1", "12", "31", "2026", "3", "05", "/", "-", ":", ",", ".", "'s", "(", ")", "pm", "99"]


def assert_sound(text: str, found: tuple[When, ...]) -> None:
    """Offsets match and do not overlap; no time ends before it begins; due days can be asked."""
    end = 0
    for when in found:
        assert text[when.start : when.end] == when.text
        assert when.start >= end
        end = when.end
        if when.earliest and when.latest:
            assert when.earliest <= when.latest
        due_date(when, reference=NOW)
        return_date(when)


@given(st.text(max_size=200))
def test_no_text_whatever_is_an_error(text: str) -> None:
    assert_sound(text, times(text))


@given(st.lists(st.sampled_from(VOCABULARY + SIGNS), max_size=14), st.sampled_from([" ", ""]))
def test_any_words_of_time_in_any_order_give_sound_times(words: list[str], between: str) -> None:
    text = between.join(words)
    assert_sound(text, times(text))


@given(
    st.dates(date(1990, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%m/%d/%Y", "%a %d %b %Y", "%Y/%m/%d"]),
)
def test_a_written_date_is_read_back(day: date, form: str) -> None:
    when = only(f"It is due {day.strftime(form)}.")
    assert due_date(when, reference=NOW) == day


@given(st.integers(1, 400), st.sampled_from(["day", "week"]))
def test_a_count_of_days_or_weeks_is_added_to_the_day_of_the_message(n: int, unit: str) -> None:
    when = only(f"in {n} {unit}s")
    assert due_date(when, reference=NOW) == NOW.date() + timedelta(**{f"{unit}s": n})


def test_the_labelled_replies_are_dated_as_their_reader_dated_them() -> None:
    right, total = 0, 0
    for text, reference, expected in replies_with_dates():
        found = deadline(
            find_times(text, reference=reference, grammar=ENGLISH), reference=reference
        )
        right += (found[1] if found else None) == expected
        total += 1
    assert total > 100
    assert right / total >= 0.9
