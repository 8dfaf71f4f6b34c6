"""Sentences of the shared labelled replies that ask or promise, with the day ruled for each."""

import json
from collections.abc import Iterator
from datetime import date, datetime

from tests.realdata import data_path


def replies_with_dates() -> Iterator[tuple[str, datetime, date | None]]:
    """Sentence, moment of the message, due day or None. Skips the test where data is absent."""
    path = data_path("replies/open.jsonl")
    for line in path.read_text(encoding="utf-8").splitlines():
        reply = json.loads(line)
        reference = datetime.fromisoformat(reply["ref_iso"])
        for one in (*reply["promises"], *reply["asks"]):
            due = one.get("due_iso")
            yield one["sentence"], reference, date.fromisoformat(due) if due else None
