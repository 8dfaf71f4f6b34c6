"""`earnest demo`: a desk of fictional clients, built and served."""

import os
from pathlib import Path

import click

from earnest.cli.desk import open_desk, read_now


@click.command()
@click.option(
    "--serve/--no-serve", default=True, show_default=True, help="Open it in the browser afterwards."
)
@click.option("--port", type=click.IntRange(1, 65535), help="Port; the next free one from 8000.")
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the demo's own data, apart from yours.",
)
def demo(serve: bool, port: int | None, home: Path | None) -> None:
    """Build a desk of about 40 fictional accounts and look around in it.

    It lives in a folder of its own and never touches your record. Run it with the same folder
    again and the demo is built anew, relative to today.
    """
    _use_folder(home)
    workspace = open_desk()
    from earnest.app.demo import demo_build

    now, _ = read_now(None)
    report = demo_build(workspace, now=now, anew=True)
    click.echo(f"Built {report.accounts} fictional accounts with {report.touches} touches.")
    if serve:
        from earnest.cli.serve import run_server

        run_server(port)


def _use_folder(home: Path | None) -> None:
    """Point the settings at the demo's folder before anything reads them."""
    if home is None:
        from earnest import config

        home = config.read(os.environ)["EARNEST_HOME"] / "demo"
    home.mkdir(parents=True, exist_ok=True)
    os.environ["EARNEST_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)


commands = [demo]
