"""Servers of others: mail, object store, ProConnect. Each is asked over its own protocol; no message is sent, nothing is left there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from smtplib import SMTPAuthenticationError, SMTPException
from uuid import uuid4

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.proconnect import provider
from accounts.proconnect.errors import Refused
from call_review.parts import calls_storage
from operations.checks.finding import Check, Finding, error, note


def mail() -> Iterator[Finding]:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        if settings.PRODUCTION:
            yield error(
                "mail.nowhere",
                _("Les e-mails ne partent pas : aucun serveur n’est nommé. Invitations et mots de passe oubliés n’arrivent à personne."),
                _("Nommez votre serveur : EMAIL_URL=smtp+tls://compte:motdepasse@serveur:587."),
            )
        return
    check = _("Vérifiez EMAIL_URL (serveur, port, smtp+tls ou smtp+ssl) et que le pare-feu laisse passer.")
    try:
        with get_connection():
            pass  # EHLO, STARTTLS and the sign-in, as before each message
    except SMTPAuthenticationError:
        yield error("mail.refused", _("Le serveur d’e-mail refuse le compte ou le mot de passe du portail."), check)
    except (OSError, SMTPException) as problem:
        yield error("mail.away", _("Le serveur d’e-mail ne répond pas (%(type)s).") % {"type": type(problem).__name__}, check)
    if settings.PRODUCTION and settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield note(
            "mail.sender",
            _("Les e-mails partent d’une adresse en @localhost, que la plupart des serveurs refusent."),
            _("Donnez à VIGIE_FROM_EMAIL une adresse de votre domaine."),
        )


def calls_store() -> Iterator[Finding]:
    """Written, read again and erased, as a call is. Of a folder of the disk, only whether it may be."""
    if not settings.S3_BUCKET:
        if settings.CALLS_FOLDER.exists() and not os.access(settings.CALLS_FOLDER, os.W_OK | os.X_OK):
            yield error(
                "calls.not_writable",
                _("Le dossier des appels ne peut pas être écrit : %(folder)s.") % {"folder": settings.CALLS_FOLDER},
                _("Rendez-le au compte du portail : chown -R vigie, chmod u+rwX."),
            )
        return
    store, name = calls_storage(), f"doctor-{uuid4().hex}"
    try:
        store.exists(name)
    except Exception as problem:  # whatever the library of an absent server raises
        yield error(
            "objects.away",
            _("Le magasin d’objets ne répond pas, ou refuse ce compte (%(type)s).") % {"type": type(problem).__name__},
            _("Vérifiez VIGIE_S3_ENDPOINT, VIGIE_S3_KEY, VIGIE_S3_SECRET et VIGIE_S3_REGION."),
        )
        return
    try:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / name).write_bytes(b"doctor")
            store.keep(Path(folder) / name, name)
        try:
            same = b"".join(store.part(name, 0, 5)) == b"doctor"
        finally:
            store.delete(name)
    except Exception as problem:  # as above
        yield error(
            "objects.not_writable",
            _("Le magasin d’objets répond, mais rien ne s’y écrit (%(type)s).") % {"type": type(problem).__name__},
            _("Vérifiez VIGIE_S3_BUCKET et que ce compte peut y écrire, lire et effacer."),
        )
        return
    if not same:
        yield error(
            "objects.other_bytes",
            _("Le magasin d’objets n’a pas rendu ce qui venait d’y être mis."),
            _("N’y déposez plus rien et prévenez qui le tient."),
        )


def proconnect() -> Iterator[Finding]:
    given = (settings.PROCONNECT_URL, settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_SECRET)
    if not provider.is_configured():
        if any(given):
            yield error(
                "proconnect.partial",
                _("ProConnect n’est réglé qu’en partie : son bouton n’apparaît pas."),
                _("Donnez les trois : VIGIE_PROCONNECT_URL, VIGIE_PROCONNECT_CLIENT_ID et VIGIE_PROCONNECT_SECRET ; ou aucun."),
            )
        return
    try:
        provider.discover()
    except Refused:
        yield error(
            "proconnect.away",
            _("ProConnect ne répond pas, ou pas sous le nom donné : personne ne peut entrer par lui."),
            _("Vérifiez que VIGIE_PROCONNECT_URL est exactement son « issuer », et que cette machine l’atteint (HTTPS_PROXY)."),
        )


CHECKS = (
    Check("mail", gettext_lazy("e-mail"), mail),
    Check("calls_store", gettext_lazy("magasin des appels"), calls_store),
    Check("proconnect", gettext_lazy("ProConnect"), proconnect, needs_database=True),
)
