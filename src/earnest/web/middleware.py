"""What every request passes through: safe headers, local only, who is asking, our errors."""

from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils import timezone

from earnest.app.signin import member_of
from earnest.app.workspaces import local_member
from earnest.core.errors import EarnestError, ForbiddenError
from earnest.db.models import Member
from earnest.web.errors import error_page

Handler = Callable[[HttpRequest], HttpResponseBase]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}
# A proxy on this machine may speak for anyone: then the peer's address proves nothing.
PROXY_HEADERS = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_VIA")


class SafeHeaders:
    """Nothing but our own files may run, load, or be framed; pages are kept by no cache."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class LocalOnly:
    """In local mode, answers only this machine, and only under its own names: a page on another
    site that makes its name point here (DNS rebinding) is refused."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.MODE == "local" and not is_local(request):
            error = ForbiddenError(
                "This desk answers only on the machine it runs on.",
                "Open it there as http://127.0.0.1, or set EARNEST_MODE=team and have people"
                " sign in.",
            )
            return error_page(request, error)
        return self.get_response(request)


def is_local(request: HttpRequest) -> bool:
    """Whether a request comes from this machine, straight, and asks for this machine."""
    domain, _ = split_domain_port(request.META.get("HTTP_HOST", ""))
    if domain not in LOCAL_HOSTS or any(name in request.META for name in PROXY_HEADERS):
        return False
    with suppress(ValueError):
        peer = ip_address(request.META.get("REMOTE_ADDR", ""))
        mapped = peer.ipv4_mapped if isinstance(peer, IPv6Address) else None
        return (mapped or peer).is_loopback
    return False


class SignIn:
    """Gives the request its user and workspace. In local mode that is the one user of this
    machine; in team mode someone who is not signed in is asked to, for every view but those marked
    `login_required = False`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            member = self._member(request)
        except ForbiddenError as error:
            # Whoever belongs nowhere must still be able to sign out.
            request.no_workspace = error  # type: ignore[attr-defined]
            return self.get_response(request)
        if member is None:
            return self.get_response(request)
        request.workspace = member.workspace  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(member.workspace.time_zone)):
            return self.get_response(request)

    def _member(self, request: HttpRequest) -> Member | None:
        if settings.MODE == "local":
            member = local_member()
            request.user = member.user
            return member
        return member_of(request.user) if request.user.is_authenticated else None

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Keep out who is not signed in, or works in no workspace."""
        if hasattr(request, "workspace") or not getattr(view, "login_required", True):
            return None
        error = getattr(request, "no_workspace", None)
        if error is not None:
            return error_page(request, error)
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('sign-in')}?{query}")


class OurErrors:
    """An error of ours becomes a page with its words and its status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """The page for an EarnestError; anything else is a fault and goes on."""
        return error_page(request, exception) if isinstance(exception, EarnestError) else None
