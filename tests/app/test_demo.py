"""The demo has every situation in it, whenever it is built, and its stories are what they say."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import models, transaction

from earnest.app.demo import demo_build
from earnest.app.mailbox import mailbox_derive
from earnest.app.today import today_list
from earnest.core.errors import UsageError
from earnest.core.facts import RestraintKind
from earnest.core.judgement import Flag, State
from earnest.db.models import (
    Account,
    CachedStanding,
    Commitment,
    Contact,
    ContactAddress,
    ContactPhone,
    Message,
    MetricActual,
    Misstep,
    Opportunity,
    Restraint,
    ServiceMetric,
    SourceItem,
    Touch,
    Workspace,
)

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
MOMENTS = {
    "a Saturday": (datetime(2026, 11, 21, 20, 0, tzinfo=UTC), "UTC", "US"),
    "the Sunday on which clocks change in Europe": (
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "Europe/Oslo", "NO",
    ),
    "the Sunday on which clocks change in America": (
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "America/New_York", "US",
    ),
    "a leap day": (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), "Asia/Tokyo", "JP"),
    "the days between the years": (
        datetime(2026, 12, 31, 11, 15, tzinfo=UTC), "Pacific/Auckland", "NZ",
    ),
    "just after midnight on a Monday": (
        datetime(2027, 5, 10, 0, 5, tzinfo=UTC), "Europe/London", "GB",
    ),
}  # fmt: skip
NAMED = (
    Account, Contact, ContactAddress, ContactPhone, Opportunity, Message, Touch, Commitment,
    Restraint, Misstep, ServiceMetric, MetricActual, CachedStanding,
)  # fmt: skip


def make_desk(zone: str = "Europe/London", country: str = "GB") -> Workspace:
    return Workspace.objects.create(name="Demo", time_zone=zone, country=country)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """One demo for the whole module; what a test does to it is rolled back after the test."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        workspace = make_desk()
        demo_build(workspace, now=FRIDAY)
    yield workspace.pk
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def desk(built: int, db: None) -> Workspace:
    return Workspace.objects.get(pk=built)


def of(model: Any, workspace: Workspace, account: str) -> Any:
    return model.objects.of(workspace).filter(account__name=account)


@pytest.mark.parametrize(("now", "zone", "country"), MOMENTS.values(), ids=MOMENTS)
def test_every_situation_occurs_whenever_it_is_built(
    now: datetime, zone: str, country: str
) -> None:
    workspace = make_desk(zone, country)

    report = demo_build(workspace, now=now)

    kept = list(CachedStanding.objects.of(workspace))
    assert {row.state for row in kept} == set(State)
    assert {flag for row in kept for flag in row.flags} == set(Flag)
    assert 38 <= report.accounts <= 45
    restraints = Restraint.objects.of(workspace)
    assert set(restraints.values_list("kind", flat=True)) == set(RestraintKind)
    stops = restraints.filter(kind="stop")
    assert set(stops.values_list("scope", flat=True)) == {"person", "company"}
    today = now.astimezone(ZoneInfo(zone)).date()
    dates = restraints.filter(kind="not_before").values_list("until", flat=True)
    assert {day > today for day in dates if day} == {True, False}
    _nothing_is_out_of_time(workspace, now)


def _nothing_is_out_of_time(workspace: Workspace, now: datetime) -> None:
    touches = Touch.objects.of(workspace)
    ahead = touches.filter(at__gt=now)
    assert set(ahead.values_list("outcome", flat=True)) == {"planned"}
    assert not touches.filter(outcome="planned", at__lte=now).exists()
    first = touches.earliest("at")
    assert timedelta(days=500) < now - first.at < timedelta(days=580)
    assert not Message.objects.of(workspace).filter(at__gt=now).exists()
    assert not Message.objects.of(workspace).filter(at=None).exists()


