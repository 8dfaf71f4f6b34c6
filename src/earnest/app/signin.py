"""Who works where: the membership that a signed-in user acts under."""

from django.contrib.auth.models import User

from earnest.core.errors import ForbiddenError
from earnest.db.models import Member


def member_of(user: User) -> Member:
    """The membership of a user, with its workspace. Raises ForbiddenError for a user who works
    in none."""
    member: Member | None = (
        Member.objects.filter(user=user).select_related("workspace").order_by("pk").first()
    )
    if member is None:
        raise ForbiddenError(
            f"{user.get_username()} is not a member of any workspace.",
            "Ask whoever looks after Earnest here to add you to one.",
        )
    return member
