"""The desk as it is really run, in processes of their own, and a real Chromium to look at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.builders import NOW

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30
WIDTHS = (1280, 390)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Playwright keeps an event loop in this thread, which Django takes for a reason to refuse the
# database to every test that runs after one of these.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's own Chromium, kept from talking to anyone."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed (Debian: apt install chromium)")
    quiet = ("background-networking", "component-update", "sync")
    flags = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in quiet)]
    return {"executable_path": path, "args": flags}


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address is taken for granted; the plugin's own fixture is of a kind pytest warns of."""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the small book of tests.e2e.seed, which tests only read."""
    return seeded(tmp_path_factory.mktemp("home"))


def seeded(folder: Path) -> Path:
    """The folder, with the small book in it."""
    subprocess.run(
        [sys.executable, "-m", "tests.e2e.seed"], cwd=ROOT, env=environment(folder), check=True
    )
    return folder


def environment(folder: Path, **values: str) -> dict[str, str]:
    """What the desk's processes find in their environment."""
    moment = NOW.strftime("%Y-%m-%dT%H:%M")
    return {**os.environ, "EARNEST_HOME": str(folder), "EARNEST_NOW": moment, **values}


@contextmanager
def serving(command: list[str], env: dict[str, str]) -> Iterator[str]:
    """A server started by `command` plus a port of its own, by its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [part.format(port=port) for part in command]
    with subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, env=env) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/static/desk.css", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and server.poll() is None:
        try:
            with urlopen(address, timeout=PATIENCE):
                return
        except URLError:
            time.sleep(0.05)
    pytest.fail("the desk did not start")


@pytest.fixture(scope="session")
def desk(home: Path) -> Iterator[str]:
    """The address of a desk of one's own, as `earnest serve` opens it."""
    with serving(["earnest", "serve", "--port", "{port}"], environment(home)) as address:
        yield address


@pytest.fixture(scope="session")
def team_desk(home: Path) -> Iterator[str]:
    """The address of the same book in team mode."""
    command = ["gunicorn", "earnest.wsgi", "--bind", "127.0.0.1:{port}", "--threads", "4"]
    with serving(command, environment(home, EARNEST_MODE="team")) as address:
        yield address


@pytest.fixture
def still(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def looks_right(page: Page) -> None:
    """The page, at each width, light and dark: nothing for axe to find, nothing that sticks out
    to the side, also at 320 px (200% zoom and more)."""
    page.evaluate(Axe().axe_script)
    found = []
    for width in (*WIDTHS, 320):
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} px wide at {width} px"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme="light")
        found += _faults(page, f"{width} light", {"type": "tag", "values": TAGS})
        # In the dark only colours differ.
        page.emulate_media(color_scheme="dark")
        found += _faults(page, f"{width} dark", {"type": "rule", "values": ["color-contrast"]})
    assert found == [], "\n".join(found)


def _faults(page: Page, look: str, rules: dict[str, object]) -> list[str]:
    answer = page.evaluate("rules => axe.run({resultTypes: ['violations'], runOnly: rules})", rules)
    return [
        f"{look}: {fault['id']} ({fault['impact']}): {node['html']}"
        for fault in answer["violations"]
        for node in fault["nodes"]
    ]
