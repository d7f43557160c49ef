"""The page of one call: its agent and the coach named in the campaign read it; nobody else knows that it exists."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import access_log, roles
from accounts.models import AccessEntry, AccessHead, AccessSeal, Role
from call_review import debriefing
from call_review.models import Rating, Recording, Turn


def page(client, call) -> str:
    answer = client.get(f"/appels/{call.key}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_agent_and_caller_apart_each_word_with_its_time(call, coach, sign_in):
    text = page(sign_in(coach), call)
    assert text.count('class="vg-turn agent"') == 2 and text.count('class="vg-turn caller"') == 1
    assert "Bob, agent" in text and "Usager" in text
    assert re.search(r'<span data-start="0\.50" data-end="1\.\d\d">Caisse</span>', text), "a point, whatever the language"
    assert text.count('class="vg-doubt"') == 3
    assert "Mot pointillé" in text and "faster-whisper, modèle base" in text


def test_the_agent_is_addressed(call, agent, sign_in):
    text = page(sign_in(agent), call)
    assert "<b>Vous</b>" in text and "Mes appels" in text


def test_it_says_who_may_read_it_and_only_them(call, coach, agent, stranger, sign_in):
    call.campaign.coaches.add(stranger)  # named, but coach of another body
    assert "vous, Bob Bernard (agent)." in page(sign_in(coach), call)
    assert "vous, Alice Arnaud (coach)." in page(sign_in(agent), call)
    assert sign_in(stranger).get(f"/appels/{call.key}/").status_code == 404


def test_each_opening_is_written_down(call, coach, sign_in):
    page(sign_in(coach), call)
    entry = AccessEntry.objects.get()
    assert (entry.who, entry.act, entry.object_key, entry.why) == (coach, AccessEntry.Act.OPEN, call.key, "Automne")


def test_c13_of_fifty_canaries_of_the_call_none_is_in_the_log(call, coach, agent, sign_in):
    turns = Turn.objects.filter(recording=call)
    canaries = [f"canari{number:02}" for number in range(50)]
    turns.update(text=" ".join(canaries))
    text = page(sign_in(coach), call)
    page(sign_in(agent), call)
    sign_in(coach).get(f"/appels/{call.key}/son/")
    access_log.seal(timezone.now() + dt.timedelta(days=40))
    rows = [*AccessEntry.objects.all(), *AccessSeal.objects.all(), *AccessHead.objects.all()]
    kept = " ".join(str(value) for row in rows for value in vars(row).values())
    assert len(rows) >= 4 and str(call.key) in kept and text
    assert [canary for canary in [*canaries, agent.email, agent.last_name, coach.last_name] if canary in kept] == []


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.COACH, Role.AGENT)])
def test_no_other_role_opens_it(call, charlie, caisse, sign_in, role):
    roles.grant(charlie, role, organisation=caisse)
    assert sign_in(charlie).get(f"/appels/{call.key}/").status_code == 404
    assert not AccessEntry.objects.exists()


def test_who_stops_coaching_loses_it_at_once(call, coach, sign_in):
    client = sign_in(coach)
    page(client, call)
    coach.roles_held.all().delete()
    assert client.get(f"/appels/{call.key}/").status_code == 404


@pytest.mark.parametrize("state", ["waiting", "failed"])
def test_what_is_not_ready_leads_to_what_becomes_of_it(call, agent, sign_in, state):
    Recording.objects.update(state=state)
    answer = sign_in(agent).get(f"/appels/{call.key}/")
    assert answer.status_code == 302 and answer["Location"] == f"/appels/{call.key}/etat/"
    assert sign_in(agent).post(f"/appels/{call.key}/notes/", {}).status_code == 404


def test_quarantined_calls_are_nobodys(call, agent, coach, sign_in):
    Recording.objects.update(state="quarantined", quarantine="period")
    assert sign_in(agent).get(f"/appels/{call.key}/").status_code == sign_in(coach).get(f"/appels/{call.key}/").status_code == 404


def test_once_the_sound_is_erased_notes_and_grid_remain(call, coach, agent, criteria, listened, sign_in):
    listened(coach, (0, 12))
    debriefing.write_note(call, coach, 1, 3, "Un accueil soigné.")
    debriefing.rate(call, criteria[0], coach, Rating.Value.PARTLY, 2)
    call.turns.all().delete()
    Recording.objects.update(sound_erased_at=timezone.now(), listening="", features="")
    for person in (coach, agent):
        text = page(sign_in(person), call)
        assert "Le son et la transcription sont effacés depuis" in text
        assert "Un accueil soigné." in text and "En partie" in text
        assert "<audio" not in text and "son.m4a" not in text and "Noter un passage" not in text and "/grille/" not in text


def test_a_call_without_a_word_is_heard_and_noted_all_the_same(call, agent, sign_in):
    Turn.objects.all().delete()
    text = page(sign_in(agent), call)
    assert "Aucun mot entendu" in text and "<audio" in text and "Noter un passage" in text


def test_a_passage_is_noted_without_script(call, coach, sign_in):
    client = sign_in(coach)
    text = page(client, call)
    link = re.search(r'href="(\?de=0:03&amp;a=0:08#nouvelle-note)"', text)
    assert link, "of the second turn"
    text = client.get(f"/appels/{call.key}/?de=0:03&a=0:08").content.decode()
    assert '<details class="vg-new-note" id="nouvelle-note" open>' in text and 'value="0:03"' in text and 'value="0:08"' in text
    for odd in ("?de=x&a=y", "?de=0:03", f"?de={'9' * 50}&a=1", "?de=%00&a=%00"):
        assert client.get(f"/appels/{call.key}/{odd}").status_code == 200


def test_queries_do_not_grow_with_turns_notes_and_ratings(call, coach, agent, criteria, listened, sign_in, triggers_are_away):
    client = sign_in(coach)
    listened(coach, (0, 12))

    def queries() -> int:
        AccessEntry._base_manager.exclude(act="play").update(at=timezone.now() - dt.timedelta(hours=1))
        with CaptureQueriesContext(connection) as counted:
            page(client, call)
        return len(counted)

    note = debriefing.write_note(call, coach, 1, 2, "Une.")
    debriefing.reply(note, agent, "Oui.")
    debriefing.rate(call, criteria[0], coach, Rating.Value.YES, 2)
    queries()  # what Django remembers from the first time on
    before = queries()
    for second in range(3, 9):
        another = debriefing.write_note(call, coach, second, second + 1, "Encore.")
        debriefing.reply(another, agent, "Oui.")
        Turn.objects.create(recording=call, position=100 + second, speaker="agent", start=second, end=second + 1, text="Oui.")
    debriefing.rate(call, criteria[1], coach, Rating.Value.NO, 2)
    assert queries() == before
