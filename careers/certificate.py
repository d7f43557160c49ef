"""What a certificate says, on screen and on paper: the same facts, made from what was frozen when it was issued."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from careers.models import Award
from documents.pdf import Attachment, render_pdf
from documents.qr import qr_svg

TONES = {Award.State.VALID: "ok", Award.State.EXPIRING: "warn", Award.State.EXPIRED: "neutral", Award.State.REVOKED: "late"}
ICONS = {
    Award.State.VALID: "patch-check-fill",
    Award.State.EXPIRING: "patch-check-fill",
    Award.State.EXPIRED: "hourglass-split",
    Award.State.REVOKED: "exclamation-octagon-fill",
}
LANGUAGE = "fr"
"""Of the document, whoever downloads it: it is an act of the issuer, and what it attests is written in French."""


@dataclass(frozen=True)
class Standing:
    """Where a certificate stands today."""

    tone: str
    icon: str
    label: str
    title: str
    sentence: str


def standing(award: Award) -> Standing:
    state = award.state
    return Standing(TONES[state], ICONS[state], str(state.label), *_said(award, state))


def _said(award: Award, state: Award.State) -> tuple[str, str]:
    last_day = day(award.expires_on)
    if state == Award.State.REVOKED and award.revoked_at:
        revoked = day(timezone.localdate(award.revoked_at))
        return _("Ce certificat est révoqué"), _("L’organisme l’a retiré le %(day)s. Il n’atteste plus rien.") % {"day": revoked}
    if state == Award.State.EXPIRED:
        return _("Ce certificat a expiré"), _("Il est authentique, et n’est plus valable depuis le %(day)s.") % {
            "day": day(award.expires_on + datetime.timedelta(days=1))
        }
    if state == Award.State.EXPIRING and (left := award.days_left()):
        sentence = ngettext("Il expire le %(day)s, dans %(left)s jour.", "Il expire le %(day)s, dans %(left)s jours.", left)
        return _("Ce certificat est authentique et valable"), sentence % {"day": last_day, "left": left}
    if state == Award.State.EXPIRING:
        return _("Ce certificat est authentique et valable"), _("Aujourd’hui est son dernier jour.")
    return _("Ce certificat est authentique et valable"), _("Il est valable jusqu’au %(day)s.") % {"day": last_day}


def facts(award: Award) -> list[tuple[str, str]]:
    """What was frozen, course by course apart."""
    content = award.content
    awarded, expires = (datetime.date.fromisoformat(content[name]) for name in ("awarded_on", "expires_on"))
    return [
        (_("Délivré le"), day(awarded)),
        (_("Valable jusqu’au"), day(expires)),
        (_("Numéro"), content["number"]),
        (_("Durée indicative"), duration(award.minutes)),
    ]


def course_lines(award: Award) -> list[tuple[str, str]]:
    """Title of each course, then its version, length and the day it was completed."""
    line = _("version %(version)s, %(duration)s, terminé le %(day)s")
    return [
        (
            course["title"],
            line % {"version": course["version"], "duration": duration(course["minutes"]), "day": day(course["completed_on"])},
        )
        for course in award.courses
    ]


def pdf(award: Award) -> bytes:
    """One page, with what was frozen enclosed as JSON. Raises DocumentError."""
    with translation.override(LANGUAGE):
        title = _("Certificat %(number)s : %(name)s") % {"number": award.number, "name": award.content["certification"]}
        return render_pdf("careers/certificate.typ", _printed(award), title=title, language=LANGUAGE, attachments=[_enclosed(award)])


def _printed(award: Award) -> dict[str, object]:
    content = award.content
    return {
        "brand": content["issuer"],
        "kind": _("Certificat"),
        "name": content["certification"],
        "given_to": _("délivré à"),
        "holder": content["holder"],
        "by": _("par %(issuer)s") % {"issuer": content["issuer"]},
        "facts": facts(award),
        "attests_title": _("Ce qu’il atteste"),
        "attests": content["attests"],
        "courses_title": _("Ce qui a été fait"),
        "courses": course_lines(award),
        "verify_title": _("Vérifier ce certificat"),
        "verify": _("Ouvrez cette adresse, sans compte, ou lisez le code avec un téléphone. Tout doit être identique à ce document."),
        "address": award.verification_address,
        "qr": qr_svg(award.verification_address),
        "qr_alternative": _("Code QR de l’adresse de vérification %(address)s") % {"address": award.verification_address},
    }


def _enclosed(award: Award) -> Attachment:
    content = award.content | {"verification": award.verification_address}
    described = _("Ce que dit le certificat, pour un logiciel")
    return Attachment("certificat.json", json.dumps(content, ensure_ascii=False, indent=2), "application/json", described, "data")


def day(value: datetime.date) -> str:
    return date_format(value, "j F Y")


def duration(minutes: int) -> str:
    """12 min, 1 h, 1 h 30."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    return _("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": rest} if rest else _("%(hours)s h") % {"hours": hours}
