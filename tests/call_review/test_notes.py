"""Alice, the coach, notes a passage; Bob, whose call it is, answers. Each is told; what was answered stays as it was read."""

import hashlib

import pytest
from django.utils import timezone

from accounts import roles
from accounts.models import Notification, Role
from call_review import debriefing, demo_review
from call_review.errors import AlreadyAnswered, NotYours, SoundGone
from call_review.models import Note, NoteReply, Recording
from call_review.sample_calls import SAMPLES

PART = {"HX-Request": "true"}
GOOD = {"note-start": "0:03", "note-end": "0:07", "note-text": "La demande est bien accueillie."}


@pytest.fixture
def note(call, coach) -> Note:
    return debriefing.write_note(call, coach, 3.0, 7.0, "La demande est bien accueillie.")


def test_the_agent_is_told_and_the_coach_of_the_answer(call, coach, agent, sign_in):
    page = f"/appels/{call.key}/"
    answer = sign_in(coach).post(f"{page}notes/", GOOD)
    note = Note.objects.get()
    assert answer["Location"] == f"{page}#note-{note.pk}"
    assert (note.author, note.start, note.end) == (coach, 3.0, 7.0)
    told = Notification.objects.get()
    assert (told.recipient, told.url) == (agent, f"{page}#notes")
    assert "trimestres" not in told.title + told.body and "accueillie" not in told.title + told.body, "an e-mail leaves the portal"

    client = sign_in(agent)
    assert "La demande est bien accueillie." in client.get(page).content.decode()
    told.refresh_from_db()
    assert told.read_at, "it is read with the page that it leads to"
    client.post(f"{page}notes/{note.pk}/repondre/", {"text": "Merci."})
    assert [(answer.author, answer.text) for answer in note.replies.all()] == [(agent, "Merci.")]
    assert [told.recipient for told in Notification.objects.filter(kind="call_note_reply")] == [coach]


def test_a_note_of_the_agent_is_told_to_the_coaches_who_read_the_call(call, coach, agent, somebody_else_coaching, sign_in):
    sign_in(agent).post(f"/appels/{call.key}/notes/", GOOD)
    assert [told.recipient for told in Notification.objects.all()] == [coach]


@pytest.fixture
def somebody_else_coaching(call, stranger):
    """Named in the campaign, and coach of another body only: reads nothing, hence is told nothing."""
    call.campaign.coaches.add(stranger)
    return stranger


def test_who_no_longer_may_open_the_call_is_not_told(call, coach, agent, note, caisse, team):
    roles.revoke(coach.roles_held.get(role=Role.COACH)) if hasattr(roles, "revoke") else coach.roles_held.all().delete()
    debriefing.reply(note, agent, "Merci.")
    assert not Notification.objects.filter(recipient=coach).exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"note-text": ""}, "Écrivez votre note"),
        ({"note-text": "é" * 2001}, "2000"),
        ({"note-text": "a\x00b"}, "nul"),
        ({"note-start": ""}, "Indiquez où commence le passage"),
        ({"note-start": "demain"}, "Écrivez un moment comme 1:44"),
        ({"note-start": "9" * 30}, "Écrivez un moment comme 1:44"),
        ({"note-start": "0:99"}, "Écrivez un moment comme 1:44"),
        ({"note-start": "0:12"}, "choisissez un moment avant sa fin"),
        ({"note-end": "0:01"}, "finit avant d’avoir commencé"),
        ({"note-end": "\x00"}, "Écrivez un moment comme 1:44"),
    ],
)
@pytest.mark.parametrize("headers", [{}, PART], ids=["page", "part"])
def test_a_refused_note_says_what_to_do_and_keeps_what_was_typed(call, coach, sign_in, change, sentence, headers):
    answer = sign_in(coach).post(f"/appels/{call.key}/notes/", GOOD | change, headers=headers)
    text = answer.content.decode()
    assert answer.status_code == 400 and sentence in text
    assert ("<html" in text) is not bool(headers)
    if "note-text" not in change:
        assert GOOD["note-text"] in text
    assert not Note.objects.exists()


def test_a_script_gets_the_part_that_changed(call, coach, sign_in):
    answer = sign_in(coach).post(f"/appels/{call.key}/notes/", GOOD, headers=PART)
    text = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in text and 'data-tab-count="1"' in text and GOOD["note-text"] in text


