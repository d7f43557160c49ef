"""The agent's own copy: all that is kept of the own calls, and nothing of anybody else's (law C16).

What is set aside, withdrawn or erased is not in it.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import access_log
from accounts.models import AccessEntry
from call_review import accesses, call_page, clock
from call_review.models import Note, NoteReply, Rating, Recording
from documents.archives import Entry
from documents.tables import csv_bytes
from files.answers import whole

if TYPE_CHECKING:
    from accounts.models import User
    from call_review.models.recording import RecordingQuerySet

Played = tuple[str, Iterator[bytes]]


def calls_of(agent: User) -> RecordingQuerySet:
    return Recording.objects.visible_to(agent).of_agent(agent)


def ask_the_store(calls: Iterable[Recording]) -> None:
    """Before anything is promised. Raises StoreAway."""
    for call in calls:
        if stored := _kept(call):
            try:
                _size = stored.size
            except FileNotFoundError:
                continue
            return


def note(agent: User, calls: Iterable[Recording]) -> None:
    """Each call taken away is written in the access log, before a byte leaves."""
    for call in calls:
        access_log.record(agent, call.organisation, AccessEntry.Act.DOWNLOAD, call.key, why=call.campaign.name)


def entries(agent: User, calls: Iterable[Recording]) -> Iterator[Entry]:
    """A folder a call. Each is asked for again when its turn comes: it may have been withdrawn since, and its sound erased."""
    for key in [call.pk for call in calls]:
        call = calls_of(agent).select_related("agent", "campaign", "topic", "organisation").filter(pk=key).first()
        if call is not None:
            yield from _folder(call)


def _folder(call: Recording) -> Iterator[Entry]:
    folder = f"{timezone.localtime(call.recorded_at):%Y-%m-%d-%Hh%M}-{str(call.key)[:8]}"
    sound = _sound(call)
    if sound:
        yield Entry(f"{folder}/{sound[0]}", sound[1], packed=False)
    turns = call_page.turns(call, list(call.turns.all()), call.agent, [])
    if turns:
        yield _text(f"{folder}/transcription.txt", transcript(call, turns))
    yield _text(f"{folder}/debrief.txt", debrief(call))
    yield Entry(f"{folder}/consultations.csv", [csv_bytes(*accesses.of_call(call))])
    yield _text(f"{folder}/appel.json", json.dumps(facts(call, sound[0] if sound else None), ensure_ascii=False, indent=2))


def _text(name: str, text: str) -> Entry:
    return Entry(name, [text.encode()])


# --- The sound


def _kept(call: Recording) -> FieldFile | None:
    """The copy that one listens to; of a call that could not be transcribed, the file as it came."""
    if call.sound_erased_at:
        return None
    return call.listening or call.original or None


def _sound(call: Recording) -> Played | None:
    stored = _kept(call)
    if stored is None:
        return None
    suffix = PurePath(stored.name or "").suffix.lower()
    try:
        return f"son{suffix}" if suffix else "son-original", whole(stored)
    except FileNotFoundError:  # erased since its row was read
        return None


# --- What is written


def transcript(call: Recording, turns: list[call_page.ShownTurn]) -> str:
    by = {"engine": call.engine, "model": call.model, "at": _moment(call.transcribed_at)}
    heading = [
        _("Transcription automatique : %(engine)s, modèle %(model)s, le %(at)s.") % by,
        _("Une machine l’a écrite et personne ne l’a relue. Un mot suivi de (?) est incertain."),
        *([_("Une personne a dit qui parle.")] if call.turns.exclude(placed_at=None).exists() else []),
        "",
    ]
    return "\n".join([*heading, *(f"[{turn.clock}] {turn.who} — {_words(turn)}" for turn in turns), ""])


def _words(turn: call_page.ShownTurn) -> str:
    return " ".join(f"{word.text} (?)" if word.doubtful else word.text for word in turn.words) or turn.text


def debrief(call: Recording) -> str:
    """Notes with their threads, then what named people rated, of which criterion, at which moment."""
    notes = call.notes.select_related("author").prefetch_related("replies__author").order_by("start", "pk")
    ratings = call.ratings.select_related("criterion", "rated_by").order_by("criterion__position", "rated_at", "pk")
    return "\n".join(
        [
            _("Notes"),
            *([line for note in notes for line in _note(note)] or [_("Aucune note.")]),
            "",
            _("Grille"),
            *([line for rating in ratings for line in _rating(rating)] or [_("Aucun critère n’est apprécié.")]),
            "",
        ]
    )


def _note(note: Note) -> list[str]:
    passage = f"[{clock.written(note.start)} – {clock.written_end(note.end)}]"
    written: list[Note | NoteReply] = [note, *note.replies.all()]
    said = [line for one in written for line in (f"- {one.author}, {_moment(one.written_at)}", textwrap.indent(one.text, "    "))]
    return [passage, *said]


def _rating(rating: Rating) -> list[str]:
    heard = f"- [{clock.written(rating.start)}] {rating.get_value_display()}"
    return [str(rating.criterion), f"{heard}, {rating.rated_by}, {_moment(rating.rated_at)}"]


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i") if at else ""


def facts(call: Recording, sound: str | None) -> dict[str, Any]:
    """For another machine: names do not change with the language. Moments in ISO 8601."""
    campaign = call.campaign
    return {
        "key": str(call.key),
        "organisation": call.organisation.name,
        "agent": str(call.agent),
        "recorded_at": _iso(call.recorded_at),
        "received_at": _iso(call.received_at),
        "topic": str(call.topic) if call.topic else None,
        "channels": call.channels,
        "seconds": call.seconds,
        "state": call.state,
        "sound": sound,
        "sha256": call.sha256,
        "masked_at": _iso(call.masked_at),
        "transcription": {"engine": call.engine, "model": call.model, "language": call.language, "at": _iso(call.transcribed_at)},
        "erasure": {
            "sound_due_at": _iso(call.erase_sound_at),
            "sound_erased_at": _iso(call.sound_erased_at),
            "all_due_at": _iso(call.erase_at),
        },
        "campaign": {
            "name": campaign.name,
            "purpose": campaign.purpose,
            "legal_basis": campaign.legal_basis,
            "first_day": _iso(campaign.first_day),
            "last_day": _iso(campaign.last_day),
            "data_protection_officer": campaign.dpo_contact,
        },
    }


def _iso(at: Any) -> str | None:
    return at.isoformat() if at else None
