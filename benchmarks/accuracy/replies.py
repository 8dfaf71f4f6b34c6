"""Whole replies: their kind, what they want, promises and asks by sentence, and the days.

    python -m benchmarks.accuracy.replies FILE.jsonl [--json] [--errors]

Every figure is given twice: as labelled, and (`fair.*`) leaving out what the labels call arguable.
A found sentence matches a labelled one when one holds the other, or half of the words of both.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from earnest.core.mail import Address, Mail
from earnest.core.reading.kind import classify
from earnest.core.reading.says import Finding, Intent, read_says
from earnest.core.reading.says_dates import DayReader
from earnest.core.reading.sentences import straighten
from earnest.rulepacks.dates import load_grammar
from earnest.rulepacks.kinds import kind_phrases
from earnest.rulepacks.reading import load_cues, load_model

INTENTS = {
    Intent.STOP: "stop",
    Intent.REFUSAL: "not_interested",
    Intent.LATER: "later",
    Intent.ABSENCE: "out_of_office",
    Intent.HAND_OFF: "referral",
    Intent.ASK_INFORMATION: "info_request",
    Intent.ASK_ACTION: "action_request",
    Intent.MEETING_PROPOSED: "meeting_propose",
    Intent.MEETING_ACCEPTED: "meeting_accept",
    Intent.MEETING_DECLINED: "meeting_decline_or_cancel",
    Intent.MEETING_CANCELLED: "meeting_decline_or_cancel",
    Intent.PROMISE: "commitment",
    Intent.QUESTION: "question",
    Intent.COMPLAINT: "complaint",
    Intent.THANKS: "ack",
}
ASKS = (Intent.ASK_INFORMATION, Intent.ASK_ACTION, Intent.STOP)
# The labels know fewer kinds: a list post is a person's, a calendar or system notice is bulk.
KINDS = {"list": "human", "calendar": "bulk", "system": "bulk"}
# Two obvious rules an intent, to compare with.
_PLAIN = {
    "stop": r"unsubscribe|remove me|take me off|stop (?:e-?mail|call|contact)ing",
    "out_of_office": r"out of (?:the )?office|on vacation",
    "info_request": r"let me know|please send|please provide",
    "action_request": r"\bplease (?!let|send|provide|see|find|note|feel)",
    "commitment": r"\b(?:i|we)(?:'ll| will) (?!be\b|not\b)",
    "question": r"\?",
    "meeting_propose": r"\b(?:meet|lunch|dinner|schedule)\b",
    "referral": r"please contact",
    "later": r"\b(?:later|next week|wait until)\b",
    "not_interested": r"not interested",
    "complaint": r"disappointed|unacceptable",
}


@dataclass
class Tally:
    """Found, missed and made up, by name."""

    right: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def sets(self, found: set[str], wanted: set[str]) -> None:
        """Counts two sets of names against each other."""
        self.right.update(found & wanted)
        self.extra.update(found - wanted)
        self.missed.update(wanted - found)

    def figures(self, name: str) -> dict[str, float | int]:
        """Precision, recall, F1 and counts of one name."""
        right, extra, missed = self.right[name], self.extra[name], self.missed[name]
        precision = right / (right + extra) if right + extra else 0.0
        recall = right / (right + missed) if right + missed else 0.0
        both = precision + recall
        return {
            "n": right + missed,
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / both, 4) if both else 0.0,
            "missed": missed,
            "made_up": extra,
        }

    def names(self) -> list[str]:
        """All names counted, in order."""
        return sorted({*self.right, *self.extra, *self.missed})

    def total(self) -> dict[str, float | int]:
        """The figures of all names together."""
        whole = Tally()
        for mine, theirs in (
            (whole.right, self.right),
            (whole.extra, self.extra),
            (whole.missed, self.missed),
        ):
            mine["all"] = sum(theirs.values())
        return whole.figures("all")


@dataclass(frozen=True)
class Told:
    """What was read of one message."""

    kind: str
    intents: set[str]
    asks: list[str]
    promises: list[str]
    later: date | None
    back: date | None


def read(row: Mapping[str, Any]) -> Told:
    """Reads one labelled message as a mailbox would, from what the set has of it."""
    text, cues = row["new_text"], load_cues()
    to = tuple(Address(one.strip().lower()) for one in row["to"].split(",") if one.strip())
    mail = Mail(from_=Address(row["from"].lower()), to=to, subject=row["subject"], text=text)
    kind = str(classify(mail, phrases=kind_phrases()).kind)
    findings = read_says(
        text, subject=row["subject"], kind=kind, cues=cues, model=load_model("asks")
    )
    sure = [one for one in findings if not one.detail.get("conditional")]
    days = DayReader(datetime.fromisoformat(row["ref_iso"]), grammar=load_grammar(), cues=cues)
    put_off = [days.later(_words(text, one)) for one in sure if one.intent is Intent.LATER]
    return Told(
        KINDS.get(kind, kind),
        {INTENTS[one.intent] for one in sure if one.intent in INTENTS} or {"none"},
        _sentences(text, sure, ASKS),
        _sentences(text, sure, (Intent.PROMISE,)),
        next((day for day in put_off if day), None),
        days.back(text, findings, row["subject"]),
    )


def _words(text: str, finding: Finding) -> str:
    return text[finding.start : finding.end]


def _sentences(text: str, findings: Iterable[Finding], intents: tuple[Intent, ...]) -> list[str]:
    spans = {(one.start, one.end) for one in findings if one.intent in intents}
    return [straighten(text[start:end]) for start, end in sorted(spans)]


def match(found: list[str], wanted: list[str]) -> tuple[int, list[str], list[str]]:
    """How many match, what was made up, what was missed."""
    left = [straighten(one).lower() for one in wanted]
    extra = []
    for one in found:
        low = one.lower()
        fit = next((other for other in left if _same(low, other)), None)
        if fit is None:
            extra.append(one)
        else:
            left.remove(fit)
    return len(found) - len(extra), extra, left


def _same(one: str, other: str) -> bool:
    if one in other or other in one:
        return True
    mine, theirs = set(one.split()), set(other.split())
    return 2 * len(mine & theirs) >= len(mine | theirs)


class Scores:
    """All tallies of a set, as labelled and fair."""

    def __init__(self) -> None:
        self.kinds, self.intents, self.sentences = Tally(), Tally(), Tally()
        self.fair_kinds, self.fair_intents, self.plain = Tally(), Tally(), Tally()
        self.days: Counter[str] = Counter()
        self.right_kinds = self.fair_right = self.n = 0
        self.errors: list[str] = []

    def add(self, row: Mapping[str, Any]) -> None:
        """Reads a message and counts it."""
        told = read(row)
        self.n += 1
        arguable = set(row.get("arguable") or ())
        wanted = set(row["intents"])
        self._add_kind(row, told, arguable)
        self.intents.sets(told.intents, wanted)
        open_to = {mark[1:] for mark in arguable if mark[0] in "+-"}
        self.fair_intents.sets(told.intents - (open_to - wanted), wanted - (open_to - told.intents))
        plain = {name for name, pattern in _PLAIN.items() if re.search(pattern, _low(row))}
        self.plain.sets(plain or {"none"}, wanted)
        for name, found in (("asks", told.asks), ("promises", told.promises)):
            labelled = [one["sentence"] for one in row[name]]
            right, extra, missed = match(found, labelled)
            self.sentences.right[name] += right
            self.sentences.extra[name] += len(extra)
            self.sentences.missed[name] += len(missed)
            self.errors += [f"{row['n']} {name} made up: {one}" for one in extra]
            self.errors += [f"{row['n']} {name} missed: {one}" for one in missed]
        self._add_days(row, told)

    def _add_kind(self, row: Mapping[str, Any], told: Told, arguable: set[str]) -> None:
        self.kinds.sets({told.kind}, {row["kind"]})
        self.right_kinds += told.kind == row["kind"]
        fair = row["kind"]
        if f"kind:{told.kind}" in arguable:
            fair = told.kind
        self.fair_right += told.kind == fair
        if told.kind != row["kind"]:
            self.errors.append(f"{row['n']} kind {told.kind}, labelled {row['kind']}")

    def _add_days(self, row: Mapping[str, Any], told: Told) -> None:
        for name, label, day in (
            ("later", row["later"], told.later),
            ("absent", row["ooo_until"], told.back),
        ):
            if not label:
                continue
            self.days[f"{name}.n"] += 1
            right = (day.isoformat() if day else None) == label["date_iso"]
            self.days[f"{name}.right"] += right
            if not right:
                self.errors.append(f"{row['n']} {name} {day}, labelled {label['date_iso']}")

    def result(self) -> dict[str, Any]:
        """Flat figures."""
        found: dict[str, Any] = {
            "n": self.n,
            "kind.accuracy": round(self.right_kinds / max(self.n, 1), 4),
            "fair.kind.accuracy": round(self.fair_right / max(self.n, 1), 4),
        }
        for prefix, tally in (("", self.intents), ("fair.", self.fair_intents)):
            for name in tally.names():
                found |= _flat(f"{prefix}intent.{name}", tally.figures(name))
            found |= _flat(f"{prefix}intents", tally.total())
        for name in self.kinds.names():
            found |= _flat(f"kind.{name}", self.kinds.figures(name))
        for name in ("asks", "promises"):
            found |= _flat(f"sentences.{name}", self.sentences.figures(name))
        for name in ("later", "absent"):
            n = self.days[f"{name}.n"]
            found[f"days.{name}.n"] = n
            found[f"days.{name}.accuracy"] = round(self.days[f"{name}.right"] / n, 4) if n else None
        return found | {"baselines": self._baselines()}

    def _baselines(self) -> dict[str, Any]:
        most = max((self.kinds.figures(name)["n"] for name in self.kinds.names()), default=0)
        plain = self.plain.total()
        for name in self.plain.names():
            plain |= _flat(f"intent.{name}", self.plain.figures(name))
        return {
            "majority": {"kind.accuracy": round(most / max(self.n, 1), 4)},
            "plain cues": plain,
        }


def _low(row: Mapping[str, Any]) -> str:
    return straighten(f"{row['subject']}\n{row['new_text']}").lower()


def _flat(prefix: str, figures: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{prefix}.{key}": value for key, value in figures.items()}


def measure(rows: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], list[str]]:
    """Flat figures over labelled messages, and the errors in words."""
    scores = Scores()
    for row in rows:
        scores.add(row)
    return scores.result(), scores.errors


def _print_table(result: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table("", "labelled", "precision", "recall", "F1", "missed", "made up", title="Replies")
    ends = ("n", "precision", "recall", "f1", "missed", "made_up")
    prefixes = [key[: -len(".made_up")] for key in result if key.endswith(".made_up")]
    for prefix in prefixes:
        values = [result[f"{prefix}.{end}"] for end in ends]
        table.add_row(prefix, *(f"{v:.3f}" if isinstance(v, float) else str(v) for v in values))
    plain = result["baselines"]["plain cues"]
    values = [plain[end] for end in ends]
    cells = (f"{v:.3f}" if isinstance(v, float) else str(v) for v in values)
    table.add_row("plain cues: intents", *cells)
    console.print(table)
    console.print(f"messages: {result['n']}")
    for key in ("kind.accuracy", "fair.kind.accuracy"):
        console.print(f"{key}: {result[key]:.3f}")
    console.print(f"majority: kind {result['baselines']['majority']['kind.accuracy']:.3f}")
    for name in ("later", "absent"):
        right = result[f"days.{name}.accuracy"]
        shown = "none" if right is None else f"{right:.3f}"
        console.print(f"days, {name}: {shown} of {result[f'days.{name}.n']}")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description="Accuracy of reading whole replies")
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list what went wrong")
    options = parser.parse_args()
    lines = options.file.read_text(encoding="utf-8").splitlines()
    result, errors = measure(json.loads(line) for line in lines if line.strip())
    print(json.dumps(result)) if options.json else _print_table(result)
    if options.errors and not options.json:
        print("\n".join(errors))


if __name__ == "__main__":
    main()