def test_a_passage_ends_with_the_call(call, coach):
    assert debriefing.write_note(call, coach, 10.0, 500.0, "La fin.").end == 12.0


@pytest.mark.parametrize("text", ["", "   ", "é" * 2001, "a\x00b"])
def test_a_refused_answer_says_why(call, agent, note, sign_in, text):
    answer = sign_in(agent).post(f"/appels/{call.key}/notes/{note.pk}/repondre/", {"text": text})
    assert answer.status_code == 400 and "vg-err" in answer.content.decode()
    assert not NoteReply.objects.exists()


# --- Correcting and erasing


def test_its_author_corrects_it(call, coach, note, sign_in):
    client, url = sign_in(coach), f"/appels/{call.key}/notes/{note.pk}/"
    assert "0:03" in client.get(url).content.decode()
    assert client.post(url, GOOD | {"note-text": ""}).status_code == 400
    client.post(url, GOOD | {"note-text": "Mieux dit.", "note-end": "0:05"})
    note.refresh_from_db()
    assert (note.text, note.end) == ("Mieux dit.", 5.0)


def test_its_author_erases_it(call, coach, note, sign_in):
    assert sign_in(coach).post(f"/appels/{call.key}/notes/{note.pk}/effacer/").status_code == 302
    assert not Note.objects.exists()


def test_nobody_changes_the_note_of_another(call, agent, note, sign_in):
    client, url = sign_in(agent), f"/appels/{call.key}/notes/{note.pk}/"
    assert client.get(url).status_code == client.post(url, GOOD).status_code == client.post(f"{url}effacer/").status_code == 404
    with pytest.raises(NotYours):
        debriefing.correct_note(note, agent, 1, 2, "Autre chose.")
    assert Note.objects.get().text == note.text


def test_what_was_answered_stays_as_it_was_read(call, coach, agent, note, sign_in):
    debriefing.reply(note, agent, "Merci.")
    client, url = sign_in(coach), f"/appels/{call.key}/notes/{note.pk}/"
    assert "déjà une réponse" in client.post(url, GOOD | {"note-text": "Autre."}, follow=True).content.decode()
    assert "déjà une réponse" in client.post(f"{url}effacer/", follow=True).content.decode()
    with pytest.raises(AlreadyAnswered):
        debriefing.erase_note(note, coach)
    assert Note.objects.get().text == note.text
    page = client.get(f"/appels/{call.key}/").content.decode()
    assert "effacer/" not in page and f'notes/{note.pk}/"' not in page


def test_a_note_is_reached_through_its_own_call_only(call, coach, agent, note, announced, sign_in):
    from tests.call_review import calls

    other = calls.ready(agent, announced)
    for path, data in (("", GOOD), ("effacer/", {}), ("repondre/", {"text": "Merci."})):
        assert sign_in(coach).post(f"/appels/{other.key}/notes/{note.pk}/{path}", data).status_code == 404
        assert sign_in(coach).post(f"/appels/{call.key}/notes/{10**30}/{path}", data).status_code == 404


def test_once_the_sound_is_gone_nothing_new_is_noted(call, coach, agent, note, sign_in):
    Recording.objects.update(sound_erased_at=timezone.now())
    call.refresh_from_db()
    with pytest.raises(SoundGone):
        debriefing.write_note(call, coach, 1, 2, "Trop tard.")
    answer = sign_in(coach).post(f"/appels/{call.key}/notes/", GOOD, follow=True)
    assert "Le son est effacé" in answer.content.decode() and Note.objects.count() == 1
    assert debriefing.reply(note, agent, "Je réponds quand même."), "what was written is still discussed"


# --- The demonstration


def test_the_demonstration_notes_are_added_once_even_before_the_transcript(call, coach, agent):
    assert demo_review.load(agent, coach) == 0, "no demonstration call, no note"
    sha256 = hashlib.sha256(SAMPLES["d03"].path.read_bytes()).hexdigest()
    Recording.objects.update(sha256=sha256, state="waiting", seconds=0)
    assert demo_review.load(agent, coach) == 2
    assert demo_review.load(agent, coach) == 0
    assert all(note.end > note.start and note.author == coach for note in Note.objects.all())
