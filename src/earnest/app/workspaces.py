"""The one workspace of a machine of one's own, and its one user."""

import getpass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from earnest.db.models import Member, Workspace


def local_workspace() -> Workspace:
    """The workspace of this machine, made when it is first asked for."""
    return local_member().workspace


def local_member() -> Member:
    """The one user of this machine with their workspace; both are made when there are none."""
    found = _first()
    return found if found is not None else _create()


def _first() -> Member | None:
    member: Member | None = (
        Member.objects.select_related("workspace", "user").order_by("pk").first()
    )
    return member


@transaction.atomic
def _create() -> Member:
    # The user's name is unique: of two processes that come here at once, the second waits for the
    # first and then finds what it made.
    name = _machine_user()
    user, _ = get_user_model().objects.get_or_create(username=name or "me")
    existing = _first()
    if existing is not None:
        return existing
    user.set_unusable_password()
    user.save()
    workspace = Workspace.objects.create(
        name=name or "My desk", time_zone=settings.TIME_ZONE, country=settings.COUNTRY
    )
    member: Member = Member.objects.create(workspace=workspace, user=user, role=Member.Role.ADMIN)
    return member


def _machine_user() -> str:
    """Who is signed in on this machine; empty when the system does not say."""
    try:
        return getpass.getuser()[:150]
    except (OSError, KeyError, ImportError):
        return ""
