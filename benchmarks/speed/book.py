"""A synthetic book of any size, written straight into an empty desk; shared by speed benchmarks."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from earnest.db.models import Account, Contact, Touch, Workspace

Value = str | int | datetime
SPAN_DAYS = 540
_SYLLABLES = ("bran", "cor", "dal", "fen", "hal", "kest", "lor", "mar", "nor", "ost", "per", "quil",
              "rud", "sol", "tam", "ul", "ver", "wick", "yar", "zell")  # fmt: skip
BATCH = 20_000


def build_book(
    workspace: Workspace, *, accounts: int, touches: int, now: datetime, seed: int = 11
) -> None:
    """Fill the workspace with `accounts` accounts of two people each and `touches` touches spread
    over eighteen months, every account at a pace of its own. The same seed gives the same book."""
    rng = random.Random(seed)
    Account.objects.bulk_create(
        (
            Account(
                workspace=workspace,
                key=f"manual:{number}",
                name=_name(rng, number),
                status=rng.choice(("client", "client", "prospect")),
                status_set=True,
            )
            for number in range(accounts)
        ),
        batch_size=2000,
    )
    ids = list(Account.objects.of(workspace).order_by("pk").values_list("pk", flat=True))
    Contact.objects.bulk_create(
        (
            Contact(
                workspace=workspace,
                account_id=account,
                key=f"manual:{account}.{n}",
                name=f"{_word(rng).title()} {_word(rng).title()}",
                zone="Europe/Oslo",
            )
            for account in ids
            for n in (1, 2)
        ),
        batch_size=2000,
    )
    people: dict[int, list[int]] = {}
    for pk, account in Contact.objects.of(workspace).values_list("pk", "account_id"):
        people.setdefault(account, []).append(pk)
    _insert_touches(workspace, _touches(rng, people, touches, now))


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=2))


def _name(rng: random.Random, number: int) -> str:
    return f"{_word(rng).title()} {_word(rng).title()} {number}"


def _touches(
    rng: random.Random, people: dict[int, list[int]], count: int, now: datetime
) -> Iterator[tuple[Value, ...]]:
    each = max(1, count // max(1, len(people)))
    made = 0
    for account, contacts in people.items():
        quiet = rng.expovariate(1 / 40)
        for number in range(each if made + each <= count else count - made):
            share = number / each
            at = now - timedelta(days=quiet + (SPAN_DAYS - quiet) * (1 - share) * rng.random())
            way = "in" if number % 2 else "out"
            medium = "phone" if number % 5 == 0 else "email"
            outcome = "talked" if medium == "phone" and number % 10 else ""
            question = "Could you send the figures?" if number % 17 == 1 else ""
            yield (
                account,
                contacts[number % len(contacts)],
                f"log:{made}",
                at,
                medium,
                way,
                outcome,
                f"t{account}.{number // 4}",
                question,
            )
            made += 1


def _insert_touches(workspace: Workspace, rows: Iterator[tuple[Value, ...]]) -> None:
    columns = ("account_id", "contact_id", "key", "at", "medium", "direction", "outcome", "thread",
               "question")  # fmt: skip
    quoted = ", ".join(connection.ops.quote_name(name) for name in columns)
    marks = ", ".join(["%s"] * (len(columns) + 3))
    table = connection.ops.quote_name(Touch._meta.db_table)
    sql = f"INSERT INTO {table} ({quoted}, workspace_id, summary, value) VALUES ({marks})"
    batch: list[tuple[Value, ...]] = []
    with connection.cursor() as cursor:
        for row in rows:
            batch.append((*row, workspace.pk, "", ""))
            if len(batch) >= BATCH:
                cursor.executemany(sql, batch)
                batch = []
        if batch:
            cursor.executemany(sql, batch)
        cursor.execute("ANALYZE")
