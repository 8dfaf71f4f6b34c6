"""Mail as bytes for tests: fictional people, ordinary and broken messages, in every container.

`mailbox(seed, size)` gives the same messages for the same seed: conversations with and without
References, copies, newsletters, automatic mail, and messages no program should have sent.
"""

import gzip
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random

START = datetime(2026, 2, 2, 8, tzinfo=UTC)
ME = "Kari Holm <kari.holm@northcrane.example>"
COLLEAGUE = "Tom Berg <tom.berg@northcrane.example>"
CLIENTS = (
    "Ana Reyes <ana.reyes@millbrook.example>",
    "Bo Lund <bo.lund@millbrook.example>",
    "Cy Tanaka <cy.tanaka@gmail.com>",
    "Dieter Vogt <d.vogt@vogt-stahl.example>",
    "Élodie Martin <elodie@papeterie-martin.example>",
)
TOPICS = ("Depot plan", "Crane hire in May", "Invoice 2214", "Site visit", "Spare parts")
OURS = (
    "The second machine is free from the ninth. Shall I hold it for you?",
    "Thank you for the drawings. The reach is fine for both corners of the yard.",
    "I will send you the comparison of the two depots by Friday.",
    "Three of your neighbours moved their deliveries to the night, and here is what they saved.",
)
THEIRS = (
    "Could you send me the load tables for the larger one?",
    "That works for us, the yard will be cleared by seven in the morning.",
    "We are still waiting for the board, please call me again after the summer.",
    "Our foreman asks whether the ground plates come with it. Do they?",
)
SIGNED = "\n\nKind regards\n{name}\nPhone: +47 22 55 50 {number:02}\n"


def letter(
    sender: str,
    to: str | Sequence[str],
    subject: str = "Depot plan",
    body: str = "The yard is ready from Monday on, as we agreed.",
    *,
    at: datetime = START,
    message_id: str = "",
    headers: Iterable[str] = (),
) -> bytes:
    """One message. `headers` are further header lines; without `message_id` it has none."""
    lines = [
        f"From: {sender}",
        f"To: {to if isinstance(to, str) else ', '.join(to)}",
        f"Subject: {subject}",
        f"Date: {format_datetime(at)}",
        *([f"Message-ID: <{message_id}>"] if message_id else []),
        *headers,
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: 8bit",
    ]
    return ("\n".join(lines) + "\n\n" + body + "\n").encode()


def mbox(messages: Iterable[bytes]) -> bytes:
    """Messages as an mbox, with lines that begin with "From " escaped."""
    out = []
    for message in messages:
        escaped = message.replace(b"\nFrom ", b"\n>From ")
        out.append(b"From - Mon Feb  2 08:00:00 2026\n" + escaped.rstrip(b"\n") + b"\n\n")
    return b"".join(out)


def write_mbox(path: Path, messages: Iterable[bytes]) -> Path:
    """Write an mbox; gzipped when its name ends in .gz."""
    data = mbox(messages)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def write_maildir(path: Path, messages: Iterable[bytes]) -> Path:
    """Write a maildir: the first half of the messages seen, the rest new."""
    everything = list(messages)
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True, exist_ok=True)
    for number, message in enumerate(everything):
        name = f"{1_700_000_000 + number}.M{number}.host"
        seen = number < len(everything) / 2
        place = path / "cur" / f"{name}:2,S" if seen else path / "new" / name
        place.write_bytes(message)
    return path


def write_folder(path: Path, messages: Iterable[bytes]) -> Path:
    """Write a folder of .eml files."""
    path.mkdir(parents=True, exist_ok=True)
    for number, message in enumerate(messages):
        (path / f"{number:04}.eml").write_bytes(message)
    return path


