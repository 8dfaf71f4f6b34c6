"""The page of proposals, and deciding on it or beside the message."""

from typing import Any

import pytest
from django.test import Client

from earnest.app.proposals import stops_apply
from earnest.db.models import (
    CachedStanding,
    Commitment,
    Contact,
    Message,
    MessageBody,
    Proposal,
    Restraint,
    Workspace,
)
from tests.builders import NOW, ago, judge_all, make_account, make_contact, make_message, make_touch

pytestmark = pytest.mark.django_db
ASK = "Could you send the meter list by Friday?"
STOP = "Please stop writing to me."
TEXT = f"Robin,\n\n{ASK}\nThe rest can wait.\n\nAna"


def ana_of(workspace: Workspace) -> Contact:
    return make_contact(make_account(workspace, "Costa"), "Ana Ribeiro", "ana@costa.example")


def read(
    contact: Contact, kind: str = "ask", sentence: str = ASK, text: str = TEXT, **values: Any
) -> Proposal:
    """A message in which one thing was read."""
    workspace = contact.workspace
    days = values.pop("days", 2)
    start = text.index(sentence)
    message = make_message(workspace, text, subject="Meters", at=ago(days))
    intent = {"ask": "ask_action", "later": "later", "stop": "stop"}[kind]
    says = {"intent": intent, "start": start, "end": start + len(sentence), "confidence": 0.9,
            "cues": ["ask-can-you"], "day": values.get("day")}  # fmt: skip
    MessageBody.objects.filter(pk=message.pk).update(says=[says])
    make_touch(contact, ago(days), direction="in", message=message)
    row: Proposal = Proposal.objects.create(
        workspace=workspace,
        account=contact.account,
        contact=contact,
        message=message,
        key=f"{message.pk}:{start}:{kind}",
        kind=kind,
        side="ours" if kind == "ask" else "",
        sentence=sentence,
        start=start,
        end=start + len(sentence),
        confidence=90,
        at=ago(days),
        **values,
    )
    return row


@pytest.fixture
def ask(desk: Workspace) -> Proposal:
    return read(ana_of(desk), day="2026-11-20")


def page(client: Client, path: str = "/proposals") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_sentence_is_shown_in_its_context(visitor: Client, ask: Proposal) -> None:
    text = page(visitor)
    for words in ("1 to decide", "They asked us", f"<mark>{ASK}</mark>", "The rest can wait.",
                  "20 November 2026", "Ana Ribeiro", "Costa", "90% sure"):  # fmt: skip
        assert words in text, words


def test_confirming_enters_it_and_says_so(visitor: Client, ask: Proposal) -> None:
    answer = visitor.post(f"/proposals/{ask.pk}/confirm", {"days": "90"}, follow=True)
    assert answer.redirect_chain == [("/proposals?days=90", 302)]
    assert "We owe it, by 2026-11-20." in answer.content.decode()
    assert Commitment.objects.get().what == ASK
    assert "Nothing to decide" in answer.content.decode()


def test_a_correction_is_what_counts(visitor: Client, ask: Proposal) -> None:
    values = {"what": "the meter list", "side": "ours", "day": ""}
    visitor.post(f"/proposals/{ask.pk}/confirm", values)
    entry = Commitment.objects.get()
    assert (entry.what, entry.due) == ("the meter list", None)


def test_dismissing_asks_no_more(visitor: Client, ask: Proposal) -> None:
    answer = visitor.post(f"/proposals/{ask.pk}/dismiss", follow=True)
    assert "It will not be asked again." in answer.content.decode()
    assert not Commitment.objects.exists()


def test_deciding_twice_is_refused_in_words(visitor: Client, ask: Proposal) -> None:
    visitor.post(f"/proposals/{ask.pk}/dismiss")
    answer = visitor.post(f"/proposals/{ask.pk}/confirm", follow=True)
    assert answer.status_code == 200
    assert "decided before" in answer.content.decode()
    assert not Commitment.objects.exists()


def test_a_missing_day_is_asked_for(visitor: Client, desk: Workspace) -> None:
    words = "Come back to me after the budget round."
    row = read(ana_of(desk), "later", words, words)
    assert "Confirm with a day" in page(visitor)
    answer = visitor.post(f"/proposals/{row.pk}/confirm", follow=True)
    assert 'role="alert"' in answer.content.decode()
    assert not Restraint.objects.exists()
    visitor.post(f"/proposals/{row.pk}/confirm", {"day": "2026-12-07"})
    assert str(Restraint.objects.get().until) == "2026-12-07"


