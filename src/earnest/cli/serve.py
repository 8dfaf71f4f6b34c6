"""`earnest serve`: the desk in the browser."""

import socket

import click

from earnest.cli.desk import now_option, open_desk, read_now
from earnest.core.errors import UsageError

PORT = 8000
TRIES = 20


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port; the next free one from 8000.")
@now_option
def serve(port: int | None, now: str | None) -> None:
    """Open the desk in the browser, on this machine only (in team mode: as settings say)."""
    open_desk()
    from django.conf import settings

    if now:
        settings.NOW = read_now(now)[0]
    run_server(port)


def run_server(port: int | None) -> None:
    """Serve on loopback until stopped. In team mode gunicorn is to run earnest.wsgi instead."""
    from django.conf import settings

    if settings.MODE != "local":
        raise UsageError(
            "earnest serve is for one person on one machine.",
            "For a team, run: gunicorn earnest.wsgi --bind 127.0.0.1:8000",
        )
    chosen = free_port(port)
    from earnest.cli.server import LoopbackServer

    click.echo(f"Your desk is at http://127.0.0.1:{chosen}/ (Ctrl-C ends it)")
    LoopbackServer(chosen).run()


def free_port(wanted: int | None) -> int:
    """The port wanted, or the first free one from 8000 on. Raises UsageError when none is free."""
    for port in [wanted] if wanted else range(PORT, PORT + TRIES):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise UsageError(f"Port {wanted or PORT} is taken.", "Name another: earnest serve --port 8100")


commands = [serve]
