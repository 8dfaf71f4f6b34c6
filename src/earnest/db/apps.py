"""The Django app that holds the record."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class RecordConfig(AppConfig):
    """The record: workspace, people, mail, touches, commitments, restraints, cached standing."""

    name = "earnest.db"
    label = "record"
    verbose_name = "Record"

    def ready(self) -> None:
        """Have every connection know the functions our queries use, and every database forget
        the words of deleted messages."""
        from earnest.db.functions import add_functions
        from earnest.db.search import forget_deleted

        post_migrate.connect(forget_deleted, sender=self, dispatch_uid="earnest.db.search")
        connection_created.connect(add_functions, dispatch_uid="earnest.db.functions")
