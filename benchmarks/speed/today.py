"""Time of the Today query, of its page, and of `earnest today` from a cold start, on a big book.

    python -m benchmarks.speed.today --accounts 10000 --touches 1000000 [--json]

The book is made in a throwaway folder on SQLite (or in the database DATABASE_URL names, which must
be empty).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

import click
from rich.console import Console
from rich.table import Table


def timed(action: Callable[[], object], runs: int) -> float:
    """The median of `runs` calls, in milliseconds."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        found.append((time.perf_counter() - start) * 1000)
    return round(median(found), 1)


def measure(accounts: int, touches: int, runs: int) -> dict[str, float]:
    """Build the book and time everything on it."""
    from earnest.app.store import store_open

    store_open()
    from django.test import Client

    from benchmarks.speed.book import build_book
    from earnest.app.standing import standing_rebuild
    from earnest.app.today import today_list
    from earnest.app.workspaces import local_workspace

    now = datetime.now(UTC)
    workspace = local_workspace()
    start = time.perf_counter()
    build_book(workspace, accounts=accounts, touches=touches, now=now)
    built = time.perf_counter()
    standing_rebuild(workspace, now=now)
    judged = time.perf_counter()
    client = Client(headers={"host": "localhost"})
    page = client.get("/")
    assert page.status_code == 200, page.status_code
    return {
        "accounts": accounts,
        "touches": touches,
        "build_seconds": round(built - start, 1),
        "rebuild_seconds": round(judged - built, 1),
        "query_ms": timed(lambda: today_list(workspace, now=datetime.now(UTC)), runs),
        "page_ms": timed(lambda: client.get("/"), runs),
        "page_bytes": len(page.content),
        "command_ms": timed(_command, max(3, runs // 4)),
    }


def _command() -> None:
    subprocess.run([sys.executable, "-m", "earnest", "today"], check=True, capture_output=True)


@click.command()
@click.option("--accounts", default=10_000, show_default=True)
@click.option("--touches", default=1_000_000, show_default=True)
@click.option("--runs", default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(accounts: int, touches: int, runs: int, as_json: bool) -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["EARNEST_HOME"] = home
        figures = measure(accounts, touches, runs)
    if as_json:
        print(json.dumps(figures))
        return
    table = Table(title=f"Today on {accounts:,} accounts and {touches:,} touches (medians)")
    table.add_column("")
    table.add_column("", justify="right")
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), f"{value:,}")
    Console().print(table)


if __name__ == "__main__":
    main()
