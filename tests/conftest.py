"""What all tests share: the `storage` mark, an environment for commands, no silent skips in CI."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Set for this process by pytest-django; a command that a test starts must find its own settings.
os.environ.pop("DJANGO_SETTINGS_MODULE", None)

IN_CI = os.environ.get("CI") == "true"
# How long an example takes says more of the machine than of the code.
settings.register_profile(
    "earnest", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("earnest")
_STORAGE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test that uses the database `storage`, to be run again on PostgreSQL."""
    for item in items:
        uses = _STORAGE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if uses or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.storage)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one: there everything a test needs must be present."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {_reason(report.longrepr)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module that skips itself."""
    report = yield
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {_reason(report.longrepr)}"
    return report


def _reason(longrepr: Any) -> str:
    return str(longrepr[2] if isinstance(longrepr, tuple) else longrepr)


@pytest.fixture
def command_env(tmp_path: Path) -> dict[str, str]:
    """An environment for a command started as a process: its own data folder, on SQLite."""
    return {**os.environ, "EARNEST_HOME": str(tmp_path / "home"), "NO_COLOR": "1"}
