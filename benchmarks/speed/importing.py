"""Messages per second of `earnest import`, beside `notmuch new` on the same messages.

    python -m benchmarks.speed.importing PATH... [--json]

Both run as whole processes on a fresh, empty store; reading the mail into single files, as notmuch
wants it, is not counted. Earnest also tells kinds of mail apart, takes quotes and signatures off,
finds people and companies, threads, and judges every account.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from earnest.adapters.mail.sources import RawItem, open_source

POLL_SECONDS = 0.02


def run_measured(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Run a command; its wall seconds and the peak resident memory of its process tree in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, tree_memory(process.pid))
        time.sleep(POLL_SECONDS)
    if process.returncode not in (0, 5):
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return time.perf_counter() - start, peak


def tree_memory(pid: int) -> float:
    """Proportional memory of a process and its children in MB: shared pages count once."""
    total = 0.0
    pids = [pid]
    while pids:
        current = pids.pop()
        folder = Path(f"/proc/{current}")
        try:
            for line in (folder / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
            for task in (folder / "task").iterdir():
                pids += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, ValueError):
            continue
    return total


def earnest_run(paths: list[str], me: tuple[str, ...], folder: Path) -> tuple[float, float]:
    """Import into an empty desk."""
    env = {**os.environ, "EARNEST_HOME": str(folder / "earnest"), "DATABASE_URL": ""}
    options = [part for address in me for part in ("--me", address)]
    command = [sys.executable, "-m", "earnest", "import", "--json", *options, *paths]
    return run_measured(command, env)


def notmuch_run(folder: Path) -> tuple[float, float] | None:
    """Index the same messages with notmuch; None where it is not installed."""
    if shutil.which("notmuch") is None:
        return None
    config = folder / "notmuch.ini"
    config.write_text(
        f"[database]\npath={folder / 'mail'}\n[user]\nname=x\nprimary_email=x@example.com\n"
        "[new]\ntags=\n[search]\nexclude_tags=\n"
    )
    return run_measured(
        ["notmuch", "new", "--quiet"], {**os.environ, "NOTMUCH_CONFIG": str(config)}
    )


def unpack(paths: list[str], folder: Path) -> int:
    """Write every message as a file of a maildir; how many there are."""
    maildir = folder / "mail"
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    count = 0
    for path in paths:
        for item in open_source(path).items():
            if isinstance(item, RawItem):
                (maildir / "cur" / f"{count:07d}:2,S").write_bytes(item.data)
                count += 1
    return count


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--me", multiple=True, help="An address of the mailbox's owner.")
@click.option("--runs", default=3, show_default=True, help="Runs of each; the quickest counts.")
@click.option("--json", "as_json", is_flag=True)
def main(paths: tuple[str, ...], me: tuple[str, ...], runs: int, as_json: bool) -> None:
    """Time both and print a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = unpack(list(paths), folder)
        ours: list[tuple[float, float]] = []
        theirs: list[tuple[float, float]] = []
        for _ in range(runs):
            shutil.rmtree(folder / "earnest", ignore_errors=True)
            ours.append(earnest_run(list(paths), me, folder))
            shutil.rmtree(folder / "mail" / ".notmuch", ignore_errors=True)
            found = notmuch_run(folder)
            if found:
                theirs.append(found)
    figures = summary(count, ours, theirs)
    if as_json:
        print(json.dumps(figures))
    else:
        show(figures, runs)


def summary(
    count: int, ours: list[tuple[float, float]], theirs: list[tuple[float, float]]
) -> dict[str, float | None]:
    """The figures of the quickest run of each; memory is the most any run took."""
    best, other = min(ours), min(theirs) if theirs else None
    return {
        "n": count,
        "messages_per_second": round(count / best[0], 1),
        "seconds": round(best[0], 2),
        "peak_mb": round(max(peak for _, peak in ours), 1),
        "notmuch_messages_per_second": round(count / other[0], 1) if other else None,
        "notmuch_peak_mb": round(max(peak for _, peak in theirs), 1) if other else None,
        "ratio": round(other[0] / best[0], 2) if other else None,
    }


def show(figures: dict[str, float | None], runs: int) -> None:
    """Print the figures as a table."""
    table = Table(title=f"Bringing in {figures['n']} messages, best of {runs}")
    for head in ("", "messages/s", "peak MB"):
        table.add_column(head, justify="left" if not head else "right")
    table.add_row("earnest import", str(figures["messages_per_second"]), str(figures["peak_mb"]))
    table.add_row(
        "notmuch new", str(figures["notmuch_messages_per_second"]), str(figures["notmuch_peak_mb"])
    )
    table.add_row("ratio", str(figures["ratio"]), "")
    Console().print(table)
    if figures["ratio"] is None:
        print("notmuch is not installed (Debian: apt-get install notmuch): nothing to compare with")


if __name__ == "__main__":
    main()
