"""Gunicorn with threads in this process, on loopback: what `earnest serve` runs."""

from typing import Any

from gunicorn.app.base import BaseApplication


class LoopbackServer(BaseApplication):  # type: ignore[misc]
    """The desk's web server for one person."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        """One process with threads, quiet, reachable from this machine only."""
        options = {
            "bind": f"127.0.0.1:{self.port}",
            "workers": 1,
            "threads": 8,
            "loglevel": "warning",
            "timeout": 0,
            "control_socket_disable": True,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application."""
        from earnest.wsgi import application

        return application
