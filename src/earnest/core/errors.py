"""The one tree of errors.

EarnestError                 1   500   anything we refuse, with words for the user
├── UsageError               2   400   the call itself is wrong: options, dates, names
├── NotFoundError            3   404   a path, account or message that is not there
├── SourceError              4   422   a source that can be found but not read as what it should be
│   └── NothingToReadError   5   422   a source that was read and holds nothing of use
├── SettingsError            6   500   a setting that is missing or cannot be right
├── StoreError               7   500   the database is not there, too old, or busy
└── ForbiddenError           8   403   not allowed: restraint, or a stranger

The first figure is the command's exit code, the second the HTTP status.
"""

from typing import ClassVar


class EarnestError(Exception):
    """An error whose text is fit to be shown: what happened, and what to do about it.

    `code` is stable for programs; `message` names the thing; `hint` says what to do.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(EarnestError):
    """The call itself is wrong."""

    code = "usage"
    exit_code = 2
    http_status = 400


class NotFoundError(EarnestError):
    """What was named is not there (or not visible to who asks, which looks the same)."""

    code = "not-found"
    exit_code = 3
    http_status = 404


class SourceError(EarnestError):
    """A source that can be found but not read as what it should be."""

    code = "source"
    exit_code = 4
    http_status = 422


class NothingToReadError(SourceError):
    """A source that was read and holds nothing of use."""

    code = "nothing-to-read"
    exit_code = 5


class SettingsError(EarnestError):
    """A setting that is missing or cannot be right."""

    code = "settings"
    exit_code = 6


class StoreError(EarnestError):
    """The database is not there, too old, or busy."""

    code = "store"
    exit_code = 7


class ForbiddenError(EarnestError):
    """Not allowed: a restraint, or a stranger asking."""

    code = "forbidden"
    exit_code = 8
    http_status = 403
