"""What the database must work out as the core does: text folded for comparing."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func

from earnest.core.search import PLAIN, STROKED, fold


class Folded(Func):
    """A column as `core.search.fold` gives it."""

    function = "earnest_fold"
    output_field = CharField()

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
