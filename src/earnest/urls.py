"""Every address of the desk."""

from django.urls import path

from earnest.web import accounts, errors, messages, proposals, search, signin, today

urlpatterns = [
    path("", today.today, name="today"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/<int:pk>", accounts.account, name="account"),
    path("touches/<int:pk>", accounts.touch, name="touch"),
    path("messages/<int:pk>", messages.message, name="message"),
    path("proposals", proposals.proposals, name="proposals"),
    path("proposals/<int:pk>/confirm", proposals.confirm, name="proposal-confirm"),
    path("proposals/<int:pk>/dismiss", proposals.dismiss, name="proposal-dismiss"),
    path("search", search.results, name="search"),
    path("sign-in", signin.sign_in, name="sign-in"),
    path("sign-out", signin.sign_out, name="sign-out"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
