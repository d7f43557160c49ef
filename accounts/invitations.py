"""The first e-mail of an account: a link to choose one's password."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.notices import INVITATION, Notice, notify_many

TITLE = _("Votre compte Vigie est créé")
BODY = _(
    "Votre organisation vous ouvre un compte sur le portail des agents d’accueil téléphonique : {organisation}. Choisissez votre "
    "mot de passe avec le lien de l’e-mail. S’il a expiré, la page vous en enverra un autre."
)


def invite(users: Sequence[User], organisation: Organisation) -> None:
    notify_many(users, Notice(INVITATION, TITLE, format_lazy(BODY, organisation=organisation.name)))