def mailbox(seed: int, size: int, *, broken: bool = True) -> list[bytes]:
    """`size` messages of one person's mailbox, the same for the same seed."""
    random = Random(seed)
    found: list[bytes] = []
    number = 0
    while len(found) < size:
        number += 1
        start = START + timedelta(days=random.randrange(220), minutes=random.randrange(600))
        kind = random.choices(("talk", "lone", "noise", "broken"), (6, 2, 2, broken))[0]
        made = _MAKERS[kind](random, start, f"{seed}.{number}")
        if random.random() < 0.15:
            made.append(random.choice(made))
        found += made
    return found[:size]


def _talk(random: Random, start: datetime, name: str) -> list[bytes]:
    client, topic = random.choice(CLIENTS), random.choice(TOPICS)
    has_ids = random.random() < 0.6
    found, before, said = [], "", ""
    for turn in range(random.randint(2, 5)):
        ours = turn % 2 == 0
        sender, to = (ME, client) if ours else (client, ME)
        words = random.choice(OURS if ours else THEIRS) + f" ({name}-{turn})"
        number = CLIENTS.index(client) if not ours else 50
        quoted = f"\n\nOn Monday someone wrote:\n> {said}\n" if said else ""
        mine = f"{name}.{turn}@mail.example" if has_ids else ""
        found.append(
            letter(
                sender,
                [to, COLLEAGUE] if random.random() < 0.2 else to,
                f"Re: {topic}" if turn else topic,
                words + SIGNED.format(name=sender.partition(" <")[0], number=number) + quoted,
                at=start + timedelta(days=turn, hours=turn),
                message_id=mine,
                headers=[f"In-Reply-To: <{before}>"] if before else [],
            )
        )
        before, said = mine, words
    if random.random() < 0.3:
        # The same words under another Message-ID, as mail kept twice has them.
        found.append(found[-1].replace(b"Message-ID: <", b"Message-ID: <copy."))
    return found


def _lone(random: Random, start: datetime, name: str) -> list[bytes]:
    sender = random.choice((*CLIENTS, f"Visitor {name} <visitor.{name}@fair.example>"))
    body = random.choice(THEIRS) + f" ({name})"
    return [
        letter(sender, ME, f"Question {name}", body, at=start, message_id=f"{name}@lone.example")
    ]


def _noise(random: Random, start: datetime, name: str) -> list[bytes]:
    news = letter(
        "Crane News <news@cranes.example>", ME, f"This week in cranes {name}",
        "Ten things to see at the fair.\n\nUnsubscribe: https://cranes.example/u\n", at=start,
        message_id=f"{name}@news.example",
        headers=["List-Unsubscribe: <https://cranes.example/u>", "Precedence: bulk"],
    )  # fmt: skip
    away = letter(
        random.choice(CLIENTS), ME, "Automatic reply: Depot plan",
        f"I am out of the office and back on Monday. ({name})", at=start,
        message_id=f"{name}@away.example", headers=["Auto-Submitted: auto-replied"],
    )  # fmt: skip
    return [random.choice((news, away))]


def _broken(random: Random, start: datetime, name: str) -> list[bytes]:
    client = random.choice(CLIENTS).encode()
    plain = letter(client.decode(), ME, f"Odd {name}", f"Read this if you can. ({name})", at=start)
    return [
        random.choice(
            (
                b"X-Nothing: \xff\xfe\x00 " + name.encode() + b"\n\n",
                plain.replace(b'charset="utf-8"', b'charset="x-klingon"'),
                plain.replace(b"Date: ", b"Date: Thu, 32 Foo 0001 "),
                plain.replace(b"To: ", b"X-Lost: "),
                plain.replace(b"text/plain", b"multipart/mixed; boundary=nowhere"),
                plain[: len(plain) // 2],
                plain + b"\x00\x01\x02 trailing \xc3\x28 bytes",
                b"Subject: =?utf-8?B?//8=?=\n\n",
            )
        )
    ]


_MAKERS = {"talk": _talk, "lone": _lone, "noise": _noise, "broken": _broken}
