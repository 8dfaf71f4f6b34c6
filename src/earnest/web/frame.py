"""What every page has around it: navigation, search, whose desk, and as of when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from earnest.db.models import Workspace
from earnest.web import clock


class DeskRequest(HttpRequest):
    """A request of someone who is signed in, as views get it."""

    user: User
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Frame:
    """`now` is what the page is about, `today` its day in the workspace's zone; `as_of` is set
    when that is not the real time. `who` is the signed-in user's name where there is anyone to
    sign out."""

    now: datetime
    today: date
    as_of: datetime | None
    is_open: bool
    who: str
    here: str


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The context processor."""
    is_open = hasattr(request, "workspace")
    match = request.resolver_match
    in_team = settings.MODE == "team"
    signed_in = in_team and hasattr(request, "user") and request.user.is_authenticated
    now = clock.now()
    return {
        "frame": Frame(
            now=now,
            today=timezone.localtime(now).date(),
            as_of=clock.fixed(),
            is_open=is_open,
            who=request.user.get_username() if signed_in else "",
            here=match.url_name or "" if match else "",
        )
    }
