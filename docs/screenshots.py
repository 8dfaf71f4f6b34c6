"""Takes the pictures in README and docs anew, of the demo on a fixed day: ./dev screenshots."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import click
import time_machine
from playwright.sync_api import Page, sync_playwright

from docs.generated import ROOT

IMAGES = ROOT / "docs" / "images"
# A working morning, so that nobody's local time is a weekend.
MOMENT = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
LOOKS = {
    "": (1280, 800, "light"),
    "-dark": (1280, 800, "dark"),
    "-phone": (390, 844, "light"),
    "-phone-dark": (390, 844, "dark"),
}
FLAGS = ("--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-sync")


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep it to ourselves."""


def serve(port: int) -> None:
    """Build the demo and serve it as if it were MOMENT. Runs until it is ended."""
    with time_machine.travel(MOMENT, tick=True):
        from earnest.app.store import store_open

        store_open()
        from earnest.app.demo import demo_build
        from earnest.app.workspaces import local_workspace
        from earnest.wsgi import application

        demo_build(local_workspace(), now=MOMENT)
        with make_server("127.0.0.1", port, application, handler_class=Quiet) as server:
            print("ready", flush=True)
            server.serve_forever()


@contextmanager
def desk() -> Iterator[str]:
    """The demo in a process and a folder of its own, by its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "EARNEST_HOME": home, "DATABASE_URL": "", "EARNEST_NOW": ""}
        command = [sys.executable, "-m", "docs.screenshots", "--serve", str(port)]
        with subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE
        ) as server:
            assert server.stdout is not None
            try:
                if server.stdout.readline() != b"ready\n":
                    raise click.ClickException("the demo could not be served")
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def pages(page: Page, address: str) -> dict[str, str]:
    """What to take, by name: the address of each page, found as a reader would find it."""
    found = {"today": "/", "accounts": "/accounts", "search": "/search?q=depot"}
    found["proposals"] = "/proposals"
    page.goto(address)
    first = page.locator("li.row").first
    found["account"] = str(first.locator("h2 a").get_attribute("href"))
    found["message"] = str(first.locator("a.ev").first.get_attribute("href"))
    return found


def take(page: Page, address: str, folder: Path) -> None:
    """Take every page in every look."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, where in pages(page, address).items():
        page.goto(address + where)
        for look, (width, height, scheme) in LOOKS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.screenshot(path=folder / f"{name}{look}.png")
            click.echo(f"{name}{look}.png")


@click.command()
@click.option("--serve", "port", type=int, hidden=True, help="Serve the demo on this port.")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=IMAGES, help="Where to put the pictures."
)
@click.option("--chromium", default="/usr/bin/chromium", help="The browser to take them with.")
def main(port: int | None, folder: Path, chromium: str) -> None:
    """Take the pictures in README and docs anew."""
    if port:
        serve(port)
        return
    with desk() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        take(browser.new_page(), address, folder)
        browser.close()


if __name__ == "__main__":
    main()
