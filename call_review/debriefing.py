"""What is said about a call between its agent and a coach: the only writer of notes, replies, ratings and stretches played.

Whoever comes here may open the call (`Recording.objects.visible_to`): that is asked before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import notices
from accounts.models import AccessEntry
from call_review import access, stretches
from call_review.errors import AlreadyAnswered, NotPlayed, NotYours, SoundGone
from call_review.models import Note, NoteReply, Played, Rating, Recording

if TYPE_CHECKING:
    from accounts.models import User
    from call_review.models import Criterion
    from call_review.stretches import Stretch


# --- Notes


@transaction.atomic
def write_note(recording: Recording, author: User, start: float, end: float, text: str, *, by_email: bool = True) -> Note:
    """Those who may answer are told. Raises SoundGone."""
    if recording.sound_erased_at:
        raise SoundGone
    note = Note.objects.create(recording=recording, author=author, start=start, end=_inside(recording, start, end), text=text)
    title = _("Une note sur un de vos appels") if author.pk != recording.agent_id else _("Une note d’un agent sur son appel")
    others = access.readers_of(recording) if author.pk == recording.agent_id else [recording.agent]
    _tell(recording, author, others, "call_note", title, by_email=by_email)
    return note


@transaction.atomic
def correct_note(note: Note, author: User, start: float, end: float, text: str) -> Note:
    """Raises NotYours, AlreadyAnswered."""
    locked = _changeable(note, author)
    locked.start, locked.end, locked.text = start, _inside(locked.recording, start, end), text
    locked.save(update_fields=["start", "end", "text"])
    return locked


@transaction.atomic
def erase_note(note: Note, author: User) -> None:
    """Raises NotYours, AlreadyAnswered."""
    _changeable(note, author).delete()


@transaction.atomic
def reply(note: Note, author: User, text: str) -> NoteReply:
    """Everyone who wrote there is told, and the agent, whose call it is."""
    locked = _locked(note)
    answer = NoteReply.objects.create(note=locked, author=author, text=text)
    writers = [locked.author, *(earlier.author for earlier in locked.replies.select_related("author")), locked.recording.agent]
    _tell(locked.recording, author, writers, "call_note_reply", _("Une réponse à une note sur un appel"))
    return answer


def _inside(recording: Recording, start: float, end: float) -> float:
    """The end of a passage, not after that of the call, whose length is known once it is decoded."""
    return max(start, min(end, recording.seconds)) if recording.seconds else end


def _locked(note: Note) -> Note:
    """Not found when somebody erased it meanwhile, or the call was withdrawn."""
    return get_object_or_404(Note.objects.select_for_update(), pk=note.pk)


def _changeable(note: Note, author: User) -> Note:
    """Locked, so that no answer comes in between."""
    locked = _locked(note)
    if locked.author_id != author.pk:
        raise NotYours
    if locked.replies.exists():
        raise AlreadyAnswered
    return locked


def notes_address(recording: Recording) -> str:
    return f"{recording.get_absolute_url()}#notes"


def _tell(recording: Recording, author: User, others: Iterable[User], kind: str, title: str | Promise, *, by_email: bool = True) -> None:
    """Says who wrote, and nothing of the call: an e-mail leaves the portal. Nobody is told who may no longer open it."""
    readers = {reader.pk for reader in access.readers_of(recording)}
    told = {user.pk: user for user in others if user.pk != author.pk and user.pk in readers}
    body = _("%(name)s vous a écrit. Ouvrez l’appel pour lire et répondre.") % {"name": author}
    notices.notify_many(list(told.values()), notices.Notice(kind, title, body, notes_address(recording), discreet=True), email=by_email)


# --- Listening


@transaction.atomic
def record_played(recording: Recording, listener: User, reported: Sequence[Stretch]) -> list[Stretch]:
    """Adds what was just played to what was before: answers the stretches that person has played of the call.

    Raises NotPlayed when the sound was never handed over to that person: what was not asked for was not heard.
    """
    if not AccessEntry.objects.filter(who=listener, act=AccessEntry.Act.PLAY, object_key=recording.key).exists():
        raise NotPlayed
    get_object_or_404(Recording.objects.select_for_update(), pk=recording.pk)  # two tabs report at once
    before = Played.objects.filter(recording=recording, listener=listener)
    known = played_by(listener, recording)
    now = stretches.merged([*known, *reported], recording.seconds)
    if now != known:
        before.delete()
        Played.objects.bulk_create(Played(recording=recording, listener=listener, start=start, end=end) for start, end in now)
    return now


def played_by(listener: User, recording: Recording) -> list[Stretch]:
    rows = Played.objects.filter(recording=recording, listener=listener).order_by("start")
    return list(rows.values_list("start", "end"))


# --- The grid


@transaction.atomic
def rate(recording: Recording, criterion: Criterion, rater: User, value: Rating.Value, moment: float) -> Rating:
    """A rating of one's own changes, with its day. Raises NotYours, SoundGone, NotPlayed (law C18)."""
    if not access.may_rate(rater, recording):
        raise NotYours
    if recording.sound_erased_at:
        raise SoundGone
    if not 0 <= moment < recording.seconds or not stretches.heard(played_by(rater, recording), moment):
        raise NotPlayed
    second = float(int(moment))
    said = {"value": value, "start": second, "end": min(second + 1, recording.seconds), "rated_at": timezone.now()}
    rating, _created = Rating.objects.update_or_create(recording=recording, criterion=criterion, rated_by=rater, defaults=said)
    return rating
