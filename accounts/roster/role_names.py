"""How people name roles in a file, in either language, feminine and masculine."""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.matching import plain
from accounts.models.role import Role

BETWEEN_ROLES = re.compile(r"[,;/|+]")
ALSO = {
    Role.AGENT: ("agente", "téléconseiller", "téléconseillère"),
    Role.TEAM_LEAD: ("responsable", "superviseur", "superviseuse", "chef d’équipe", "cheffe d’équipe"),
    Role.TRAINER: ("formateur", "formatrice"),
    Role.HR: ("rh", "drh"),
    Role.EDITOR: ("rédacteur", "rédactrice"),
    Role.QUALITY: ("référent qualité", "référente qualité"),
    Role.DPO: ("dpo", "délégué à la protection des données", "déléguée à la protection des données"),
    Role.ADMINISTRATOR: ("admin", "administrateur", "administratrice"),
}


@cache
def _known() -> dict[str, Role]:
    names = {plain(role.value): role for role in Role}
    for language in ("fr", "en"):
        with override(language):
            names |= {plain(str(role.label)): role for role in Role}
    return names | {plain(name): role for role, also in ALSO.items() for name in also}


def read_roles(text: str) -> list[str]:
    """Raises ValueError with a sentence."""
    found = set()
    for part in filter(None, (part.strip() for part in BETWEEN_ROLES.split(text))):
        role = _known().get(plain(part))
        if role is None:
            choices = ", ".join(str(each.label) for each in Role)
            raise ValueError(_("« %(part)s » n’est pas un rôle. Choisissez parmi : %(choices)s.") % {"part": part, "choices": choices})
        found.add(role.value)
    if not found:
        raise ValueError(_("Cette valeur manque. Complétez-la."))
    return sorted(found)
