"""Issuing and revoking certificates: the only writer of awards.

A certificate is due to who completed every course of an open certification. The completions it rests on serve once: holding it again
asks for all the courses again, from sixty days before its last day.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import notices
from accounts.models import User
from careers.models import Award, Certification
from courses.models import Completion

if TYPE_CHECKING:
    from background.run import Run

KIND = "certificate"
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Read aloud and typed again from paper: without 0 and O, 1, I and L, U and V."""
GROUP = 4


def award_due(completion: Completion, *, at: datetime | None = None) -> list[Award]:
    """The certificates that rest on this completion, those that it makes due included, once and for all.

    `at`: a moment of the past at which they are issued, of which nobody is told.
    """
    asking = Certification.objects.open().filter(organisation=completion.organisation_id, courses__completions=completion)
    for certification in asking:
        _award(certification, completion.learner_id, at)
    return list(Award.objects.filter(completions=completion))


def award_all_due(run: Run) -> None:
    """What nobody asked for: the learner closed the page, or the certification was opened after the courses were completed."""
    due = [(certification, learner) for certification in Certification.objects.open() for learner in _learners_due(certification)]
    for number, (certification, learner) in enumerate(due, 1):
        _award(certification, learner)
        run.progress(number / len(due))


@transaction.atomic
def revoke(award: Award, user: User, reason: str) -> bool:
    """False when it was revoked already: the first reason stays. The holder is told."""
    changes = {"revoked_at": timezone.now(), "revoked_by": user, "revocation_reason": reason}
    if Award.objects.filter(pk=award.pk, revoked_at=None).update(**changes) != 1:
        return False
    award.refresh_from_db()
    title = format_lazy(_("Votre certificat « {name} » est révoqué"), name=award.content["certification"])
    body = _("Sa page en dit le motif. Les ressources humaines de votre organisme répondent à vos questions.")
    notices.notify(award.holder, KIND, title, body, award.get_absolute_url())
    return True


def _unused(certification: Certification, today: date) -> QuerySet[Completion]:
    """Completions that a certificate issued today may rest on: of its courses, recent enough, that served for none yet."""
    used = Award.completions.through.objects.filter(award__certification=certification).values("completion")
    first_moment = timezone.make_aware(datetime.combine(certification.oldest_first_day(today), time.min))
    return Completion.objects.filter(
        organisation=certification.organisation_id, course__in=certification.courses.all(), completed_at__gte=first_moment
    ).exclude(pk__in=used)


def _learners_due(certification: Certification) -> list[int]:
    asked = certification.courses.count()
    holding = Award.objects.lasting().filter(certification=certification).values("holder")
    complete = _unused(certification, timezone.localdate()).order_by().values("learner").annotate(done=Count("course", distinct=True))
    return list(complete.filter(done=asked).exclude(learner__in=holding).values_list("learner", flat=True)) if asked else []


@transaction.atomic
def _award(certification: Certification, learner: int, at: datetime | None = None) -> None:
    """One at a time for a certification: who waited finds the certificate made. Its unique constraint says the same."""
    locked = Certification.objects.select_for_update().get(pk=certification.pk)
    moment = at or timezone.now()
    today = timezone.localdate(moment)
    if locked.closed_at or Award.objects.lasting(today).filter(certification=locked, holder=learner).exists():
        return
    completions = _last_of_each_course(locked, learner, moment)
    if not completions:
        return
    expires_on = locked.last_day(max(timezone.localdate(completion.completed_at) for completion in completions))
    if expires_on < today:
        return
    award = _issue(locked, User.objects.get(pk=learner), completions, moment, expires_on)
    if at is None:
        _tell(award)


def _last_of_each_course(certification: Certification, learner: int, moment: datetime) -> list[Completion]:
    """Nothing unless every course has one."""
    unused = _unused(certification, timezone.localdate(moment)).filter(learner=learner, completed_at__lte=moment)
    last = {completion.course_id: completion for completion in unused.order_by("completed_at", "pk")}
    return list(last.values()) if len(last) == certification.courses.count() else []


def _issue(certification: Certification, holder: User, completions: list[Completion], moment: datetime, expires_on: date) -> Award:
    number = new_number(timezone.localdate(moment).year)
    award = Award.objects.create(
        number=number,
        certification=certification,
        holder=holder,
        organisation=certification.organisation,
        completions_digest=digest(completions),
        awarded_at=moment,
        expires_on=expires_on,
        content={
            "holder": str(holder),
            "certification": certification.name,
            "attests": certification.attests,
            "issuer": certification.organisation.name,
            "number": number,
            "awarded_on": timezone.localdate(moment).isoformat(),
            "expires_on": expires_on.isoformat(),
            "courses": [_frozen(completion) for completion in completions],
        },
    )
    award.completions.set(completions)
    return award


def _frozen(completion: Completion) -> dict[str, Any]:
    kept = {name: completion.context[name] for name in ("title", "version", "minutes")}
    return kept | {"completed_on": timezone.localdate(completion.completed_at).isoformat()}


def _tell(award: Award) -> None:
    title = format_lazy(_("Votre certificat « {name} » est prêt"), name=award.content["certification"])
    body = _("Téléchargez-le, ou donnez son adresse de vérification à qui doit le contrôler.")
    notices.notify(award.holder, KIND, title, body, award.get_absolute_url())


def digest(completions: Iterable[Completion]) -> str:
    """The same whatever their order."""
    return hashlib.sha256("\n".join(sorted(str(completion.key) for completion in completions)).encode()).hexdigest()


def new_number(year: int) -> str:
    """VG-2026-7K3M-9QTX: the year, then 30⁸ possibilities, so that trying numbers finds nobody."""
    code = "".join(secrets.choice(LETTERS) for _letter in range(2 * GROUP))
    return f"VG-{year}-{code[:GROUP]}-{code[GROUP:]}"
