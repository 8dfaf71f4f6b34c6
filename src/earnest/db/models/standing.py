"""The cached judgement of each account. It can be thrown away and rebuilt to the same rows."""

from django.db import models

from earnest.db.models.people import Account, Contact
from earnest.db.models.workspaces import Owned


class CachedStanding(Owned):
    """Where an account stands, until `turns_at`. `reasons` and `parts` are the values of
    core.standing and core.ranking as JSON; words are made from them when they are shown."""

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=12)
    flags = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    urgency = models.PositiveSmallIntegerField(default=0)
    chance = models.PositiveSmallIntegerField(default=0)
    worth = models.PositiveIntegerField(default=0)
    parts = models.JSONField(default=list)
    listed = models.BooleanField(default=False)
    cadence_days = models.PositiveIntegerField(default=0)
    cadence_why = models.CharField(max_length=10, blank=True)
    last_attempt = models.DateTimeField(null=True)
    last_conversation = models.DateTimeField(null=True)
    last_word = models.DateTimeField(null=True)
    unanswered = models.PositiveIntegerField(default=0)
    conversations = models.PositiveIntegerField(default=0)
    turns_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "-worth", "-urgency", "account"],
                name="standing_call_list",
                condition=models.Q(listed=True),
            ),
            # The labels of the day are counted from this index alone: the rows are wide.
            models.Index(
                fields=["workspace", "state", "flags"],
                name="standing_labels",
                condition=models.Q(listed=True),
            ),
            models.Index(fields=["workspace", "turns_at"], name="standing_turns"),
            models.Index(fields=["workspace", "state"], name="standing_by_state"),
        ]
