"""The one table of settings: each read from the environment, checked, and documented.

`NAME_FILE` may name a file that holds the value, for secrets. A setting that cannot be right
stops the start with an error that names it.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from earnest.core.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: environment name, default as text, parser, and what it is for."""

    name: str
    default: str
    parse: Callable[[str], Any]
    doc: str


def _flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError("say true or false")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _mode(text: str) -> str:
    if text not in {"local", "team"}:
        raise ValueError('say "local" or "team"')
    return text


def _zone(text: str) -> str:
    if text:
        ZoneInfo(text)
    return text


def moment(text: str) -> datetime | None:
    """A date (taken at eight in the morning, UTC unless it says) or an ISO moment; None if empty.
    Raises ValueError for anything else."""
    if not text:
        return None
    at = datetime.fromisoformat(text)
    if len(text) <= 10:
        at = at.replace(hour=8)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _home(text: str) -> Path:
    if text:
        return Path(text).expanduser().absolute()
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser().absolute() / "earnest"


TABLE = (
    Setting("EARNEST_HOME", "", _home, "The folder that holds the data; the user's data folder."),
    Setting("DATABASE_URL", "", str, "postgresql://USER:PASSWORD@HOST:PORT/NAME; SQLite if empty."),
    Setting(
        "EARNEST_MODE", "local", _mode, "local: loopback only, one user signed in. team: sign-in."
    ),
    Setting(
        "EARNEST_SECRET_KEY", "", str, "Signs sessions; made and kept in the data folder if empty."
    ),
    Setting(
        "EARNEST_HOSTS", "", _words, "Host names the desk answers to, with commas (team mode)."
    ),
    Setting(
        "EARNEST_HTTPS", "", _flag, "Whether the desk is reached by https (secure cookies, HSTS)."
    ),
    Setting("EARNEST_NOW", "", moment, "Show the desk as of this date (2009-06-01), not today."),
    Setting("EARNEST_DEBUG", "", _flag, "Show tracebacks in the browser; never in team mode."),
    Setting(
        "EARNEST_TIME_ZONE", "", _zone, "Zone in which days begin, such as Europe/Oslo; else UTC."
    ),
    Setting(
        "EARNEST_COUNTRY",
        "US",
        str,
        "Country whose holidays are not worked, and of bare phone numbers.",
    ),
)


def read(environ: Mapping[str, str]) -> dict[str, Any]:
    """All settings, parsed, by name. Raises SettingsError naming the first that cannot be right."""
    values: dict[str, Any] = {}
    for row in TABLE:
        text = environ.get(row.name)
        path = environ.get(f"{row.name}_FILE")
        if text is None and path:
            try:
                text = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SettingsError(
                    f"{row.name}_FILE names {path}, which cannot be read: {error.strerror}",
                    "Correct the path or unset it.",
                ) from error
        try:
            values[row.name] = row.parse(row.default if text is None else text.strip())
        except (ValueError, KeyError, OSError) as error:
            raise SettingsError(f"{row.name} cannot be {text!r}: {error}", row.doc) from error
    if values["EARNEST_MODE"] == "team" and values["EARNEST_DEBUG"]:
        raise SettingsError("EARNEST_DEBUG cannot be on in team mode.", "Unset EARNEST_DEBUG.")
    return values


def secret_key(home: Path, given: str) -> str:
    """The key that signs sessions: the one given, else one made once and kept beside the data."""
    if given:
        return given
    path = home / "secret-key"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Exclusive creation: of two processes starting at once, one makes it and both read it.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    except OSError as error:
        raise SettingsError(
            f"The data folder {home} cannot be written: {error.strerror}",
            "Set EARNEST_HOME to a folder of yours.",
        ) from error
    return path.read_text(encoding="utf-8").strip()


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's DATABASES entry for a DATABASE_URL; SQLite in the data folder when it is empty."""
    if not url:
        return sqlite(home / "earnest.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingsError(
            f"DATABASE_URL begins with {parts.scheme or 'nothing'!r}.",
            "Use postgresql://USER:PASSWORD@HOST:PORT/NAME, or leave it empty for SQLite.",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as Earnest uses it: write-ahead log, writers queue up, foreign keys enforced."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            " PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;",
        },
    }
