"""Generated pages: compared with what the code says now, or written anew with --write."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTE = "<!-- Made from the code by ./dev docs; changes belong there. -->\n"


def stale(pages: Mapping[Path, Callable[[], str]]) -> list[str]:
    """The pages (by their path in the project) that differ from what the code says now."""
    return [
        str(path.relative_to(ROOT))
        for path, make in pages.items()
        if not path.exists() or path.read_text(encoding="utf-8") != make()
    ]


def main(pages: Mapping[Path, Callable[[], str]]) -> int:
    """With --write writes the pages; without, names the stale ones and returns 1 if any is."""
    if "--write" in sys.argv[1:]:
        for path, make in pages.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(make(), encoding="utf-8")
        return 0
    old = stale(pages)
    for name in old:
        print(f"{name} is not what the code says now. Write it anew: ./dev docs")
    return 1 if old else 0
