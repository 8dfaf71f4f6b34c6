"""Runs a command beside a throwaway PostgreSQL: `python -m tests.postgres COMMAND...`.

The command finds the server in EARNEST_TEST_DATABASE_URL. The server listens on a socket in a
folder of its own and on no port, and is gone when the command ends, however it ends.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

# Nothing in a throwaway cluster has to survive a power cut.
_OPTIONS = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off"


def programs() -> Path | None:
    """The folder of the server's programs (Debian keeps them off the PATH), or None."""
    places = [Path(path).resolve().parent for path in (shutil.which("initdb"),) if path]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((p for p in places if (p / "initdb").exists() and (p / "pg_ctl").exists()), None)


def _owner() -> str | None:
    """Whom the server runs as: None for whoever we are, but it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A running server, by its URL; stopped and removed at the end."""
    base = Path(tempfile.mkdtemp(prefix="earnest-pg-", dir="/tmp"))  # sockets need a short path
    owner = _owner()
    if owner:
        shutil.chown(base, owner)

    def run(program: str, *args: str) -> None:
        command = [str(folder / program), *args]
        with (base / "commands.log").open("ab") as log:
            subprocess.run(command, user=owner, cwd=base, stdout=log, stderr=log, check=True)

    data = str(base / "data")
    try:
        run("initdb", "-D", data, "-A", "trust", "-U", "earnest", "-E", "UTF8", "--no-sync")
        options = f"-k {base} {_OPTIONS}"
        run("pg_ctl", "-D", data, "-l", str(base / "server.log"), "-o", options, "-w", "start")
        yield f"postgresql://earnest@{quote(str(base), safe='')}/postgres"
    except subprocess.CalledProcessError:
        for log in base.glob("*.log"):
            sys.stderr.write(log.read_text(errors="replace"))
        raise
    finally:
        if (base / "data" / "postmaster.pid").exists():
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(base, ignore_errors=True)


def main(command: list[str]) -> int:
    """The command's own exit code; where there is no server, 0 with a word about it (1 in CI)."""
    folder = programs()
    if folder is None:
        print("PostgreSQL is not installed: the storage tests ran on SQLite only.")
        return 1 if os.environ.get("CI") == "true" else 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster(folder) as url:
        env = {**os.environ, "EARNEST_TEST_DATABASE_URL": url}
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
