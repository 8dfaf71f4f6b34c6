"""The Django app that holds the record."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class RecordConfig(AppConfig):
    """The record: workspace, people, mail, touches, commitments, restraints, cached standing."""

    name = "earnest.db"
    label = "record"
    verbose_name = "Record"

    def ready(self) -> None:
        """Have every connection know the functions our queries use."""
        from earnest.db.functions import add_functions

        connection_created.connect(add_functions, dispatch_uid="earnest.db.functions")
