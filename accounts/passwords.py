"""How strong a password must be: 50 bits, by zxcvbn's estimate of how many guesses it takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

if TYPE_CHECKING:
    from accounts.models import User

BITS = 50
LONGEST_ESTIMATED = 72
"""zxcvbn takes quadratic time; what comes after only adds strength."""


def bits(password: str, personal: list[str] | None = None) -> float:
    """Guesses, as a power of two. `personal` words, which a colleague would try first, count for nothing."""
    if not password:
        return 0.0
    return math.log2(float(zxcvbn(password[:LONGEST_ESTIMATED], user_inputs=personal or [])["guesses"]))


class StrengthValidator:
    def validate(self, password: str, user: User | None = None) -> None:
        if bits(password, personal_words(user)) < BITS:
            raise ValidationError(
                _("Ce mot de passe se devine trop vite. Quatre mots sans rapport entre eux, avec un chiffre, conviennent très bien."),
                code="password_too_weak",
            )

    def get_help_text(self) -> str:
        return _("Par exemple quatre mots sans rapport entre eux. Ni votre nom, ni une date, ni un mot de passe déjà utilisé ailleurs.")


def personal_words(user: User | None) -> list[str]:
    if user is None:
        return []
    address = user.email.replace("@", ".").replace("-", ".").split(".")
    return ["vigie", *(word for word in (user.first_name, user.last_name, *address) if word)]
