"""The workspace, its members, who *we* are in it, and the base of every other table."""

from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models

M = TypeVar("M", bound=models.Model, covariant=True)


class Workspace(models.Model):
    """One record, kept apart from all others: a person's own, or a team's."""

    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, default="US")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class ScopedQuerySet(models.QuerySet[M]):
    """A query set that begins with its workspace."""

    def of(self, workspace: "Workspace | int") -> Self:
        """Only the rows of this workspace (or of the workspace with this id)."""
        return self.filter(workspace=workspace)


class Owned(models.Model):
    """A row that belongs to a workspace. Query it with `Model.objects.of(workspace)`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


class Member(Owned):
    """A person who works in a workspace."""

    class Role(models.TextChoices):
        SELLER = "seller"
        MANAGER = "manager"
        ADMIN = "admin"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.SELLER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="member_once")]


class OwnIdentity(Owned):
    """An address or a whole domain that is ours. `told` by the user, or found in the mail with
    `why` in words."""

    class Kind(models.TextChoices):
        ADDRESS = "address"
        DOMAIN = "domain"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=320)
    told = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "value"], name="own_identity_once")
        ]