def test_the_relationships_the_stories_tell_of_stand_where_they_say(desk: Workspace) -> None:
    rows = CachedStanding.objects.of(desk).select_related("account")
    found = {row.account.name: (row.state, set(row.flags)) for row in rows}

    assert found["Halden Freight"][1] == {Flag.THEY_WAIT, Flag.PROMISE_LATE}
    assert found["Costa & Filhos"] == (State.NEGLECTED, set())
    assert found["Brightwater Mills"] == (State.DARK, {Flag.CANCELLED})
    assert found["Anatolia Tekstil"] == (State.DARK, set())
    assert Flag.RECONNECT in found["Nordstern Labor"][1]
    assert found["Pinecrest Foods"] == (State.DUE, set())
    assert found["Marlowe & Finch"][0] == State.STOPPED
    assert found["Søby Værft"] == (State.PAUSED, set())
    assert found["Waimea Fresh"][1] == {Flag.BREACH}
    assert found["Kafue Cold Chain"][1] == {Flag.MISSTEP}
    assert Flag.THEIRS_LATE in found["Grupo Arrayán"][1]
    assert found["Bluegum Packaging"][1] == {Flag.THEY_WAIT, Flag.CANCELLED}
    assert found["Kavala Ceramics"] == (State.IN_MOTION, set())
    assert found["Kestrel Biologics"] == (State.IN_MOTION, set())
    assert found["Rosebank Bakeries"] == (State.NEW, set())


def test_the_one_gone_quiet_had_three_meetings_a_cancelled_one_and_two_emails(
    desk: Workspace,
) -> None:
    touches = list(of(Touch, desk, "Brightwater Mills").order_by("at"))

    outcomes = [touch.outcome for touch in touches if touch.medium in {"video", "in_person"}]
    assert outcomes == ["held", "held", "held", "cancelled"]
    assert [touch.medium for touch in touches[-2:]] == ["email", "email"]
    assert {touch.direction for touch in touches[-2:]} == {"out"}
    assert of(Opportunity, desk, "Brightwater Mills").get().closed_at is None


def test_the_neglected_client_was_last_spoken_to_seventy_five_days_ago(desk: Workspace) -> None:
    row = of(CachedStanding, desk, "Costa & Filhos").get()

    assert 75 <= (FRIDAY - row.last_conversation).days <= 79
    assert row.conversations > 12


def test_the_one_to_come_back_to_named_this_very_day(desk: Workspace) -> None:
    (row,) = [row for row in today_list(desk, now=FRIDAY).rows if row.account == "Nordstern Labor"]

    assert "Friday 20 November" in row.why
    assert "That is today." in row.why


def test_nobody_who_may_not_be_contacted_is_on_the_list(desk: Workspace) -> None:
    rows = today_list(desk, now=FRIDAY, limit=100).rows
    listed = {row.account for row in rows}

    assert listed.isdisjoint({"Marlowe & Finch", "Søby Værft", "Hartmann Druck"})
    assert "Ruwani Senanayake" not in {row.contact for row in rows}
    assert "Tamarind Hotels" in listed
    assert 15 <= len(rows) <= 30


def test_every_promise_and_restraint_quotes_its_evidence(desk: Workspace) -> None:
    commitments = Commitment.objects.of(desk).select_related("message__body")
    assert {item.side for item in commitments} == {"ours", "theirs"}
    for item in commitments:
        assert item.message is not None
        assert item.sentence in item.message.body.own
    for limit in Restraint.objects.of(desk).select_related("message__body"):
        if limit.message:
            assert limit.words in limit.message.body.own
        else:
            assert of(Touch, desk, limit.account.name).filter(summary=limit.words).exists()


def test_texts_name_no_blanks(desk: Workspace) -> None:
    texts = [
        *Message.objects.of(desk).values_list("body__text", flat=True),
        *Message.objects.of(desk).values_list("subject", flat=True),
        *Touch.objects.of(desk).values_list("summary", flat=True),
    ]
    assert not [text for text in texts if "{" in text or "}" in text]


def test_answers_quote_what_they_answer(desk: Workspace) -> None:
    quoting = [
        body
        for own, body in Message.objects.of(desk).values_list("body__own", "body__text")
        if "\n> " in body and "\n> " not in own
    ]
    assert len(quoting) > 30


def test_all_kinds_of_mail_and_touches_occur(desk: Workspace) -> None:
    kinds = Counter(Message.objects.of(desk).values_list("kind", flat=True))
    media = set(Touch.objects.of(desk).values_list("medium", flat=True))
    outcomes = set(Touch.objects.of(desk).values_list("outcome", flat=True))

    assert kinds["human"] > 300
    assert kinds["auto_reply"] >= 2
    assert kinds["bounce"] == 1
    assert kinds["bulk"] >= 2
    assert media >= {"email", "phone", "voicemail", "video", "in_person", "letter"}
    assert outcomes >= {"", "talked", "held", "voicemail", "no_answer", "gatekeeper", "cancelled"}
    assert ContactAddress.objects.of(desk).exclude(failed_at=None).count() == 1


