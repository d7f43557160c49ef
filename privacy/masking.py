"""What stands in the place of personal data, and how each kind is called."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.kinds import Finding, Kind

NAMES: dict[Kind, str | Promise] = {
    Kind.PHONE: _("téléphone"),
    Kind.EMAIL: _("adresse e-mail"),
    Kind.NIR: _("numéro de sécurité sociale"),
    Kind.IBAN: _("compte bancaire"),
    Kind.CARD: _("carte bancaire"),
    Kind.BIRTH_DATE: _("date de naissance"),
    Kind.PLATE: _("immatriculation"),
    Kind.NAME: _("nom de personne"),
    Kind.ADDRESS: _("adresse postale"),
    Kind.NUMBER: _("numéro"),
}
RESEMBLES: dict[Kind, str | Promise] = {
    Kind.PHONE: _("ressemble à un téléphone"),
    Kind.EMAIL: _("ressemble à une adresse e-mail"),
    Kind.NIR: _("ressemble à un numéro de sécurité sociale"),
    Kind.IBAN: _("ressemble à un compte bancaire"),
    Kind.CARD: _("ressemble à une carte bancaire"),
    Kind.BIRTH_DATE: _("ressemble à une date de naissance"),
    Kind.PLATE: _("ressemble à une immatriculation"),
    Kind.NAME: _("ressemble à un nom de personne"),
    Kind.ADDRESS: _("ressemble à une adresse postale"),
    Kind.NUMBER: _("ressemble à un numéro de dossier"),
}
"""Said after what was found, between quotation marks."""


def mask(text: str, findings: Iterable[Finding]) -> str:
    """« Rappeler au [téléphone] » : what was found is gone, what it was stays readable."""
    for finding in sorted(findings, reverse=True):
        text = f"{text[: finding.start]}{label(finding.kind)}{text[finding.end :]}"
    return text


def label(kind: Kind) -> str:
    return f"[{NAMES[kind]}]"
