"""Rows for tests, one function for each kind: say what matters, the rest is filled in."""

from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from earnest.app.search import index_messages
from earnest.app.standing import standing_rebuild
from earnest.db.models import (
    Account,
    AccountDomain,
    Commitment,
    Contact,
    ContactAddress,
    ContactPhone,
    Member,
    Message,
    MessageBody,
    Restraint,
    Touch,
    Workspace,
)

# A Saturday would make "the next working day" surprising; this is a Wednesday.
NOW = datetime(2026, 11, 18, 13, 40, tzinfo=UTC)
_numbers = count(1)


def ago(days: float) -> datetime:
    """That many days before NOW."""
    return NOW - timedelta(days=days)


def make_workspace(name: str = "Desk", **values: Any) -> Workspace:
    """A workspace, in UTC unless said otherwise."""
    return Workspace.objects.create(name=name, **values)


def make_member(workspace: Workspace, username: str = "") -> User:
    """A user who may sign in with the password "correct horse battery" and works here."""
    name = username or f"user{next(_numbers)}"
    user: User = get_user_model().objects.create_user(name, password="correct horse battery")
    Member.objects.create(workspace=workspace, user=user)
    return user


def make_account(workspace: Workspace, name: str = "", domain: str = "", **values: Any) -> Account:
    """A company, with its domain when one is given."""
    number = next(_numbers)
    account: Account = Account.objects.create(
        workspace=workspace,
        key=f"domain:{domain}" if domain else f"manual:{number}",
        name=name or f"Company {number}",
        **values,
    )
    if domain:
        AccountDomain.objects.create(workspace=workspace, account=account, domain=domain)
    return account


def make_contact(
    account: Account, name: str = "", email: str = "", phone: str = "", why: str = "", **values: Any
) -> Contact:
    """A person at a company, with an address and a number when they are given."""
    number = next(_numbers)
    contact: Contact = Contact.objects.create(
        workspace=account.workspace,
        account=account,
        key=email or f"manual:{number}",
        name=name or f"Person {number}",
        **values,
    )
    if email:
        ContactAddress.objects.create(
            workspace=account.workspace, contact=contact, email=email, why=why
        )
    if phone:
        ContactPhone.objects.create(
            workspace=account.workspace, contact=contact, number=phone, kind="work"
        )
    return contact


def make_message(
    workspace: Workspace,
    own: str = "",
    *,
    subject: str = "",
    at: datetime | None = NOW,
    sender: str = "",
    quoted: str = "",
    html: str = "",
    **values: Any,
) -> Message:
    """A stored, indexed message: what its author wrote, and what is quoted below it."""
    number = next(_numbers)
    message: Message = Message.objects.create(
        workspace=workspace,
        by_content=blake2b(str(number).encode(), digest_size=20).hexdigest(),
        subject=subject,
        at=at,
        sender=sender,
        kind=values.pop("kind", "human"),
        **values,
    )
    text = f"{own}\n\n{quoted}" if quoted else own
    spans = [[0, len(own)]] if own else []
    MessageBody.objects.create(
        workspace=workspace, message=message, text=text, own=own, html=html, spans=spans
    )
    index_messages(workspace, [(message.pk, subject, own)])
    return message


def make_touch(
    contact: Contact,
    at: datetime | float = 0,
    medium: str = "email",
    direction: str = "out",
    **values: Any,
) -> Touch:
    """A touch at a moment, or that many days before NOW."""
    touch: Touch = Touch.objects.create(
        workspace=contact.workspace,
        account=contact.account,
        contact=contact,
        key=f"test:{next(_numbers)}",
        at=at if isinstance(at, datetime) else ago(at),
        medium=medium,
        direction=direction,
        **values,
    )
    return touch


def make_commitment(
    account: Account, what: str, side: str = "ours", due: date | None = None, **values: Any
) -> Commitment:
    """An open commitment of one side, made ten days before NOW."""
    commitment: Commitment = Commitment.objects.create(
        workspace=account.workspace,
        account=account,
        key=f"test:{next(_numbers)}",
        side=side,
        what=what,
        due=due,
        made_at=values.pop("made_at", ago(10)),
        **values,
    )
    return commitment


def make_restraint(account: Account, kind: str = "stop", **values: Any) -> Restraint:
    """A limit on contact: for the whole company, or for the `contact` that is given."""
    scope = "person" if values.get("contact") else "company"
    restraint: Restraint = Restraint.objects.create(
        workspace=account.workspace,
        account=account,
        key=f"test:{next(_numbers)}",
        kind=kind,
        scope=values.pop("scope", scope),
        since=values.pop("since", ago(10)),
        **values,
    )
    return restraint


def judge_all(workspace: Workspace, now: datetime = NOW) -> None:
    """Work the standings out and keep them, as an import does."""
    standing_rebuild(workspace, now=now)
