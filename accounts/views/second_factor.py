from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import second_factor
from accounts.models import User
from accounts.requests import Request


@require_safe
def second_factor_due(request: Request) -> HttpResponse:
    if not second_factor.is_due(request, request.user):
        return redirect("mfa_index")
    return render(request, "mfa/due.html")


class RemovePasskey(RemoveWebAuthnView):
    """allauth asks before it takes an application away, not before it takes a key."""

    @transaction.atomic
    def form_valid(self, form: object) -> HttpResponse:
        # Two keys taken away at the same moment wait for one another: the second is then the last.
        User.objects.select_for_update().get(pk=self.request.user.pk)
        key: Authenticator = self.get_object()
        if not get_adapter().can_delete_authenticator(key):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)


remove_passkey = RemovePasskey.as_view()


class ConfirmWithPasskey(ReauthenticateWebAuthnView):
    """allauth sends who showed a wrong key to the first page, where nothing says what was being done."""

    def form_invalid(self, form: object) -> HttpResponse:
        return self.render_to_response({**self.get_context_data(), "form": form})


confirm_with_passkey = ConfirmWithPasskey.as_view()
