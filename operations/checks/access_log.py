"""Is the access log held as it should be? Whether it was changed is the business of `manage.py verify_access_log`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access_marks, access_triggers
from accounts.models import AccessCheck, AccessHead
from operations.checks.finding import Check, Finding, error, listed, note

VERIFIED_WITHIN = timedelta(days=3)
"""It is every day."""
LONG_ENOUGH = 32


def triggers() -> Iterator[Finding]:
    if missing := access_triggers.absent(connection):
        yield error(
            "access_log.triggers",
            _("La base ne refuse plus qu’on change le journal des consultations : il y manque %(names)s.") % {"names": listed(missing)},
            _("Vérifiez le journal (manage.py verify_access_log), cherchez qui les a ôtés, puis restaurez la dernière sauvegarde."),
        )


def key() -> Iterator[Finding]:
    if not settings.PRODUCTION:
        return
    if not settings.ACCESS_LOG_KEY:
        yield note(
            "access_log.no_key",
            _("VIGIE_ACCESS_LOG_KEY n’est pas mis : le secret du portail scelle le journal des consultations, et ne peut plus changer."),
            _("Avant la première consultation, mettez-en un ; après, gardez le secret tel quel."),
        )
    elif len(settings.ACCESS_LOG_KEY) < LONG_ENOUGH:
        yield note(
            "access_log.short_key",
            _("VIGIE_ACCESS_LOG_KEY a moins de 32 signes : la clé du journal des consultations pourrait se deviner."),
            _("Avant la première consultation, tirez-en une plus longue ; après, n’y touchez plus."),
        )


def chain() -> Iterator[Finding]:
    head = AccessHead.objects.filter(pk=1).first()
    if head and not access_marks.same(head.proof, head.expected_proof):
        yield error(
            "access_log.key_changed",
            _("Le journal des consultations ne se vérifie pas avec la clé d’aujourd’hui : elle a changé, ou le journal."),
            _("Remettez la clé d’avant (VIGIE_ACCESS_LOG_KEY, sinon VIGIE_SECRET_KEY), puis : manage.py verify_access_log."),
        )
    last = AccessCheck.objects.first()
    if last and last.finding:
        yield error(
            "access_log.changed",
            _("La dernière vérification du journal des consultations a trouvé une altération."),
            _("Lancez manage.py verify_access_log et prévenez la protection des données."),
        )
    elif last and timezone.now() - last.at > VERIFIED_WITHIN:
        yield note(
            "access_log.not_verified",
            _("Le journal des consultations n’est plus vérifié depuis le %(day)s.") % {"day": f"{timezone.localtime(last.at):%Y-%m-%d}"},
            _("Vérifiez que les tâches de fond et l’horloge tournent : manage.py serve --only workers."),
        )


CHECKS = (
    Check("access_log_triggers", gettext_lazy("journal des consultations tenu par la base"), triggers, needs_database=True),
    Check("access_log_key", gettext_lazy("clé du journal des consultations"), key),
    Check("access_log_chain", gettext_lazy("journal des consultations vérifié"), chain, needs_database=True),
)
