"""What the mail as a whole tells, applied to the record: who we are, and the same whatever came
first."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.app.importing import import_paths
from earnest.app.mailbox import mailbox_derive
from earnest.app.standing import standing_rebuild
from earnest.core.mailbox.threading import assign_threads
from earnest.db.models import Account, Contact, Message, OwnIdentity, Touch, Workspace
from tests.builders import NOW, make_workspace
from tests.letters import CLIENTS, COLLEAGUE, ME, START, letter, mailbox, write_mbox
from tests.record import differences, picture

pytestmark = pytest.mark.django_db
ANA, BO = CLIENTS[0], CLIENTS[1]
OURS = "kari.holm@northcrane.example"
# What is asserted of the record as a whole; the rest remembers what was read first.
JUDGED = ("account", "accountdomain", "contact", "contactaddress", "ownidentity", "touch")


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def bring(workspace: Workspace, folder: Path, *mail: bytes, me: str = "") -> Any:
    path = write_mbox(folder / f"{Message.objects.count()}-{len(mail)}.mbox", mail)
    told = [me] if me else []
    return import_paths(workspace, [path], now=NOW, me=told, workers=1).mailbox


def own(workspace: Workspace) -> dict[str, bool]:
    return dict(OwnIdentity.objects.of(workspace).values_list("value", "told"))


def names(workspace: Workspace) -> set[str]:
    return set(Contact.objects.of(workspace).values_list("name", flat=True))


def pair(number: int, client: str = ANA) -> list[bytes]:
    """Mail both ways."""
    there = letter(
        ME,
        client,
        f"Topic {number}",
        f"Here is what you asked for, number {number}.",
        message_id=f"{number}@a",
    )
    back = letter(
        client,
        ME,
        f"Re: Topic {number}",
        f"Thank you for it, number {number}.",
        at=START + timedelta(days=1),
        message_id=f"{number}@b",
        headers=[f"In-Reply-To: <{number}@a>"],
    )
    return [there, back]


def test_who_we_are_is_found_and_said(tmp_path: Path, workspace: Workspace) -> None:
    found = bring(workspace, tmp_path, *pair(1), *pair(2, BO))
    assert found.addresses == {OURS: "in 100% of the messages: sent 2, received 2"}
    assert found.domains == {"northcrane.example": f"the company part of {OURS}"}
    assert own(workspace) == {OURS: False, "northcrane.example": False}
    assert (found.contacts, found.accounts, found.touches) == (2, 1, 4)


def test_saying_who_we_are_turns_everything_round(tmp_path: Path, workspace: Workspace) -> None:
    bring(workspace, tmp_path, *pair(1), *pair(2), me="ana.reyes@millbrook.example")
    assert names(workspace) == {"Kari Holm"}
    bring(workspace, tmp_path, *pair(3), me=OURS)
    OwnIdentity.objects.of(workspace).filter(value__startswith="ana").delete()
    mailbox_derive(workspace, now=NOW)
    assert names(workspace) == {"Ana Reyes"}
    assert own(workspace) == {OURS: True, "northcrane.example": False}
    assert {row.direction for row in Touch.objects.filter(message__sender=OURS)} == {"out"}


def test_a_domain_we_name_as_ours_is_kept(tmp_path: Path, workspace: Workspace) -> None:
    path = write_mbox(tmp_path / "a.mbox", [*pair(1), *pair(2, CLIENTS[3])])
    import_paths(workspace, [path], now=NOW, me=[OURS], own_domains=["@Vogt-Stahl.example"])
    assert own(workspace)["vogt-stahl.example"]
    assert names(workspace) == {"Ana Reyes"}


def test_colleagues_and_newsletters_become_nobody(tmp_path: Path, workspace: Workspace) -> None:
    between = letter(ME, COLLEAGUE, "Holiday", "I am away from Monday on, please look after Ana.")
    news = letter("News <news@cranes.example>", ME, "This week", "Ten things.",
                  headers=["List-Unsubscribe: <https://cranes.example/u>"])  # fmt: skip
    bring(workspace, tmp_path, *pair(1), between, news)
    assert names(workspace) == {"Ana Reyes"}


def test_deriving_again_changes_nothing(tmp_path: Path, workspace: Workspace) -> None:
    bring(workspace, tmp_path, *mailbox(11, 40), me=OURS)
    before, ids = picture(workspace), set(Touch.objects.values_list("pk", flat=True))
    mailbox_derive(workspace, now=NOW)
    assert differences(before, picture(workspace)) == []
    assert set(Touch.objects.values_list("pk", flat=True)) == ids


def test_a_reply_that_comes_later_joins_its_thread(tmp_path: Path, workspace: Workspace) -> None:
    there, back = pair(1)
    bring(workspace, tmp_path, back, me=OURS)
    first = Message.objects.get().thread
    bring(workspace, tmp_path, there)
    threads = set(Message.objects.of(workspace).values_list("thread", flat=True))
    assert len(threads) == 1
    assert first not in threads
    assert set(Touch.objects.of(workspace).values_list("thread", flat=True)) == threads


def test_nothing_crosses_into_another_workspace(tmp_path: Path, workspace: Workspace) -> None:
    other = make_workspace("Other")
    bring(other, tmp_path, *pair(1), me=OURS)
    before = picture(other)
    bring(workspace, tmp_path, *pair(1), *pair(2, BO), me=OURS)
    assert differences(before, picture(other)) == []
    assert Account.objects.of(workspace).count() == 1


def test_mail_another_import_brings_in_meanwhile_is_not_forgotten(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(workspace, tmp_path, *pair(1), me=OURS)
    calls: list[int] = []

    def meanwhile(envelopes: Any) -> dict[int, str]:
        calls.append(len(envelopes))
        if len(calls) == 1:
            bring(workspace, tmp_path, *pair(2, CLIENTS[3]))
        return assign_threads(envelopes)

    monkeypatch.setattr("earnest.app.mailbox.assign_threads", meanwhile)
    mailbox_derive(workspace, now=NOW)
    assert names(workspace) == {"Ana Reyes", "Dieter Vogt"}
    assert calls[-1] == 4


@settings(max_examples=8)
@given(st.integers(0, 5), st.integers(0, 24), st.integers(0, 24), st.booleans())
def test_mail_in_pieces_and_in_any_order_tells_the_same(
    tmp_path_factory: pytest.TempPathFactory, seed: int, one: int, other: int, backwards: bool
) -> None:
    folder = tmp_path_factory.mktemp("mail")
    mail = mailbox(seed, 24, broken=False)
    whole, parts = make_workspace(), make_workspace()
    bring(whole, folder, *mail, me=OURS)
    first, second = sorted((one, other))
    pieces = [mail[:first], mail[first:second], mail[second:]]
    for piece in reversed(pieces) if backwards else pieces:
        if piece:
            bring(parts, folder, *piece, me=OURS)
    expected, found = picture(whole), picture(parts)
    for table in JUDGED:
        assert differences({table: expected[table]}, {table: found[table]}) == []
    standing_rebuild(parts, now=NOW)
    assert differences(found, picture(parts)) == []
