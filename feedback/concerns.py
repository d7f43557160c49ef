"""Raising, taking, answering and closing concerns, and telling their agents: the only writer of concerns and their events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import notices
from feedback import working_days
from feedback.access import Origin, bureau_called
from feedback.errors import AlreadyMoved, NoAnswer
from feedback.models import Concern, ConcernEvent

if TYPE_CHECKING:
    from accounts.models import User
    from explainers.models import ExplainerPage
    from topics.models import Topic

ANSWER_WITHIN = 10
"""Working days, from the moment somebody takes it."""
State = Concern.State


@dataclass(frozen=True)
class Report:
    """What an agent says, once personal data has been masked."""

    kind: str
    text: str
    topic: Topic | None = None
    explainer: ExplainerPage | None = None
    sent_as: UUID = field(default_factory=uuid4)


def raise_concern(user: User, origin: Origin, report: Report) -> Concern:
    """Idempotent: what this person already sent under the same key is that concern."""
    if sent := Concern.objects.filter(raised_by=user, sent_as=report.sent_as).first():
        return sent
    bureau = bureau_called(report.explainer.bureau, origin.organisation) if report.explainer else None
    concern = Concern(
        sent_as=report.sent_as, organisation=origin.organisation, raised_by=user, team=origin.team, kind=report.kind,
        topic=report.topic, explainer=report.explainer, text=report.text, bureau=bureau,
    )  # fmt: skip
    concern.filed_as = concern.words
    try:
        with transaction.atomic():
            concern.save()
            _note(concern, ConcernEvent.What.RAISED)
    except IntegrityError:  # the same thing arrived at the same moment
        return Concern.objects.get(raised_by=user, sent_as=report.sent_as)
    return concern


@transaction.atomic
def take(concern: Concern, user: User) -> None:
    """Raises AlreadyMoved: of two who click at once, one takes it."""
    due_on = working_days.after(timezone.localdate(), ANSWER_WITHIN)
    if not concern.move(State.NEW, to=State.TAKEN, taken_by=user, due_on=due_on):
        raise AlreadyMoved
    _note(concern, ConcernEvent.What.TAKEN, user)
    _tell(concern, "concern_taken", _("Votre signalement est pris en charge"), _("Le bureau prépare sa réponse."))


@transaction.atomic
def hand_back(concern: Concern, user: User) -> None:
    """By its owner, or by a colleague when the owner is away. The draft of the answer stays. Raises AlreadyMoved."""
    if not concern.move(State.TAKEN, to=State.NEW, taken_by=None, due_on=None):
        raise AlreadyMoved
    _note(concern, ConcernEvent.What.HANDED_BACK, user)


def draft_answer(concern: Concern, user: User, text: str) -> None:
    """Kept for whoever answers; no agent reads it before it is published. Raises AlreadyMoved."""
    if Concern.objects.filter(pk=concern.pk, state=State.TAKEN, taken_by=user).update(answer=text) != 1:
        raise AlreadyMoved
    concern.refresh_from_db()


@transaction.atomic
def publish_answer(concern: Concern, user: User) -> None:
    """Every agent of the organisation reads it; who raised it is told. Raises NoAnswer, AlreadyMoved."""
    locked = Concern.objects.select_for_update().get(pk=concern.pk)
    if locked.state != State.TAKEN or locked.taken_by_id != user.pk:
        raise AlreadyMoved
    if not locked.answer.strip():
        raise NoAnswer
    now = timezone.now()
    locked.move(State.TAKEN, to=State.ANSWERED, answered_by=user, answered_at=now, published_at=now)
    locked.filed_as = locked.words
    locked.save(update_fields=["filed_as"])
    concern.refresh_from_db()
    _note(concern, ConcernEvent.What.ANSWERED, user)
    _tell(concern, "concern_answered", _("Une réponse à votre signalement"), _("Elle est publiée pour tous les agents de votre organisme."))


@transaction.atomic
def close(concern: Concern, user: User, reason: str) -> None:
    """Nothing changes, and its agent reads why. By whom took it, or by anyone of the bureau while nobody has. Raises AlreadyMoved."""
    locked = Concern.objects.select_for_update().get(pk=concern.pk)
    if not locked.may_be_closed_by(user):
        raise AlreadyMoved
    now = timezone.now()
    if not concern.move(State.NEW, State.TAKEN, to=State.CLOSED, answer=reason, answered_by=user, answered_at=now):
        raise AlreadyMoved
    _note(concern, ConcernEvent.What.CLOSED, user)
    _tell(concern, "concern_closed", _("Votre signalement est clos sans changement"), _("Le bureau vous dit pourquoi."))


def _note(concern: Concern, what: ConcernEvent.What, by: User | None = None) -> None:
    ConcernEvent.objects.create(concern=concern, what=what, by=by)


def _tell(concern: Concern, kind: str, title: Promise, body: Promise) -> None:
    if concern.raised_by:
        notices.notify(concern.raised_by, kind, title, body, concern.get_absolute_url(), discreet=True)
