"""Delivery failures: recognised, their addresses found, look-alikes left alone.

    python -m benchmarks.accuracy.bounces DIR [--expected FILE.json] [--json]

DIR holds one message a file. FILE.json is a list of {"file", "failed_addresses", "temporary"};
DIR-expected.json beside the folder is taken when it is there. Without one, file names tell what is
no failure (vacation, autoreply, cr for a challenge to confirm, spam sent as mail).
"""

import argparse
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earnest.adapters.mail.parse import parse_mail
from earnest.core.mail import Mail
from earnest.core.reading.bounce import Bounce, read_bounce
from earnest.core.reading.kind import classify
from earnest.rulepacks.kinds import kind_phrases

# Names of files that hold no delivery failure, as the open sets name them.
_LOOK_ALIKE = re.compile(r"vacation|auto-?reply|(?:^|[-_.])cr\d*\.|challenge|away|absence|ooo")
_NOT_LOOK_ALIKE = re.compile(r"(?:^|[-_])non-?auto")
_PLAIN_SUBJECT = re.compile(
    r"undeliver|returned mail|failure|delivery status|mail delivery|failed", re.IGNORECASE
)
_PLAIN_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Case:
    """One message and what is expected of it; None where the set does not say."""

    name: str
    mail: Mail
    failure: bool | None
    addresses: frozenset[str] | None
    temporary: bool | None


def load(folder: Path, expected: Path | None) -> list[Case]:
    """The messages of a folder with what is known of each."""
    told = _expected(expected) if expected else {}
    cases = []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith("."):
            continue
        mail = parse_mail(path.read_bytes())
        entry = told.get(path.name)
        if entry is not None:
            # A report that names nobody may be one all the same: only its addresses are judged.
            failure = True if entry[0] else _is_look_alike(path.name)
            case = Case(path.name, mail, failure, *entry)
        elif expected:
            case = Case(path.name, mail, None, None, None)
        else:
            case = Case(path.name, mail, _is_look_alike(path.name), None, None)
        cases.append(case)
    return cases


def _expected(path: Path) -> dict[str, tuple[frozenset[str], bool | None]]:
    """The addresses and whether they failed for a time, by file; a file named twice has both."""
    told: dict[str, tuple[frozenset[str], bool | None]] = {}
    for entry in json.loads(path.read_text("utf-8")):
        addresses = frozenset(address.lower() for address in entry["failed_addresses"])
        before = told.get(entry["file"], (frozenset(), None))[0]
        told[entry["file"]] = (before | addresses, entry.get("temporary"))
    return told


def _is_look_alike(name: str) -> bool | None:
    """False for a name that says it is no failure, None for one that does not say."""
    named = _LOOK_ALIKE.search(name.lower()) and not _NOT_LOOK_ALIKE.search(name.lower())
    return False if named else None


def measure(cases: list[Case]) -> dict[str, Any]:
    """Flat figures over the cases. Precision, recall and F1 are of addresses; accuracy is the
    share of messages with exactly the expected addresses."""
    phrases = kind_phrases()
    found = {case.name: read_bounce(case.mail, phrases=phrases) for case in cases}
    kinds = Counter(str(classify(case.mail, phrases=phrases).kind) for case in cases)
    told = [case for case in cases if case.addresses is not None]
    alikes = [case for case in cases if case.failure is False]
    result: dict[str, Any] = {
        "n": len(cases),
        "recognised": sum(bounce is not None for bounce in found.values()),
        "with_address": sum(bool(bounce and bounce.failures) for bounce in found.values()),
        "look_alikes": len(alikes),
        "false_failures": sum(found[case.name] is not None for case in alikes),
    }
    result |= {f"kind_{kind}": count for kind, count in sorted(kinds.items())}
    if told:
        result |= _addresses(told, {case.name: _addresses_of(found[case.name]) for case in told})
        timed = [case for case in told if case.temporary is not None and case.addresses]
        right = sum(_is_temporary(found[case.name]) == case.temporary for case in timed)
        result["temporary_accuracy"] = round(right / len(timed), 4) if timed else None
        result["baselines"] = {
            "majority": _addresses(told, {case.name: frozenset() for case in told}),
            "plain cues": _addresses(told, {case.name: _plain(case.mail) for case in told}),
        }
    else:
        # Only names tell: all that is not named as something else is taken for a failure.
        result |= _recognition(cases, {case.name: found[case.name] is not None for case in cases})
        result["baselines"] = {
            "majority": _recognition(cases, {case.name: True for case in cases}),
            "plain cues": _recognition(
                cases, {case.name: bool(_PLAIN_SUBJECT.search(case.mail.subject)) for case in cases}
            ),
        }
    return result


def _addresses_of(bounce: Bounce | None) -> frozenset[str]:
    return frozenset(bounce.addresses) if bounce else frozenset()


def _is_temporary(bounce: Bounce | None) -> bool:
    return bool(bounce and any(failure.permanent is False for failure in bounce.failures))


def _plain(mail: Mail) -> frozenset[str]:
    """What two obvious rules find: a telling subject, and the first address in the text."""
    if not _PLAIN_SUBJECT.search(mail.subject):
        return frozenset()
    match = _PLAIN_ADDRESS.search(mail.text)
    return frozenset({match.group().lower()}) if match else frozenset()


def _recognition(cases: list[Case], found: dict[str, bool]) -> dict[str, Any]:
    """How well failures are told from the rest, where only file names say what is what."""
    right = sum(found[case.name] and case.failure is not False for case in cases)
    given = sum(found.values())
    wanted = sum(case.failure is not False for case in cases)
    return _scores(right, given, wanted) | {
        "accuracy": round(
            sum(found[case.name] == (case.failure is not False) for case in cases) / len(cases), 4
        )
    }


def _scores(right: int, given: int, wanted: int) -> dict[str, Any]:
    precision = right / given if given else 0.0
    recall = right / wanted if wanted else 0.0
    both = precision + recall
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both, 4) if both else 0.0,
    }


def _addresses(cases: list[Case], found: dict[str, frozenset[str]]) -> dict[str, Any]:
    right = sum(len(found[case.name] & (case.addresses or frozenset())) for case in cases)
    given = sum(len(found[case.name]) for case in cases)
    wanted = sum(len(case.addresses or ()) for case in cases)
    exact = sum(found[case.name] == case.addresses for case in cases)
    return {"accuracy": round(exact / len(cases), 4)} | _scores(right, given, wanted)


def _print_table(result: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("", "messages", "accuracy", "precision", "recall", "F1", title="Failures")
    rows = {"earnest": result, **result.get("baselines", {})}
    for name, row in rows.items():
        if "accuracy" in row:
            figures = (f"{row[key]:.3f}" for key in ("accuracy", "precision", "recall", "f1"))
            table.add_row(name, str(result["n"]), *figures)
    console = Console()
    if table.row_count:
        console.print(table)
    for key, value in result.items():
        if key not in ("baselines", "accuracy", "precision", "recall", "f1"):
            console.print(f"{key}: {value}")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description="Accuracy of reading delivery failures")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--expected", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    folder = options.folder.resolve()
    beside = folder.parent / f"{folder.name}-expected.json"
    expected = options.expected or (beside if beside.exists() else None)
    result = measure(load(folder, expected))
    print(json.dumps(result)) if options.json else _print_table(result)


if __name__ == "__main__":
    main()
