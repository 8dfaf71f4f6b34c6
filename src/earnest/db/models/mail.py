"""Mail as it came: the message, its body, and what became of every item of every source."""

from django.db import models

from earnest.db.models.workspaces import Owned


class Message(Owned):
    """One message, kept once. `by_id` and `by_content` are digests that tell a copy from a new
    message; `parties` lists [role, address, name]; `own` is what its author wrote now, `prints`
    are digests of its own and quoted text by which replies without headers find each other;
    `notice` is what a delivery report or a calendar notice tells (app/notices.py)."""

    by_id = models.CharField(max_length=40, null=True)
    by_content = models.CharField(max_length=40)
    message_id = models.CharField(max_length=500, blank=True)
    references = models.JSONField(default=list)
    at = models.DateTimeField(null=True)
    offset = models.SmallIntegerField(null=True, help_text="Sender's minutes east of UTC.")
    sender = models.CharField(max_length=320, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    parties = models.JSONField(default=list)
    subject = models.TextField(blank=True)
    folder = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20)
    kind_why = models.CharField(max_length=300, blank=True)
    question = models.TextField(blank=True)
    prints = models.JSONField(default=dict)
    signature = models.TextField(blank=True)
    problems = models.JSONField(default=list)
    notice = models.JSONField(default=dict)
    thread = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "by_content"], name="message_by_content"),
            models.UniqueConstraint(fields=["workspace", "by_id"], name="message_by_id"),
        ]
        indexes = [
            models.Index(fields=["workspace", "thread"], name="message_by_thread"),
            models.Index(fields=["workspace", "sender"], name="message_by_sender"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class MessageBody(Owned):
    """The text of a message, apart from its headers so that scanning those stays light. `html` is
    as sent and never shown without being made safe; `spans` are offsets of the own text in `text`;
    `says` what its sentences do, with offsets in `own`."""

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, related_name="body"
    )
    text = models.TextField(blank=True)
    own = models.TextField(blank=True)
    html = models.TextField(blank=True)
    spans = models.JSONField(default=list)
    says = models.JSONField(default=list)


class Source(Owned):
    """A place mail was brought in from. `last_*` name the item read last and a digest of its
    bytes: while it is still where it was, reading goes on after it."""

    path = models.TextField()
    kind = models.CharField(max_length=20)
    size = models.BigIntegerField(default=0)
    finished = models.BooleanField(default=False)
    last_file = models.TextField(blank=True)
    last_start = models.BigIntegerField(default=0)
    last_digest = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "path"], name="source_once")]


class SourceItem(Owned):
    """One message in a source and what became of it: stored, a duplicate, or unreadable. Nothing
    is skipped silently: these rows add up to the messages in the source."""

    class Outcome(models.TextChoices):
        STORED = "stored"
        DUPLICATE = "duplicate"
        UNREADABLE = "unreadable"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="items")
    file = models.TextField(blank=True)
    start = models.BigIntegerField(default=0)
    length = models.BigIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="items"
    )
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "file", "start"], name="source_item_once"
            )
        ]
