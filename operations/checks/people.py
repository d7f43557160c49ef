"""Counts, never a name."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import second_factor
from accounts.demo import refuse_in_production
from accounts.models import Role, User
from operations.checks.finding import Check, Finding, error, note


def administrators() -> Iterator[Finding]:
    administering = Q(roles_held__role=Role.ADMINISTRATOR) | Q(is_superuser=True)
    if not User.objects.filter(administering, is_active=True).exists():
        yield error(
            "people.no_administrator",
            _("Personne n’administre le portail."),
            _("Nommez quelqu’un : manage.py first_administrator ADRESSE --first-name … --last-name … --organisation …"),
        )


def without_second_factor() -> Iterator[Finding]:
    if not settings.REQUIRE_SECOND_FACTOR:
        return
    if count := second_factor.people_without_one().count():
        yield note(
            "people.without_second_factor",
            _("Personnes dont le rôle demande un second facteur, et qui n’en ont pas : %(count)d.") % {"count": count},
            _("Le portail le leur demandera à leur prochaine connexion ; prévenez celles qui ne viennent plus, ou fermez leur compte."),
        )


def demonstration() -> Iterator[Finding]:
    try:
        refuse_in_production()
    except ImproperlyConfigured:
        yield error(
            "people.demonstration",
            _("Des comptes de démonstration, dont le mot de passe est public, sont dans cette base : le portail ne démarrera pas."),
            _("En production, partez d’une base vide (DATABASE_URL, ou un autre VIGIE_DATA_DIR)."),
        )


CHECKS = (
    Check("administrators", gettext_lazy("quelqu’un administre le portail"), administrators, needs_database=True),
    Check("without_second_factor", gettext_lazy("seconds facteurs"), without_second_factor, needs_database=True),
    Check("demonstration", gettext_lazy("aucun compte de démonstration en production"), demonstration, needs_database=True),
)
