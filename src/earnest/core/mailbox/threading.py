"""Which mail belongs together: by References where there are any, else by subject, people, quoted
text and time (much exported mail has lost its References)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from earnest.core.mailbox.envelope import Envelope, Subject, read_subject

# A reply without References joins the last message of its subject between some of its people.
SUBJECT_WINDOW = timedelta(days=45)
QUOTE_WINDOW = timedelta(days=120)
# Subjects that many unrelated messages carry; only quoted text joins these.
_VAGUE = frozenset(
    {"", "hi", "hello", "hey", "fyi", "lunch", "question", "update", "meeting", "thanks", "test",
     "(no subject)", "no subject", "help", "info", "request", "news", "today", "tomorrow"}
)  # fmt: skip
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


class _Groups:
    """Union of messages by index."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def root(self, index: int) -> int:
        """The representative of an index."""
        while self.parent[index] != index:
            self.parent[index] = self.parent[self.parent[index]]
            index = self.parent[index]
        return index

    def join(self, one: int, other: int) -> None:
        """Put two messages into one group; the earlier index represents it."""
        first, second = self.root(one), self.root(other)
        if first != second:
            self.parent[max(first, second)] = min(first, second)


def assign_threads(envelopes: Sequence[Envelope]) -> dict[int, str]:
    """The thread of each message by its id. A thread is named by the key of its earliest message,
    so that the same mail gives the same threads in whatever order it came."""
    ordered = sorted(envelopes, key=lambda e: (e.at or _EARLIEST, e.key))
    groups = _Groups(len(ordered))
    _by_references(ordered, groups)
    _by_subject_and_quotes(ordered, groups)
    return {envelope.id: ordered[groups.root(index)].key for index, envelope in enumerate(ordered)}


def _by_references(ordered: Sequence[Envelope], groups: _Groups) -> None:
    place: dict[str, int] = {}
    for index, envelope in enumerate(ordered):
        # References to mail we do not hold still join those that share them.
        for name in (envelope.message_id, *envelope.references):
            if name:
                groups.join(index, place.setdefault(name, index))


def _by_subject_and_quotes(ordered: Sequence[Envelope], groups: _Groups) -> None:
    by_subject: defaultdict[str, list[int]] = defaultdict(list)
    by_print: defaultdict[str, list[int]] = defaultdict(list)
    for index, envelope in enumerate(ordered):
        subject = read_subject(envelope.subject)
        if envelope.at is not None and not envelope.references:
            earlier = _quoted(envelope, ordered, by_print)
            if earlier is None:
                earlier = _same_subject(envelope, subject, ordered, by_subject)
            if earlier is not None:
                groups.join(index, earlier)
        by_subject[subject.base].append(index)
        for digest in envelope.prints:
            by_print[digest].append(index)


def _quoted(
    envelope: Envelope, ordered: Sequence[Envelope], by_print: dict[str, list[int]]
) -> int | None:
    """The latest earlier message whose own words this one quotes, between some of its people."""
    assert envelope.at is not None
    for digest in envelope.quotes:
        for index in reversed(by_print.get(digest, ())[-20:]):
            other = ordered[index]
            if other.at is None or envelope.at - other.at > QUOTE_WINDOW:
                break
            if other.people & envelope.people:
                return index
    return None


def _same_subject(
    envelope: Envelope,
    subject: Subject,
    ordered: Sequence[Envelope],
    by_subject: dict[str, list[int]],
) -> int | None:
    """The message this one answers by subject: a reply joins mail in which its sender took part
    and that someone it goes to had written or received."""
    assert envelope.at is not None
    if not subject.is_reply or subject.base in _VAGUE:
        return None
    for index in reversed(by_subject.get(subject.base, ())[-50:]):
        other = ordered[index]
        if other.at is None or envelope.at - other.at > SUBJECT_WINDOW:
            break
        shared = envelope.people & other.people
        if envelope.sender in other.people and len(shared) >= 2:
            return index
    return None
