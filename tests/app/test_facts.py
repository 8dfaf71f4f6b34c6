"""Rows of the record as the core's facts: nothing left out, nothing of anyone else's."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from earnest.app.facts import load_facts, measure
from earnest.core import facts
from earnest.db.models import (
    MetricActual,
    Misstep,
    Opportunity,
    ServiceMetric,
    Workspace,
)
from tests.builders import (
    NOW,
    ago,
    make_account,
    make_commitment,
    make_contact,
    make_message,
    make_restraint,
    make_touch,
    make_workspace,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def only(workspace: Workspace) -> facts.AccountFacts:
    (found,) = load_facts(workspace)
    return found


def metric(workspace: Workspace, target: int, *actuals: int, higher: bool = True) -> None:
    account = make_account(workspace)
    row = ServiceMetric.objects.create(
        workspace=workspace, account=account, name="On time", unit="%", target_milli=target,
        higher_is_better=higher, agreed_at=ago(90),
    )  # fmt: skip
    for number, value in enumerate(actuals):
        MetricActual.objects.create(
            workspace=workspace,
            metric=row,
            day=ago(60 - 10 * number).date(),
            value_milli=value,
        )


def test_every_fact_of_an_account_is_loaded(workspace: Workspace) -> None:
    account = make_account(workspace, "Millbrook", status="client", cadence_days=60)
    ana = make_contact(account, "Ana Reyes", zone="Europe/Oslo")
    call = make_touch(ana, 3, "phone", outcome="talked")
    promise = make_commitment(account, "Send it", due=date(2026, 12, 1), contact=ana, rung="invest")
    quiet = make_restraint(account, "quiet_hours", contact=ana, hour_from=0, hour_to=17)
    deal = Opportunity.objects.create(
        workspace=workspace, account=account, name="New depot", opened_at=ago(9), amount_minor=500
    )
    wrong = Misstep.objects.create(
        workspace=workspace, account=account, what="A wrong invoice", harm=2, at=ago(4)
    )
    found = only(workspace)
    assert found == facts.AccountFacts(
        account.pk, "Millbrook", facts.AccountStatus.CLIENT, 60,
        (facts.Contact(ana.pk, "Ana Reyes", "Europe/Oslo"),),
        (facts.Touch(call.at, facts.Medium.PHONE, facts.Direction.OUT, ana.pk,
                     facts.Outcome.TALKED, ref=facts.Ref("touch", call.pk)),),
        (facts.Commitment(promise.pk, facts.Side.OURS, "Send it", promise.made_at,
                          date(2026, 12, 1), contact=ana.pk, rung="invest",
                          ref=facts.Ref("commitment", promise.pk)),),
        (facts.Restraint(quiet.pk, facts.RestraintKind.QUIET_HOURS, facts.Scope.PERSON,
                         quiet.since, ana.pk, hours=(0, 17),
                         ref=facts.Ref("restraint", quiet.pk)),),
        (facts.Opportunity(deal.pk, "New depot", ago(9), None, 500),),
        (facts.Misstep(wrong.pk, "A wrong invoice", ago(4), 2),),
    )  # fmt: skip
    assert {field.name for field in fields(found)} >= {"breaches"}


def test_mail_is_its_own_evidence(workspace: Workspace) -> None:
    contact = make_contact(make_account(workspace))
    message = make_message(workspace, "Hello")
    make_touch(contact, message=message)
    assert only(workspace).touches[0].ref == facts.Ref("message", message.pk)


@pytest.mark.parametrize(
    ("target", "actuals", "higher", "breached"),
    [
        (98_000, (91_500,), True, True),
        (98_000, (98_000,), True, False),
        (98_000, (99_000,), True, False),
        (98_000, (), True, False),
        (98_000, (91_500, 99_000), True, False),
        (98_000, (99_000, 91_500), True, True),
        (4_000, (5_000,), False, True),
        (4_000, (4_000,), False, False),
        (4_000, (3_000,), False, False),
    ],
)
def test_L3_the_latest_figure_decides_whether_a_measure_is_missed(
    workspace: Workspace, target: int, actuals: tuple[int, ...], higher: bool, breached: bool
) -> None:
    metric(workspace, target, *actuals, higher=higher)
    assert bool(only(workspace).breaches) is breached


def test_L3_a_measure_is_missed_from_the_day_of_the_figure_on(workspace: Workspace) -> None:
    metric(workspace, 98_000, 91_500)
    (breach,) = only(workspace).breaches
    assert breach.at == datetime(2026, 9, 19, tzinfo=UTC)
    assert (breach.target, breach.actual) == ("98 %", "91.5 %")


@pytest.mark.parametrize(
    ("milli", "unit", "words"),
    [(98_000, "%", "98 %"), (91_500, "h", "91.5 h"), (-250, "", "-0.25"), (0, "days", "0 days")],
)
def test_a_figure_is_written_without_needless_digits(milli: int, unit: str, words: str) -> None:
    assert measure(milli, unit) == words


def test_nothing_of_another_workspace_is_loaded(workspace: Workspace) -> None:
    other = make_account(make_workspace("Other"))
    make_touch(make_contact(other))
    make_account(workspace)
    assert only(workspace).touches == ()
    assert list(load_facts(workspace, [other.pk])) == []


def test_a_hundred_accounts_cost_as_many_queries_as_one(workspace: Workspace) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            list(load_facts(workspace))
        return len(captured)

    make_touch(make_contact(make_account(workspace)), 1)
    one = queries()
    for number in range(30):
        contact = make_contact(make_account(workspace))
        make_touch(contact, number)
        make_commitment(contact.account, "Send it", due=(NOW + timedelta(days=9)).date())
    assert queries() == one
