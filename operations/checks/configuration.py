"""Settings that contradict each other, or that are not for a portal which people reach."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from operations.checks.finding import Check, Finding, either, error, note

LONG_ENOUGH = 50
DISTINCT_LETTERS = 10
"""Of a secret drawn at random, 50 letters have far more; of the same one again and again, one."""
TO_BE_CHANGED = "change-me"
"""What `deploy/environment.example` holds."""


def reached_by_people() -> bool:
    return settings.PRODUCTION or urlsplit(settings.SITE_URL).hostname not in (*settings.LOCAL_HOSTS, "::1")


def production() -> Iterator[Finding]:
    if settings.PRODUCTION:
        return
    if reached_by_people():
        yield error(
            "production.off",
            _("Le portail a une adresse publique, et VIGIE_PRODUCTION n’est pas mis : ses gardes sont levées."),
            _("Mettez VIGIE_PRODUCTION=true, sur une base sans compte de démonstration."),
        )
    else:
        yield note(
            "production.demonstration",
            _("C’est une installation d’essai : VIGIE_PRODUCTION n’est pas mis."),
            _("Rien pour essayer ; pour de vraies personnes, suivez docs/settings.md (« In production »)."),
        )


def secret() -> Iterator[Finding]:
    """Said without the secret."""
    draw = _('Tirez-en un autre : python3 -c "import secrets; print(secrets.token_urlsafe(60))", dans VIGIE_SECRET_KEY.')
    key = settings.SECRET_KEY
    if not reached_by_people():
        return
    if key == settings.DEFAULT_SECRET_KEY:
        yield error("secret.default", _("Le secret du portail est celui du développement, que chacun peut lire."), draw)
    elif len(key) < LONG_ENOUGH:
        yield error("secret.short", _("Le secret du portail a moins de 50 signes."), draw)
    elif TO_BE_CHANGED in key or len(set(key)) < DISTINCT_LETTERS:
        yield error("secret.guessable", _("Le secret du portail se devine : c’est un exemple, ou quelques lettres répétées."), draw)


def address() -> Iterator[Finding]:
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        yield error(
            "address.shape",
            _("VIGIE_SITE_URL n’est pas l’adresse d’un site : les liens des e-mails ne mèneront nulle part."),
            _("Donnez-la sans chemin, comme https://vigie.caisse.example."),
        )
        return
    if parts.scheme == "http" and reached_by_people():
        local = parts.hostname in settings.LOCAL_HOSTS
        yield either(
            not local,
            "address.clear",
            _("VIGIE_SITE_URL commence par http:// : mots de passe et sessions circulent en clair."),
            _("Mettez un mandataire TLS devant le portail et une adresse en https:// (docs/small-server.md)."),
        )
    if not validate_host(parts.hostname, settings.ALLOWED_HOSTS):
        yield error(
            "hosts.own",
            _("Le portail refuse le nom de sa propre adresse : %(host)s n’est pas dans VIGIE_ALLOWED_HOSTS.") % {"host": parts.hostname},
            _("Ajoutez ce nom à VIGIE_ALLOWED_HOSTS, ou ôtez ce réglage."),
        )
    if "*" in settings.ALLOWED_HOSTS and reached_by_people():
        yield error(
            "hosts.any",
            _("VIGIE_ALLOWED_HOSTS accepte n’importe quel nom : des liens piégés peuvent être envoyés au nom du portail."),
            _("N’y mettez que les noms du portail, séparés par des virgules."),
        )


def proxy() -> Iterator[Finding]:
    secure, behind = settings.SITE_URL.startswith("https://"), settings.SECURE_PROXY_SSL_HEADER is not None
    if secure and not behind:
        yield error(
            "proxy.loop",
            _("L’adresse est en https:// et VIGIE_BEHIND_PROXY n’est pas mis : chaque page renvoie sans fin à elle-même."),
            _("Mettez VIGIE_BEHIND_PROXY=true derrière un mandataire qui pose X-Forwarded-Proto et X-Forwarded-For (deploy/nginx)."),
        )
    if behind and not secure:
        yield note(
            "proxy.claimed",
            _("VIGIE_BEHIND_PROXY est mis sans adresse en https:// : sans mandataire, chacun peut se prétendre à une autre adresse."),
            _("Ôtez VIGIE_BEHIND_PROXY, ou donnez à VIGIE_SITE_URL l’adresse que sert le mandataire."),
        )


def handing_over() -> Iterator[Finding]:
    """Sounds handed to nginx: an answer without a body, which only nginx can fill."""
    prefix = settings.ACCEL_PREFIX
    if not prefix:
        return
    if not (prefix.startswith("/") and prefix.endswith("/")):
        yield error(
            "accel.shape",
            _("VIGIE_ACCEL_PREFIX ne commence et ne finit pas par une barre : nginx ne trouvera aucun son."),
            _("Écrivez-le comme le « location » interne de deploy/nginx : /protected/."),
        )
    if settings.SECURE_PROXY_SSL_HEADER is None:
        yield error(
            "accel.no_proxy",
            _("VIGIE_ACCEL_PREFIX est mis sans VIGIE_BEHIND_PROXY : sans nginx devant, les sons arrivent vides."),
            _("Ôtez VIGIE_ACCEL_PREFIX, ou mettez nginx devant et VIGIE_BEHIND_PROXY=true."),
        )
    if settings.S3_BUCKET:
        yield note(
            "accel.unused",
            _("VIGIE_ACCEL_PREFIX ne sert à rien pour les appels : ils sont dans un magasin d’objets."),
            _("Rien ; le portail les envoie lui-même."),
        )


def second_factor() -> Iterator[Finding]:
    if settings.PRODUCTION and not settings.REQUIRE_SECOND_FACTOR:
        yield note(
            "second_factor.not_required",
            _("Le second facteur n’est demandé à personne : un mot de passe volé suffit pour lire les données des autres."),
            _("Ôtez VIGIE_REQUIRE_SECOND_FACTOR=false."),
        )


CHECKS = (
    Check("production", gettext_lazy("production"), production),
    Check("secret", gettext_lazy("secret"), secret),
    Check("address", gettext_lazy("adresse et noms d’hôte"), address),
    Check("proxy", gettext_lazy("mandataire"), proxy),
    Check("handing_over", gettext_lazy("sons remis à nginx"), handing_over),
    Check("second_factor", gettext_lazy("second facteur demandé"), second_factor),
)