def test_some_emails_bring_nothing_so_that_a_check_has_something_to_find(desk: Workspace) -> None:
    weak = Message.objects.of(desk).filter(body__own__iregex="checking in|touch(ing)? base")
    assert weak.count() >= 3


def test_people_and_companies_are_fictional_and_from_many_countries(desk: Workspace) -> None:
    for email in ContactAddress.objects.of(desk).values_list("email", flat=True):
        assert email.endswith(".example")
    for phone in ContactPhone.objects.of(desk):
        digits = phone.number.lstrip("+")
        # 555 is set aside for fiction in North America and reads as such elsewhere; the others
        # are ranges that the regulators of their countries keep for films and books.
        fiction = ("555", "441134960", "441632960", "4930231251", "46846500", "33465710", "3532091")
        assert any(part in digits for part in fiction), phone.written
    zones = set(Contact.objects.of(desk).values_list("zone", flat=True))
    assert len(zones) > 30


def test_reading_the_mail_again_changes_nothing(desk: Workspace) -> None:
    before = list(Touch.objects.of(desk).order_by("pk").values())
    people = list(Contact.objects.of(desk).order_by("pk").values())

    mailbox_derive(desk, now=FRIDAY)

    assert list(Touch.objects.of(desk).order_by("pk").values()) == before
    assert list(Contact.objects.of(desk).order_by("pk").values()) == people


def test_every_message_has_the_place_it_came_from(desk: Workspace) -> None:
    items = SourceItem.objects.of(desk)
    assert items.count() == Message.objects.of(desk).count()
    assert set(items.values_list("outcome", flat=True)) == {"stored"}


def test_the_same_seed_and_moment_give_the_same_rows(desk: Workspace) -> None:
    twin, other = make_desk(), make_desk()

    demo_build(twin, now=FRIDAY)
    demo_build(other, now=FRIDAY, seed=8)

    assert _content(twin) == _content(desk)
    assert _content(other) != _content(desk)


def _content(workspace: Workspace) -> dict[str, list[Any]]:
    """All rows, with rows they point to named by their order instead of their number."""
    places = {
        model: {pk: n for n, pk in enumerate(_rows(model, workspace).values_list("pk", flat=True))}
        for model in NAMED
    }
    return {
        model.__name__: [
            tuple(_values(row, places)) for row in _rows(model, workspace).order_by("pk")
        ]
        for model in NAMED
    }


def _rows(model: Any, workspace: Workspace) -> Any:
    return model.objects.of(workspace).order_by("pk")


def _values(row: models.Model, places: dict[Any, dict[int, int]]) -> Iterator[Any]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.is_relation:
            yield field.name, places.get(field.related_model, {}).get(value)
        elif field.name == "reasons":
            yield [
                {key: v for key, v in item.items() if key not in {"refs", "contact"}}
                for item in value
            ]
        elif not field.primary_key and field.name != "key":
            yield field.name, value


def test_building_it_again_says_that_it_is_there(desk: Workspace) -> None:
    touches = Touch.objects.of(desk).count()

    report = demo_build(desk, now=FRIDAY + timedelta(days=30))

    assert not report.built
    assert report.touches == touches == Touch.objects.of(desk).count()


def test_built_anew_it_leads_up_to_the_new_day(desk: Workspace) -> None:
    later = FRIDAY + timedelta(days=30)

    report = demo_build(desk, now=later, anew=True)

    assert report.built
    assert report.accounts == Account.objects.of(desk).count() == 42
    last = Touch.objects.of(desk).filter(at__lte=later).latest("at")
    assert later - last.at < timedelta(days=6)


@pytest.mark.parametrize("anew", [False, True])
def test_it_is_never_mixed_into_a_real_record(anew: bool) -> None:
    workspace = make_desk()
    Account.objects.create(workspace=workspace, key="manual:1", name="A client of ours")

    with pytest.raises(UsageError, match="record of its own"):
        demo_build(workspace, now=FRIDAY, anew=anew)

    assert Account.objects.of(workspace).count() == 1


def test_other_workspaces_are_left_alone(desk: Workspace) -> None:
    other = make_desk()
    own = Account.objects.create(workspace=other, key="manual:1", name="A client of ours")

    demo_build(desk, now=FRIDAY, anew=True)

    assert list(Account.objects.of(other)) == [own]
