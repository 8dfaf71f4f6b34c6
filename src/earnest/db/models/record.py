"""The facts of a relationship: touches, commitments, restraints, missteps, service metrics."""

from django.db import models

from earnest.core import facts
from earnest.db.models.mail import Message
from earnest.db.models.people import Account, Contact, Opportunity
from earnest.db.models.workspaces import Owned


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(str(item), str(item).replace("_", " ")) for item in enum]  # type: ignore[attr-defined]


class Touch(Owned):
    """One contact or attempt. `key` makes it unique: a touch read from mail is keyed by message
    and contact, so that reading again changes nothing."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="touches", db_index=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="touches", db_index=False
    )
    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    medium = models.CharField(max_length=10, choices=_choices(facts.Medium))
    direction = models.CharField(max_length=3, choices=_choices(facts.Direction))
    outcome = models.CharField(
        max_length=12, choices=_choices(facts.Outcome), blank=True, default=""
    )
    thread = models.CharField(max_length=40, blank=True)
    question = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    value = models.CharField(max_length=300, blank=True, help_text="What it brought them.")
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="touches"
    )

    class Meta:
        verbose_name_plural = "touches"
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="touch_once")]
        indexes = [
            models.Index(fields=["workspace", "account", "at"], name="touch_by_account"),
            models.Index(fields=["workspace", "contact", "at"], name="touch_by_contact"),
        ]


class Commitment(Owned):
    """Something one side agreed to do, with the sentence it came from."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="commitments")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.SET_NULL, null=True, blank=True)
    key = models.CharField(max_length=80)
    side = models.CharField(max_length=6, choices=_choices(facts.Side))
    what = models.TextField()
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=14, choices=_choices(facts.CommitmentState), default="open")
    rung = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    sentence = models.TextField(blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="commitment_once")]
        indexes = [models.Index(fields=["workspace", "account"], name="commitment_by_account")]


class Restraint(Owned):
    """A limit on contact, with the words it came from. Company scope binds later arrivals too."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="restraints")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=14, choices=_choices(facts.RestraintKind))
    scope = models.CharField(max_length=8, choices=_choices(facts.Scope))
    since = models.DateTimeField()
    until = models.DateField(null=True, blank=True)
    medium = models.CharField(max_length=10, choices=_choices(facts.Medium), blank=True)
    hour_from = models.PositiveSmallIntegerField(null=True, blank=True)
    hour_to = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True)
    confirmed = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="restraint_once"),
            models.CheckConstraint(
                condition=models.Q(scope="company") | models.Q(contact__isnull=False),
                name="restraint_names_whom_it_binds",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "account"], name="restraint_by_account")]


class Misstep(Owned):
    """Something on our side that did harm. `harm` runs from 1 (slight) to 4 (grave)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="missteps")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True)
    what = models.TextField()
    harm = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "account"], name="misstep_by_account")]


class ServiceMetric(Owned):
    """A measure of service agreed with the client. Figures are in thousandths of the unit, so
    that nothing is rounded; `higher_is_better` says which side of the target is a breach."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="metrics")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    target_milli = models.BigIntegerField()
    higher_is_better = models.BooleanField(default=True)
    agreed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "account"], name="metric_by_account")]


class MetricActual(Owned):
    """What a service metric really was over a period that ended on `day`."""

    metric = models.ForeignKey(ServiceMetric, on_delete=models.CASCADE, related_name="actuals")
    day = models.DateField()
    value_milli = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "metric", "day"], name="metric_actual_once"
            )
        ]
