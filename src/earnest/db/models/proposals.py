"""What was read in the mail and waits to be confirmed, corrected or dismissed."""

from django.db import models

from earnest.db.models.mail import Message
from earnest.db.models.people import Account, Contact
from earnest.db.models.record import Commitment, Restraint
from earnest.db.models.workspaces import Owned


class Proposal(Owned):
    """A proposal with the sentence it was read from. `detail` holds reach, name and address as
    read; `decision` what a person made of it, kept so that reading again asks nothing twice and
    corrections can be learned from."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        CORRECTED = "corrected"
        DISMISSED = "dismissed"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="proposals")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="proposals")
    key = models.CharField(max_length=100)
    kind = models.CharField(max_length=12)
    side = models.CharField(max_length=6, blank=True)
    sentence = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    day = models.DateField(null=True, blank=True)
    day_words = models.CharField(max_length=200, blank=True)
    confidence = models.PositiveSmallIntegerField(default=0, help_text="Percent.")
    cues = models.JSONField(default=list)
    detail = models.JSONField(default=dict)
    target = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(help_text="When the message was sent.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.JSONField(default=dict)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    restraint = models.ForeignKey(
        Restraint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="proposal_once")]
        indexes = [
            models.Index(fields=["workspace", "state", "-at"], name="proposal_queue"),
            models.Index(fields=["workspace", "account"], name="proposal_by_account"),
        ]