def test_a_dismissed_stop_lets_the_account_come_back(visitor: Client, desk: Workspace) -> None:
    row = read(ana_of(desk), "stop", STOP, STOP, detail={"reach": "person"})
    stops_apply(desk, now=NOW)
    judge_all(desk)
    assert CachedStanding.objects.get().state == "stopped"
    assert "in force now" in page(visitor)
    visitor.post(f"/proposals/{row.pk}/dismiss")
    assert not Restraint.objects.exists()
    assert CachedStanding.objects.get().state != "stopped"


def test_the_message_shows_the_sentence_with_what_it_does(visitor: Client, ask: Proposal) -> None:
    text = page(visitor, f"/messages/{ask.message_id}")
    assert f'title="asks · by Fri 20 Nov 2026: ask can you; 90% sure">{ASK}</mark>' in text
    assert "What it says" in text
    label = text[text.index('<span class="says">') :][:200]
    assert "asks" in label
    assert "read from ask can you; 90% sure" in label


def test_deciding_beside_the_message_comes_back_to_it(visitor: Client, ask: Proposal) -> None:
    path = f"/messages/{ask.message_id}"
    answer = visitor.post(f"/proposals/{ask.pk}/confirm", {"back": "message"}, follow=True)
    assert answer.redirect_chain == [(path, 302)]
    text = answer.content.decode()
    assert "We owe it" in text
    assert "confirmed, " in text
    assert "/confirm" not in text


def test_looking_changes_nothing(visitor: Client, ask: Proposal) -> None:
    before = list(Proposal.objects.values())
    for path in ("/proposals", "/proposals?days=9", f"/messages/{ask.message_id}"):
        page(visitor, path)
    for what in ("confirm", "dismiss"):
        assert visitor.get(f"/proposals/{ask.pk}/{what}").status_code == 405
    assert list(Proposal.objects.values()) == before


def test_older_mail_is_named_and_one_step_away(visitor: Client, desk: Workspace) -> None:
    read(ana_of(desk), days=200)
    text = page(visitor)
    assert "1 more from older mail" in text
    assert ASK not in text
    assert ASK in page(visitor, "/proposals?days=36500")


@pytest.mark.parametrize("days", ["-1", "x", "99999999999999999999", "٣"])
def test_any_number_of_days_is_taken(visitor: Client, ask: Proposal, days: str) -> None:
    assert visitor.get("/proposals", {"days": days}).status_code == 200
    answer = visitor.post(f"/proposals/{ask.pk}/dismiss", {"days": days})
    assert answer.status_code == 302


def test_words_of_mail_are_never_markup(visitor: Client, desk: Workspace) -> None:
    words = "<script>alert(1)</script> Could you send it?"
    row = read(ana_of(desk), sentence=words, text=f"<b>x</b>\n\n{words}")
    for path in ("/proposals", f"/messages/{row.message_id}"):
        text = page(visitor, path)
        assert "<script>alert" not in text
        assert "<b>x</b>" not in text


class TestTeam:
    @pytest.fixture
    def theirs(self, team: Workspace) -> Proposal:
        return read(ana_of(team))

    def test_a_member_decides(self, member: Client, theirs: Proposal) -> None:
        assert ASK in page(member)
        member.post(f"/proposals/{theirs.pk}/confirm")
        assert Commitment.objects.get().workspace_id == theirs.workspace_id

    @pytest.mark.parametrize("what", ["confirm", "dismiss"])
    def test_a_stranger_finds_nothing(self, stranger: Client, theirs: Proposal, what: str) -> None:
        assert ASK not in page(stranger)
        for values in ({}, {"back": "message"}):
            answer = stranger.post(f"/proposals/{theirs.pk}/{what}", values)
            assert answer.status_code == 404
        theirs.refresh_from_db()
        assert theirs.state == "waiting"

    def test_whoever_has_not_signed_in_is_asked_to(
        self, anonymous: Client, theirs: Proposal
    ) -> None:
        answers = [anonymous.get("/proposals"), anonymous.post(f"/proposals/{theirs.pk}/confirm")]
        for answer in answers:
            assert answer.status_code == 302
            assert "sign-in" in answer["Location"]
        theirs.refresh_from_db()
        assert theirs.state == "waiting"

    def test_a_form_from_elsewhere_is_refused(self, team: Workspace, theirs: Proposal) -> None:
        from tests.builders import make_member

        client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
        client.force_login(make_member(team))
        assert client.post(f"/proposals/{theirs.pk}/confirm").status_code == 403
        assert Message.objects.count() == 1
