"""Addresses that open something by themselves. Made when they are sent, never stored."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from accounts.models import User


def password_link(user: User) -> str:
    """Good for PASSWORD_RESET_TIMEOUT seconds and one use."""
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
