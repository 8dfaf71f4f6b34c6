"""Accounts, the people in them, how they are reached, and the initiatives under way."""

from django.db import models

from earnest.db.models.workspaces import Owned


class Account(Owned):
    """A client company, or a person who stands alone. `key` is what it was found by and never
    changes: `domain:example.com`, `person:someone@example.org` or `manual:...`."""

    class Status(models.TextChoices):
        PROSPECT = "prospect"
        CLIENT = "client"
        FORMER = "former", "former client"

    key = models.CharField(max_length=330)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROSPECT)
    status_set = models.BooleanField(default=False, help_text="Confirmed or set by a person.")
    status_why = models.CharField(max_length=300, blank=True)
    name_set = models.BooleanField(default=False)
    found = models.BooleanField(default=False, help_text="Found in the mail, not entered.")
    cadence_days = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="account_once")]
        indexes = [models.Index(fields=["workspace", "name"], name="account_by_name")]

    def __str__(self) -> str:
        return self.name


class AccountDomain(Owned):
    """A domain of an account; mail from it belongs there."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "domain"], name="account_domain_once")
        ]


class Contact(Owned):
    """A person at an account. `key` is the address they were first found by. `zone` is an IANA
    name; `zone_why` says what it was read from."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    key = models.CharField(max_length=330)
    name = models.CharField(max_length=200)
    name_set = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    zone_why = models.CharField(max_length=200, blank=True)
    found = models.BooleanField(default=False, help_text="Found in the mail, not entered.")
    reachable = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="contact_once")]
        indexes = [
            models.Index(fields=["workspace", "account"], name="contact_by_account"),
            models.Index(fields=["workspace", "name"], name="contact_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactAddress(Owned):
    """An address of a contact; `why` says on what evidence it was joined to the person."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    email = models.CharField(max_length=320)
    why = models.CharField(max_length=300, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "email"], name="contact_address_once")
        ]


class ContactPhone(Owned):
    """A number of a contact. `number` is E.164 where it could be read as one, else as written."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=40)
    written = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    source = models.ForeignKey(
        "record.Message", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "contact", "number"], name="contact_phone_once"
            )
        ]


class Opportunity(Owned):
    """The initiative under way. Money is in the currency's minor unit."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="opportunities")
    name = models.CharField(max_length=200)
    stage = models.CharField(max_length=60, blank=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    won = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "opportunities"
        indexes = [models.Index(fields=["workspace", "account"], name="opportunity_by_account")]
