"""What time the desk shows: the real one, or the one it is served as of."""

from datetime import UTC, datetime

from django.conf import settings


def now() -> datetime:
    """The moment that pages are about."""
    return fixed() or datetime.now(UTC)


def fixed() -> datetime | None:
    """The moment the desk is served as of (EARNEST_NOW, `earnest serve --now`); None: the clock."""
    given: datetime | None = settings.NOW
    return given
