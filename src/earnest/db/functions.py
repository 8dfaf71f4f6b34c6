"""What the database must work out as the core does: text folded for comparing."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func

from earnest.core.search import PLAIN, STROKED, fold


class Folded(Func):
    """A column as `core.search.fold` gives it, for comparing with LIKE."""

    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Our own function only for text that needs it: SQLite's LIKE does not mind the case of
        plain letters, and calling back for each of many thousand names takes its time."""
        template = (
            "CASE WHEN length(%(expressions)s) <> length(CAST(%(expressions)s AS BLOB))"
            " THEN earnest_fold(%(expressions)s) ELSE %(expressions)s END"
        )
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """The same in PostgreSQL's own functions."""
        template = (
            "translate(lower(regexp_replace(normalize(%(expressions)s, NFKD),"
            f" '[\u0300-\u036f]', '', 'g')), '{STROKED}', '{PLAIN}')"
        )
        return self.as_sql(compiler, connection, template=template, **extra)


def add_functions(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Teach a new SQLite connection our functions."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("earnest_fold", 1, fold, deterministic=True)
