"""An import that is killed again and again: `python -m tests.faults.importer < plan.json`.

It makes an empty record, imports the plan's mail once undisturbed, and then for each point into a
record of its own: killed there, run again to its end, compared with the undisturbed one. A point
is a statement, a commit or a batch of the import, counted; so nothing here depends on time. Each
import is a forked process that kills itself as a power cut would, without cleaning up.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from earnest.app.store import store_open

BATCH = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What to import and how often to kill it. `workers` above one reads in other processes."""

    mail: list[str]
    me: list[str]
    points: int
    seed: int
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one point: where it was killed, what differs from the undisturbed import,
    and how many processes it left behind."""

    killed_at: list[int]
    differences: list[str]
    left_behind: int


class Countdown:
    """Counts what an import does, and kills the process at one of these points."""

    def __init__(self, kill_at: int) -> None:
        self.count, self.kill_at = 0, kill_at

    def tick(self) -> None:
        """One point passed."""
        self.count += 1
        if self.count == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Any) -> Any:
        """A function with a point before and after it."""

        def counted(*args: Any, **values: Any) -> Any:
            self.tick()
            result = call(*args, **values)
            self.tick()
            return result

        return counted

    def statement(self, execute: Any, *args: Any) -> Any:
        """A statement to the database, as Django's `execute_wrapper` wants it."""
        return self.around(execute)(*args)


class Rig:
    """Records made from one empty record, and imports into them."""

    def __init__(self, plan: Plan) -> None:
        from django.db import connection

        self.plan = plan
        self.base = str(connection.settings_dict["NAME"])
        self.is_sqlite = connection.vendor == "sqlite"
        if not self.is_sqlite:
            self.base = f"faults_{os.getpid()}"
            self.admin(f"CREATE DATABASE {self.base}")
            self.use(self.base)
        store_open()
        self.use(self.base)

    def admin(self, statement: str) -> None:
        """A statement outside any transaction, on the server's own database."""
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(statement.encode())

    def use(self, name: str) -> None:
        """Let Django go to this database when it next connects."""
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = name

    @contextmanager
    def record(self) -> Iterator[None]:
        """A new empty record, gone at the end."""
        name = f"{self.base}_copy"
        if self.is_sqlite:
            shutil.copy(self.base, name)
        else:
            self.admin(f"CREATE DATABASE {name} TEMPLATE {self.base}")
        self.use(name)
        yield
        self.use(self.base)
        if self.is_sqlite:
            for path in Path(name).parent.glob(f"{Path(name).name}*"):
                path.unlink()
        else:
            self.admin(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, kill_at: int = 0) -> tuple[dict[str, Any] | None, int]:
        """Import in a process of its own. Its result, None when it was killed, and how many
        processes it left behind."""
        answer = Path(os.environ["EARNEST_HOME"]) / "answer.json"
        answer.unlink(missing_ok=True)
        child = os.fork()
        if not child:
            os.setsid()
            answer.write_text(json.dumps(self.bring_in(Countdown(kill_at))))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            return None, left_behind(child)
        assert status == 0, "the import failed, see above"
        return json.loads(answer.read_text()), left_behind(child)

    def bring_in(self, countdown: Countdown) -> dict[str, Any]:
        """The import itself, with what it came to."""
        from django.db import connection

        from earnest.app import importing
        from earnest.app.workspaces import local_workspace
        from tests.record import picture
        from tests.relations import NOW

        importing.BATCH_ITEMS = BATCH
        importing.POOL_FROM_BYTES = 0
        if self.plan.workers == 1:
            importing.read_batch = countdown.around(importing.read_batch)
        connection._commit = countdown.around(connection._commit)  # type: ignore[attr-defined]
        with connection.execute_wrapper(countdown.statement):
            workspace = local_workspace()
            report = importing.import_paths(
                workspace, self.plan.mail, now=NOW, me=self.plan.me, workers=self.plan.workers
            )
        figures = [report.messages, report.stored, report.duplicates, report.unreadable]
        return {
            "points": countdown.count,
            "figures": figures,
            "new": report.new,
            "record": picture(workspace),
        }


def left_behind(group: int) -> int:
    """How many processes of a process group went on, though they had a few seconds to end."""
    import time

    for _ in range(100):
        living = [path for path in Path("/proc").glob("[0-9]*") if _is_living(path, group)]
        if not living:
            return 0
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    return len(living)


def _is_living(path: Path, group: int) -> bool:
    try:
        fields = (path / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return int(fields[2]) == group and fields[0] not in "ZX"


def try_points(plan: Plan) -> Iterator[Outcome]:
    """Kill the import at each point of the plan."""
    from tests.record import differences

    rig = Rig(plan)
    with rig.record():
        # Once here, so that every later process has all it needs in memory already.
        rig.bring_in(Countdown(0))
    with rig.record():
        whole, _ = rig.run()
        assert whole is not None
        again, _ = rig.run()
        assert again is not None
        assert again["new"] == 0
        yield Outcome([], differences(whole["record"], again["record"]), 0)
    random = Random(plan.seed)
    for number in range(plan.points):
        with rig.record():
            # Every fifth one is killed a second time on its way.
            kills = [random.randint(1, whole["points"]) for _ in range(2 if number % 5 == 4 else 1)]
            behind = sum(rig.run(point)[1] for point in kills)
            resumed, _ = rig.run()
            assert resumed is not None
            found = differences(whole["record"], resumed["record"])
            if resumed["figures"] != whole["figures"]:
                found.append(f"figures: {whole['figures']} and {resumed['figures']}")
            yield Outcome(kills, found, behind)
    if not rig.is_sqlite:
        rig.use("postgres")
        rig.admin(f"DROP DATABASE {rig.base} WITH (FORCE)")


def main() -> None:
    """Read a plan, print an outcome a line."""
    plan = Plan(**json.load(sys.stdin))
    store_open()
    for outcome in try_points(plan):
        print(json.dumps(asdict(outcome)), flush=True)


if __name__ == "__main__":
    main()
