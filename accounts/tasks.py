import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access_verification, mail, security
from accounts.errors import MailServerAway
from accounts.roster import applying, checking
from background.periodic import periodic
from background.registry import job
from background.run import Run
from background.sentences import register_messages

register_messages(
    {MailServerAway.code: _("Le serveur d’envoi n’a pas répondu. Les e-mails en attente sont dans « E-mails », avec la raison.")}
)


@job("accounts.deliver", label=_("Envoi d’e-mails"), max_attempts=12)  # an hour and more of a server that is away
def deliver(run: Run) -> None:
    mail.perform(run)


@job("accounts.check_roster", label=_("Vérification du fichier"))
def check_roster(run: Run) -> None:
    checking.perform(run)


@job("accounts.apply_roster", label=_("Import des personnes"))
def apply_roster(run: Run) -> None:
    applying.perform(run)


@periodic("accounts.verify_access_log", every=datetime.timedelta(days=1))
@job("accounts.verify_access_log", label=_("Vérification du journal des consultations"))
def verify_access_log(run: Run) -> None:
    access_verification.perform()


@periodic("accounts.forget_security_events", every=datetime.timedelta(days=1))
@job("accounts.forget_security_events", label=_("Oubli des événements de sécurité anciens"))
def forget_security_events(run: Run) -> None:
    security.forget(timezone.now())
