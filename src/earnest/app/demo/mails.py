"""The demo's mail as parsed messages, which then go the way of all mail that comes in."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from earnest.app.demo.scenes import Scene
from earnest.core.mail import Address, Mail, Part
from earnest.rulepacks.demo_types import Letter, Person, Story

US = Address("robin.hale@fernhill.example", "Robin Hale")
OWN_DOMAIN = "fernhill.example"
OUR_SIGNATURE = "-- \nRobin Hale\nFernhill\n+44 20 7946 0123"


@dataclass(slots=True)
class Thread:
    """What has been said in a thread: each mail with its text as written, the latest last."""

    mails: list[tuple[Mail, str]] = field(default_factory=list)

    def quoted(self, passage: str) -> Mail:
        """The latest mail that says `passage`."""
        return next(mail for mail, text in reversed(self.mails) if passage in text)


class Post:
    """Writes one story's mail. Threads are joined by References, as a mail program does it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.people = {person.id: person for person in story.people}
        self.threads: dict[str, Thread] = {}
        self.count = 0

    def write(self, scene: Scene, at: datetime) -> Mail:
        """The mail of a scene, sent at `at`, whose own zone is the sender's."""
        event = scene.event
        person = self.people[event.who]
        subject = scene.fill(event.subject)
        thread = self.threads.setdefault(event.thread or f"alone {self.count}", Thread())
        theirs = Address(event.sender or person.email, "" if event.sender else person.name)
        sender, other = (theirs, US) if event.mail == "in" else (US, theirs)
        own = scene.fill(event.text).strip()
        text = own
        if not thread.mails and not event.kind:
            text += "\n\n" + self._signature(sender, person)
        if event.quote:
            passage = scene.fill(event.quote)
            text += "\n\n" + _quotation(thread.quoted(passage), passage, _style(sender))
        earlier = [mail.message_id for mail, _ in thread.mails]
        mail = Mail(
            message_id=self._id(sender),
            date=at,
            offset=_offset(at),
            from_=sender,
            to=(other,),
            cc=tuple(Address(self.people[id].email, self.people[id].name) for id in event.cc),
            subject=subject or f"Re: {thread.mails[0][0].subject}",
            in_reply_to=tuple(earlier[-1:]),
            references=tuple(earlier),
            headers=_HEADERS.get(event.kind, {}),
            content_type="multipart/report" if event.kind == "bounce" else "text/plain",
            text=text + "\n",
            parts=_report(person.email) if event.kind == "bounce" else (),
        )
        thread.mails.append((mail, own))
        return mail

    def _signature(self, sender: Address, person: Person) -> str:
        if sender is US:
            return OUR_SIGNATURE
        role = f"{person.title}, {self.story.name}" if person.title else self.story.name
        return "\n".join(line for line in ("--", person.name, role, person.phone) if line)

    def _id(self, sender: Address) -> str:
        self.count += 1
        digest = blake2b(f"{self.story.key} {self.count}".encode(), digest_size=10).hexdigest()
        return f"{digest}@{sender.email.partition('@')[2]}"


_HEADERS = {
    "auto_reply": {"auto-submitted": ("auto-replied",), "x-auto-response-suppress": ("All",)},
    "bounce": {"auto-submitted": ("auto-replied",)},
}


def _report(address: str) -> tuple[Part, ...]:
    status = f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n"
    return (Part("message/delivery-status", text=status, size=len(status)),)


def _offset(at: datetime) -> int:
    offset = at.utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def _style(sender: Address) -> int:
    """Everybody's mail program quotes in its own way."""
    return sum(sender.email.encode()) % 3


def _quotation(mail: Mail, passage: str, style: int) -> str:
    """An earlier mail, or the passage of it that is answered, as mail programs quote it."""
    assert mail.date is not None
    at, who = mail.date, mail.from_
    if style == 0:
        return f"On {at.day} {at:%B %Y} at {at:%H:%M}, {who.name} wrote:\n> {passage}"
    if style == 1:
        lines = "\n".join(f"> {line}".rstrip() for line in mail.text.strip().splitlines())
        return f"On {at:%a, %d %b %Y at %H:%M}, {who.name} <{who.email}> wrote:\n{lines}"
    head = (
        "-----Original Message-----",
        f"From: {who.name} <{who.email}>",
        f"Sent: {at:%d %B %Y %H:%M}",
        f"To: {mail.to[0].name}",
        f"Subject: {mail.subject}",
    )
    return "\n".join((*head, "", mail.text.strip()))


def circular(letter: Letter, at: datetime, number: int) -> Mail:
    """A newsletter or notice, addressed to us."""
    headers = {"precedence": ("bulk",)}
    if letter.list_id:
        headers["list-id"] = (f"<{letter.list_id}>",)
        headers["list-unsubscribe"] = (f"<https://{letter.list_id}/unsubscribe>",)
    digest = blake2b(f"letter {number}".encode(), digest_size=10).hexdigest()
    return Mail(
        message_id=f"{digest}@{letter.sender.partition('@')[2]}",
        date=at,
        offset=0,
        from_=Address(letter.sender, letter.name),
        to=(US,),
        subject=letter.subject,
        headers=headers,
        text=letter.text,
        html=letter.html.strip(),
    )
