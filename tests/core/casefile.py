"""Cases kept as text beside the tests, so that mails can be read as mails."""

from pathlib import Path


def read_cases(name: str) -> dict[str, str]:
    """The sections of newtext/NAME.txt: each begins with a line "=== name of the case"."""
    text = (Path(__file__).parent / "newtext" / f"{name}.txt").read_text(encoding="utf-8")
    _, *sections = text.rstrip("\n").split("\n=== ")
    return {head: body for head, _, body in (section.partition("\n") for section in sections)}
