"""Mail without bodies for tests of the core: a small cast of people and the mail between them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from earnest.core.mailbox.envelope import Envelope, Party
from earnest.core.mailbox.identity import Domains, Us, find_us
from earnest.core.mailbox.people import (
    Exchange,
    FoundAccount,
    FoundContact,
    collect_names,
    find_people,
    read_exchanges,
)
from earnest.core.mailbox.threading import assign_threads

# Whole mailboxes take long to make up; every run makes up other ones.
FEW = settings(max_examples=40)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHARED = {"freemail.example", "webpost.example"}
DOMAINS = Domains(
    registrable=lambda domain: ".".join(domain.split(".")[-2:]), is_shared=SHARED.__contains__
)
ME = "kari.holm@northcrane.example"
COLLEAGUE = "tom.berg@northcrane.example"
ANA = "ana.reyes@millbrook.example"
BO = "bo.lund@millbrook.example"
CY = "cy.tanaka@freemail.example"
NAMES = {
    ME: "Kari Holm",
    COLLEAGUE: "Tom Berg",
    ANA: "Ana Reyes",
    BO: "Bo Lund",
    CY: "Cy Tanaka",
}
US = Us({ME: "as you said"}, {"northcrane.example": "as you said"})
_numbers = count(1)


def letter(
    sender: str,
    *to: str,
    days: float = 0,
    cc: Sequence[str] = (),
    subject: str = "",
    names: dict[str, str] | None = None,
    kind: str = "human",
    **values: Any,
) -> Envelope:
    """One message in words of its own, `days` after START; people carry their usual names unless
    `names` says other."""
    number = next(_numbers)
    known = NAMES | (names or {})
    parties = [Party("to", email, known.get(email, "")) for email in to]
    parties += [Party("cc", email, known.get(email, "")) for email in cc]
    at = values.pop("at", START + timedelta(days=days))
    own = values.pop("prints", (f"p{number}",))
    return Envelope(
        id=number,
        key=f"k{number:06}",
        at=at,
        sender=sender,
        sender_name=known.get(sender, ""),
        parties=tuple(parties),
        subject=subject,
        kind=kind,
        prints=own,
        **values,
    )


def who_we_are(*mail: Envelope, **told: Any) -> Us:
    """Whose mailbox these messages are."""
    return find_us(mail, domains=DOMAINS, **told)


def exchanges(*mail: Envelope, us: Us = US) -> list[Exchange]:
    """The contact with outside people in these messages."""
    return read_exchanges(mail, assign_threads(mail), us, DOMAINS)


def people(*mail: Envelope, us: Us = US) -> tuple[list[FoundContact], list[FoundAccount]]:
    """The contacts and accounts in these messages."""
    threads = assign_threads(mail)
    crossing = read_exchanges(mail, threads, us, DOMAINS)
    return find_people(crossing, threads, collect_names(mail), DOMAINS)


_addresses = st.sampled_from((*NAMES, "ana.reyes@freemail.example", "news@millbrook.example"))
_subjects = st.sampled_from(
    ("", "Depot plan", "Re: Depot plan", "RE: Re: depot plan", "Fwd: Offer")
)
_digests = st.lists(st.sampled_from(("p1", "p2", "p3")), max_size=2).map(tuple)


@st.composite
def _letters(draw: st.DrawFn, number: int) -> Envelope:
    # Now and then two messages claim the same id.
    message_id = f"<m{draw(st.integers(0, 9))}@x>" if draw(st.booleans()) else ""
    refs = draw(st.lists(st.integers(0, 9), max_size=2))
    minutes = draw(st.none() | st.integers(0, 200))
    known = NAMES | {"ana.reyes@freemail.example": "Ana Reyes"}
    sender = draw(_addresses)
    to = draw(st.lists(_addresses, max_size=3, unique=True))
    return Envelope(
        id=number,
        key=f"k{draw(st.integers(0, 10**6)):07}-{number}",
        # Few different days, so that many messages share a moment.
        at=None if minutes is None else START + timedelta(days=minutes // 4),
        sender=sender,
        sender_name=known.get(sender, ""),
        parties=tuple(Party("to", email, known.get(email, "")) for email in to),
        subject=draw(_subjects),
        kind=draw(st.sampled_from(("human", "human", "human", "list", "newsletter"))),
        message_id=message_id,
        references=tuple(f"<m{ref}@x>" for ref in refs),
        prints=draw(_digests),
        quotes=draw(_digests),
        question=draw(st.sampled_from(("", "When?"))),
    )


mailboxes = st.integers(0, 9).flatmap(
    lambda size: st.tuples(*[_letters(number) for number in range(size)])
)
