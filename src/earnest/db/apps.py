"""The Django app that holds the record."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The record: workspace, people, mail, touches, commitments, restraints, cached standing."""

    name = "earnest.db"
    label = "record"
    verbose_name = "Record"
