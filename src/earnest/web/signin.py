"""Signing in and out, for a team. On a machine of one's own nobody has to."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password, then go where the visitor wanted to."""
    if settings.MODE == "local" or request.user.is_authenticated:
        return HttpResponseRedirect(_wanted(request))
    form: Any = AuthenticationForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return HttpResponseRedirect(_wanted(request))
    failed = request.method == "POST"
    context = {"form": form, "failed": failed, "next": request.GET.get("next", "")}
    return render(request, "signin/sign_in.html", context, status=422 if failed else 200)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and have the browser forget the pages it has seen."""
    logout(request)
    response = HttpResponseRedirect(resolve_url(settings.LOGIN_URL))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _wanted(request: HttpRequest) -> str:
    """Where to go next: a page of ours that the visitor asked for, else Today."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)
