"""What the page of a call shows: turns with their words, notes with their threads, the grid with who rated what and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts import notices
from call_review import access, clock, debriefing, grids, masking_page
from call_review.models import Criterion, Note, Rating, Recording, Turn
from call_review.review_forms import NoteForm, RatingForm, ReplyForm
from privacy.kinds import Kind
from privacy.masking import label
from theme.components import DOUBTFUL_UNDER

if TYPE_CHECKING:
    from accounts.models import User

LEVELS = {Rating.Value.YES: "yes", Rating.Value.PARTLY: "partly", Rating.Value.NO: "no", Rating.Value.NOT_APPLICABLE: "not_applicable"}


@dataclass(frozen=True)
class Word:
    text: str
    start: float
    end: float
    doubtful: bool
    masked: bool = False
    heard: str = ""
    """What the engine wrote, where the glossary put it right."""


@dataclass(frozen=True)
class ShownTurn:
    """`side` as the theme draws it, `speaks` as one is told of it; `notes` are the numbers of those that begin in this turn."""

    side: str
    who: str
    speaks: str
    start: float
    end: float
    text: str
    words: list[Word]
    position: int
    notes: list[int] = field(default_factory=list)

    @property
    def clock(self) -> str:
        return clock.written(self.start)

    @property
    def clock_end(self) -> str:
        return clock.written_end(self.end)


@dataclass(frozen=True)
class ShownNote:
    number: int
    note: Note
    mine: bool
    changeable: bool
    reply_form: ReplyForm
    failed: bool

    @property
    def clock(self) -> str:
        return clock.written(self.note.start)

    @property
    def clock_end(self) -> str:
        return clock.written_end(self.note.end)

    @property
    def dialog(self) -> str:
        return f"erase-note-{self.note.pk}"


@dataclass(frozen=True)
class ShownRating:
    rating: Rating

    @property
    def clock(self) -> str:
        return clock.written(self.rating.start)


@dataclass(frozen=True)
class ShownCriterion:
    """`mine`: what the reader rated; `others`: what other people did. `form` when the reader has just been refused."""

    criterion: Criterion
    levels: list[tuple[str, str, str]]
    mine: ShownRating | None
    others: list[ShownRating]
    form: RatingForm | None = None

    @property
    def value(self) -> str:
        return self.mine.rating.value if self.mine else ""

    @property
    def moment(self) -> str:
        typed = str(self.form["moment"].value() or "") if self.form else ""
        return typed or (self.mine.clock if self.mine else "")


def said_of(recording: Recording, reader: User, speaker: str) -> tuple[str, str]:
    """Who it is, and that they speak: « Usager », « l’usager parle »."""
    agent = _("Vous") if reader.pk == recording.agent_id else _("%(name)s, agent") % {"name": recording.agent.first_name or recording.agent}
    names = {Turn.Speaker.AGENT: agent, Turn.Speaker.CALLER: _("Usager"), Turn.Speaker.UNKNOWN: _("Voix")}
    speaks = {
        Turn.Speaker.AGENT: _("vous parlez") if reader.pk == recording.agent_id else _("l’agent parle"),
        Turn.Speaker.CALLER: _("l’usager parle"),
        Turn.Speaker.UNKNOWN: _("quelqu’un parle"),
    }
    return str(names[Turn.Speaker(speaker)]), str(speaks[Turn.Speaker(speaker)])


def turns(recording: Recording, rows: list[Turn], reader: User, notes: list[ShownNote]) -> list[ShownTurn]:
    said = {speaker: said_of(recording, reader, speaker) for speaker in Turn.Speaker.values}
    shown = [_turn(row, *said[row.speaker]) for row in rows]
    for note in notes:
        begun = [turn for turn in shown if turn.start <= note.note.start]
        if begun:
            max(begun, key=lambda turn: turn.start).notes.append(note.number)
    return shown


def _turn(row: Turn, who: str, speaks: str) -> ShownTurn:
    return ShownTurn(row.speaker, who, speaks, row.start, row.end, row.text, [_word(word) for word in row.words], row.position)


def _word(word: dict[str, Any]) -> Word:
    kind = word.get("masked")
    if kind:
        return Word(label(Kind(kind)), word["start"], word["end"], doubtful=False, masked=True)
    return Word(word["text"], word["start"], word["end"], word["probability"] < DOUBTFUL_UNDER, heard=word.get("heard", ""))


def notes(recording: Recording, reader: User, answered: tuple[int, ReplyForm] | None = None) -> list[ShownNote]:
    """`answered`: the note whose reply was refused, and the form that says why."""
    rows = recording.notes.select_related("author").prefetch_related("replies__author").order_by("start", "pk")
    return [_note(number, row, reader, answered) for number, row in enumerate(rows, 1)]


def _note(number: int, row: Note, reader: User, answered: tuple[int, ReplyForm] | None) -> ShownNote:
    mine, failed = row.author_id == reader.pk, bool(answered and answered[0] == row.pk)
    form = answered[1] if answered and failed else ReplyForm(auto_id=f"reply-{row.pk}-%s")
    return ShownNote(number, row, mine, mine and not row.replies.all(), form, failed)


def criteria(recording: Recording, reader: User, failed: tuple[int, RatingForm] | None = None) -> list[ShownCriterion]:
    grid = grids.of(recording)
    ratings = [ShownRating(rating) for rating in recording.ratings.select_related("rated_by").order_by("rated_at", "pk")]
    return [_criterion(row, ratings, reader, failed) for row in grid.criteria.order_by("position")] if grid else []


def _criterion(row: Criterion, ratings: list[ShownRating], reader: User, failed: tuple[int, RatingForm] | None) -> ShownCriterion:
    here = [shown for shown in ratings if shown.rating.criterion_id == row.pk]
    mine = next((shown for shown in here if shown.rating.rated_by_id == reader.pk), None)
    levels = [(value.value, str(value.label), getattr(row, name)) for value, name in LEVELS.items()]
    form = failed[1] if failed and failed[0] == row.pk else None
    return ShownCriterion(row, levels, mine, [shown for shown in here if shown is not mine], form)


def context(recording: Recording, reader: User, **forms: Any) -> dict[str, Any]:
    """`note_form`, `answered`, `failed`, `failed_passage`: forms that come back with their errors."""
    shown_notes = notes(recording, reader, forms.get("answered"))
    shown_criteria = criteria(recording, reader, forms.get("failed"))
    grid = shown_criteria[0].criterion.grid if shown_criteria else None
    rows = list(recording.turns.all())
    return {
        "recording": recording,
        "may_correct": access.may_correct(reader, recording),
        "is_agent": reader.pk == recording.agent_id,
        "may_rate": access.may_rate(reader, recording) and not recording.sound_erased_at,
        "may_note": not recording.sound_erased_at,
        "readers": _names(recording, reader),
        "notes": shown_notes,
        "note_form": forms.get("note_form") or NoteForm(recording=recording),
        "may_place": any(row.one_voice for row in rows),
        "turns": turns(recording, rows, reader, shown_notes),
        "masking": masking_page.shown(recording, rows, reader, forms.get("failed_passage")),
        "grid": grid,
        "criteria": shown_criteria,
        "rated_of": _("%(rated)s sur %(all)s")
        % {"rated": sum(1 for shown in shown_criteria if shown.value or shown.others), "all": len(shown_criteria)},
        "length": clock.written(recording.seconds),
        "length_said": clock.said(recording.seconds),
    }


def _names(recording: Recording, reader: User) -> str:
    """« Vous, Sophie Lambert (coach) »."""
    agent, *coaches = access.readers_of(recording)
    others = [_("%(name)s (coach)") % {"name": coach} for coach in coaches if coach.pk != reader.pk]
    if reader.pk != agent.pk:
        others.insert(0, _("%(name)s (agent)") % {"name": agent})
    return ", ".join([_("vous"), *others])


def opened(recording: Recording, reader: User) -> None:
    """Notifications that led here are read with the page."""
    notices.mark_read(reader, url=debriefing.notes_address(recording))
