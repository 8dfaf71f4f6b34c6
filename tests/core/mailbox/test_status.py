"""Prospect or client: what conversations alone can tell."""

from earnest.core.facts import AccountStatus
from earnest.core.mailbox.status import found_status
from tests.relations import call, exchange, mail


def test_E3_a_mail_nobody_answered_makes_no_client() -> None:
    sent = [mail(days, "out", f"t{days}") for days in range(0, 300, 10)]
    assert found_status(sent) == (AccountStatus.PROSPECT, "no conversation so far")


def test_E3_talk_over_months_is_the_evidence_for_a_client() -> None:
    talks = [touch for days in (5, 40, 80, 81, 82) for touch in exchange(days, f"t{days}")]
    status, why = found_status(talks)
    assert status is AccountStatus.CLIENT
    assert why == "5 conversations in 3 different months"


def test_many_conversations_in_one_week_are_not_a_client_yet() -> None:
    assert found_status([call(days / 2) for days in range(9)])[0] is AccountStatus.PROSPECT
    assert found_status([call(days) for days in (5, 40, 80)])[0] is AccountStatus.PROSPECT
    assert found_status([call(5)])[1] == "few conversations so far"
