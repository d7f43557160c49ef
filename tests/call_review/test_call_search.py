"""Calls are found by what was said in them, by those who may open them; what is masked is neither found nor shown."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import AccessEntry, Role, User
from background.runner import work_off
from call_review import accesses, corrections, indexing, masking, purge, searching
from call_review.models import CallWords, Masking, Recording, Turn
from call_review.models.recording import SOUND_KEPT
from privacy.kinds import Kind
from tests.call_review import calls, maskable
from tests.call_review.aged_calls import a_call
from tests.call_review.people import join
from topics.models import Topic

PAGE = "/appels/recherche/"


def say(call: Recording, *texts: str) -> Recording:
    """The call holds these turns, and is indexed as the pipeline does."""
    call.turns.all().delete()
    for position, text in enumerate(texts):
        start = position * 10.0
        words = calls.words(text, start, start + 5)
        speaker = ("agent", "caller")[position % 2]
        Turn.objects.create(recording=call, position=position, speaker=speaker, start=start, end=start + 5, text=text, words=words)
    indexing.index(call)
    return call


def spoken(campaign, agent: User, *texts: str, days: int = 1, **changes: object) -> Recording:
    return say(a_call(campaign, agent, dt.timedelta(days=days), seconds=60.0, **changes), *texts)


def found(user: User, words: str, order: str = "date") -> list[int]:
    return searching.found(searching.searchable_by(User.objects.get(pk=user.pk)), searching.read(words), order)


def text_of(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", response.content.decode())).split())


# --- Words


@pytest.fixture
def retired(announced, agent) -> Recording:
    return spoken(announced, agent, "Bonjour, la Caisse de l’Ouest.", "Je voudrais renouveler ma carte, j’ai déménagé chez ma sœur.")


@pytest.mark.parametrize(
    "words",
    [
        "renouvelé", "RENOUVELEZ", "renouvellement", "cartes", "déménager", "demenagement", "soeur", "sœurs", "l'ouest", "l’Ouest",
        "carte soeur", "caisse renouveler", '"renouveler ma carte"', "« carte, j’ai déménagé »", '"carte', "caisse de",
    ],
)  # fmt: skip
def test_a_call_is_found_whatever_the_accents_the_number_and_the_form_of_the_verb(retired, agent, words):
    assert found(agent, words) == [retired.pk]


@pytest.mark.parametrize("words", ["permis", "carte permis", '"carte renouveler"', '"ouest je voudrais"', "% _", "reno%"])
def test_what_was_not_said_is_not_found(retired, agent, words):
    asked = searching.read(words)
    assert found(agent, words) == [] if asked.terms else not asked.terms


def test_a_phrase_does_not_go_from_one_turn_to_the_next(announced, agent):
    spoken(announced, agent, "C’est une carte", "grise, disait-il")
    there = spoken(announced, agent, "Ma carte grise est perdue")
    assert found(agent, "carte grise", "date") and found(agent, '"carte grise"') == [there.pk]


def test_calls_where_the_words_are_near_come_first_or_the_most_recent_ones(announced, agent):
    near = spoken(announced, agent, "Ma carte grise, ma carte grise est perdue.", days=9)
    far = spoken(announced, agent, "Une carte", "Bonjour, il faisait beau hier soir, grise mine et temps couvert", days=5)
    assert found(agent, "carte grise", "pertinence") == [near.pk, far.pk]
    assert found(agent, "carte grise", "date") == [far.pk, near.pk]


def test_numbers_are_found(announced, agent):
    call = spoken(announced, agent, "Le formulaire B12 de 2027, 1.5 et 1e5.")
    assert found(agent, "b12") == found(agent, "2027") == found(agent, "1e5") == [call.pk]
    assert found(agent, "2026") == []


# --- Who finds what


def test_each_finds_the_calls_that_may_be_opened_and_no_other(announced, agent, coach, caisse, team, stranger, charlie):
    other = join(User.objects.create_user("zoe@example.org", "x", first_name="Zoé", last_name="Zola"), caisse, team)
    mine, theirs = spoken(announced, agent, "trimestres manquants"), spoken(announced, other, "trimestres cotisés")
    aside = spoken(announced, agent, "trimestres", state=Recording.State.QUARANTINED, quarantine=Recording.Quarantine.PERIOD)
    assert found(agent, "trimestre") == [mine.pk]
    assert found(other, "trimestre") == [theirs.pk]
    assert set(found(coach, "trimestre")) == {mine.pk, theirs.pk} and aside.pk not in found(coach, "trimestre")
    assert found(stranger, "trimestre") == []
    announced.coaches.remove(coach)
    assert found(coach, "trimestre") == []


def test_an_agent_outside_the_teams_coached_is_not_offered_nor_found(announced, agent, coach, stranger, prefecture, sign_in):
    spoken(announced, agent, "trimestres")
    page = sign_in(coach).get(PAGE, {"mots": "trimestre", "agent": stranger.pk})
    assert page.status_code == 200 and page.context["found"] is None, "somebody who is not on offer is an error, and nothing is searched"
    assert sign_in(coach).get(PAGE, {"mots": "trimestre", "agent": agent.pk}).context["page"].paginator.count == 1


@pytest.mark.parametrize("role", [Role.DPO, Role.HR, Role.ADMINISTRATOR, Role.TEAM_LEAD, Role.QUALITY])
def test_for_every_other_role_there_is_no_such_page(role, retired, caisse, charlie, sign_in):
    roles.grant(charlie, role, organisation=caisse)
    assert sign_in(charlie).get(PAGE, {"mots": "carte"}).status_code == 404


def test_topic_campaign_and_period_narrow_the_search_and_suffice(announced, agent, sign_in, topic):
    old, new = spoken(announced, agent, "ma carte", days=40), spoken(announced, agent, "ma carte", days=1, topic=topic)
    browser = sign_in(agent)

    def keys(**asked: object) -> list[int]:
        return [one.recording.pk for one in browser.get(PAGE, asked).context["found"]]

    assert keys(mots="carte", tri="date") == [new.pk, old.pk]
    assert keys(mots="carte", motif=topic.pk) == keys(motif=topic.pk) == [new.pk]
    day = timezone.localdate() - dt.timedelta(days=30)
    assert keys(mots="carte", au=day.isoformat()) == keys(au=day.isoformat()) == [old.pk]
    assert keys(mots="carte", du=day.isoformat()) == [new.pk] and keys(campagne=announced.pk) == [new.pk, old.pk]


@pytest.fixture
def topic(db) -> Topic:
    return Topic.objects.create(code="A01", label="Carte perdue")


# --- The page


def test_the_page_shows_the_passage_its_marks_and_the_way_to_its_turn(announced, agent, sign_in):
    call = spoken(announced, agent, "Bonjour.", "J’ai perdu l’acte de naissance & <b>tout</b>.", "Très bien.")
    page = sign_in(agent).get(PAGE, {"mots": "actes perdre"})
    html = page.content.decode()
    assert "J’ai <mark>perdu</mark> l’<mark>acte</mark> de naissance &amp; &lt;b&gt;tout&lt;/b&gt;." in html
    assert f'href="{call.get_absolute_url()}#tour-2"' in html and "0:10" in html
    assert 'id="tour-2"' in sign_in(agent).get(call.get_absolute_url()).content.decode()
    assert "1 appel" in text_of(page)


def test_a_long_turn_is_cut_around_what_was_found(announced, agent, sign_in):
    spoken(announced, agent, "avant " * 200 + "trimestre " + "après " * 200)
    html = sign_in(agent).get(PAGE, {"mots": "trimestre"}).content.decode()
    assert "… avant" in html and "<mark>trimestre</mark>" in html and html.count("après") < 80


def test_results_come_by_pages_and_most_are_listed(announced, agent, sign_in, monkeypatch):
    for _number in range(13):
        spoken(announced, agent, "trimestre")
    browser = sign_in(agent)
    second = browser.get(PAGE, {"mots": "trimestre", "page": 2})
    assert len(second.context["found"]) == 3 and "Page 2 sur 2" in text_of(second)
    monkeypatch.setattr(searching, "MOST", 12)
    assert "Plus de 12 appels" in text_of(browser.get(PAGE, {"mots": "trimestre"}))


def test_nothing_found_says_what_to_try_and_no_question_says_how_to_search(retired, agent, sign_in):
    assert "Essayez moins de mots" in text_of(sign_in(agent).get(PAGE, {"mots": "hippopotame"}))
    assert "Comment chercher" in text_of(sign_in(agent).get(PAGE))


@pytest.mark.parametrize(
    "words",
    [
        "x" * 1000, "mot " * 250, "\0", "carte\0grise", "' OR 1=1 --", "a & b | !c <-> (d:*)", "\\", "'':*", '"""', "«»", "🙂", "de la",
        "%", "et\u0301" * 40, "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    ],
)  # fmt: skip
def test_hostile_words_are_answered(retired, agent, sign_in, words):
    page = sign_in(agent).get(PAGE, {"mots": words, "page": "-1", "motif": "9" * 40, "du": "\0", "tri": "';--"})
    assert page.status_code == 200
    assert sign_in(agent).get(PAGE, {"mots": words}).status_code == 200


def test_too_much_is_told_and_nothing_is_searched(retired, agent, sign_in):
    for words, said in (
        ("x" * 201, "Deux cents signes"),
        ("de la", "Cherchez un mot plus rare"),
        (" ".join(map(str, range(13))), "Douze mots"),
    ):
        page = sign_in(agent).get(PAGE, {"mots": words})
        assert page.context["found"] is None and said in text_of(page)
    assert not AccessEntry.objects.filter(act=AccessEntry.Act.SEARCH).exists()


# --- The access log


def test_each_search_is_written_without_its_words(retired, coach, caisse, sign_in):
    browser = sign_in(coach)
    for words in ("hippopotame", "hippopotame", "carte"):
        browser.get(PAGE, {"mots": words})
    browser.get(PAGE)
    entries = AccessEntry.objects.filter(act=AccessEntry.Act.SEARCH, object_key=searching.SEARCHED)
    assert [(one.who_id, one.organisation_id, one.object_key, one.why) for one in entries] == [
        (coach.pk, caisse.pk, searching.SEARCHED, "")
    ] * 3


def test_who_is_heard_sees_who_read_passages_of_the_call(retired, coach, agent, sign_in):
    browser = sign_in(coach)
    browser.get(PAGE, {"mots": "hippopotame"})
    assert not AccessEntry.objects.filter(object_key=retired.key).exists(), "no passage was shown"
    for _time in range(2):
        assert browser.get(PAGE, {"mots": "renouveler"}).context["found"]
    [entry] = AccessEntry.objects.filter(object_key=retired.key)
    assert (entry.who, entry.act, entry.why) == (coach, AccessEntry.Act.SEARCH, retired.campaign.name)
    assert accesses.of_call(retired)[1] == [[entry.at, str(coach), "a cherché"]]


def test_the_data_protection_officer_reads_that_a_search_was_made(retired, coach, charlie, caisse, sign_in):
    sign_in(coach).get(PAGE, {"mots": "hippopotame"})
    roles.grant(charlie, Role.DPO, organisation=caisse)
    page = text_of(sign_in(charlie).get(reverse("protection:accesses")))
    assert "Recherche dans les appels" in page and "hippopotame" not in page


# --- What is masked


@pytest.fixture
def named(call) -> Recording:
    """« Alors Kowalczyk, 06 39 98 12 34. » and « Merci madame Kowalczyk. »"""
    maskable.say(call)
    indexing.index(call)
    return call


def test_what_is_decided_masked_is_found_no_more_nor_shown_and_taken_back_it_is_again(named, coach, agent, sign_in):
    assert found(agent, "Kowalczyk") == found(coach, "39 98") == [named.pk]
    row = masking.decide(named, coach, masking.Passage(3.4, 7.2, Masking.Channel.CALLER, Kind.NAME), Masking.Decision.MASKED)
    assert found(agent, "39 98") == [] and found(agent, "Kowalczyk") == [named.pk], "said again by the agent"
    shown = sign_in(coach).get(PAGE, {"mots": "madame Kowalczyk"}).content.decode()
    assert "Alors" not in shown and "<mark>madame</mark>" in shown
    masking.decide(named, coach, masking.Passage(7.8, 11.0, Masking.Channel.AGENT, Kind.NAME), Masking.Decision.MASKED)
    assert found(agent, "Kowalczyk") == []
    page = sign_in(coach).get(PAGE, {"mots": "nom"}).content.decode()
    assert not any(canary in page for canary in maskable.CANARIES)
    masking.take_back(named, row.pk)
    assert found(agent, "39 98") == [named.pk]


def test_what_stands_in_the_place_of_masked_words_is_not_a_word(named, coach, agent):
    masking.decide(named, coach, masking.Passage(0.0, 12.0, Masking.Channel.BOTH, Kind.PHONE), Masking.Decision.MASKED)
    assert found(agent, "téléphone") == [] and found(agent, "quel nom") == []
    Turn.objects.filter(recording=named).update(words=[], text="[téléphone]")
    indexing.index(named)
    assert found(agent, "téléphone") == []


def test_no_phrase_goes_across_what_is_masked(announced, agent, coach):
    call = spoken(announced, agent, "monsieur Kowalczyk habite")
    start, end = (call.turns.get().words[1][name] for name in ("start", "end"))
    masking.decide(call, coach, masking.Passage(start, end, Masking.Channel.AGENT, Kind.NAME), Masking.Decision.MASKED)
    assert found(agent, "monsieur habite") == [call.pk] and found(agent, '"monsieur habite"') == []


def test_all_sure_proposals_masked_at_once_are_found_no_more(named, coach, agent):
    assert masking.mask_all_sure(named, coach) >= 1
    assert found(agent, "39 98 12") == []


def test_published_maskings_leave_nothing_to_find(named, coach, agent):
    masking.mask_all_sure(named, coach)
    for one in masking.undecided(named, list(named.turns.order_by("position"))):
        masking.decide(named, coach, masking.passage_of(one, list(named.turns.order_by("position"))), Masking.Decision.MASKED)
    masking.publish(named, coach)
    assert work_off("speech") == 1
    named.refresh_from_db()
    assert named.masked_at and found(agent, "Kowalczyk") == found(agent, "39 98") == []
    assert not any(part in CallWords.objects.get(recording=named).stems for part in ("kowalczyk", " 39 ", " 98 "))
    assert found(agent, "merci madame") == [named.pk]


# --- The index goes with what it is drawn from


def test_the_index_goes_with_the_sound_and_with_the_call(announced, agent, calls_folder):
    old = spoken(announced, agent, "trimestre", days=SOUND_KEPT.days + 1)
    fresh = spoken(announced, agent, "trimestre")
    purge.purge(timezone.now())
    assert Recording.objects.filter(pk=old.pk).exists() and list(CallWords.objects.values_list("pk", flat=True)) == [fresh.pk]
    fresh.delete()
    assert not CallWords.objects.exists()


def test_an_index_that_a_backup_brought_back_goes_again(announced, agent, calls_folder):
    old = spoken(announced, agent, "trimestre", days=SOUND_KEPT.days + 1)
    purge.purge(timezone.now())
    CallWords.objects.create(recording=old, stems=" trimestr ")
    purge.purge(timezone.now())
    assert not CallWords.objects.exists()


def test_voices_told_the_other_way_round_leave_the_same_words_hidden(named, coach, agent):
    masking.decide(named, coach, masking.Passage(3.4, 7.2, Masking.Channel.CALLER, Kind.NAME), Masking.Decision.MASKED)
    assert corrections.swap_sides(named)
    assert found(agent, "39 98") == [] and found(agent, "merci madame") == [named.pk]


def test_a_transcript_is_searched_as_soon_as_it_is_written(recording, agent):
    assert work_off("speech") == 1
    recording.refresh_from_db()
    said = recording.turns.order_by("position")
    longest = max((word["text"] for turn in said for word in turn.words), key=len)
    assert found(agent, longest) == [recording.pk]


# --- As large tables are read


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the plan of PostgreSQL")
def test_words_are_answered_by_the_index(announced, agent):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = CallWords.objects.filter(stems__holds=("cart",)).explain()
    assert "call_words_vector" in plan


def test_the_number_of_queries_does_not_grow_with_what_is_found(announced, agent, sign_in, django_assert_max_num_queries):
    for _number in range(9):
        spoken(announced, agent, "trimestre")
    browser = sign_in(agent)
    browser.get(PAGE, {"mots": "trimestre"})  # writes in the log of each call that passages were shown; not again within a moment
    with django_assert_max_num_queries(40):
        browser.get(PAGE, {"mots": "trimestre"})


def test_the_migration_writes_the_rows_that_are_missing_and_goes_on_when_cut_short(announced, agent, coach, monkeypatch):
    migration = import_module("call_review.migrations.0011_index_calls")
    monkeypatch.setattr(migration, "BATCH", 2)
    many = [spoken(announced, agent, "ma carte", "votre trimestre") for _number in range(5)]
    masking.decide(many[0], coach, masking.Passage(0.0, 5.0, Masking.Channel.BOTH, Kind.NAME), Masking.Decision.MASKED)
    a_call(announced, agent)  # without a transcript
    expected = dict(CallWords.objects.values_list("pk", "stems"))
    CallWords.objects.exclude(pk=many[3].pk).delete()
    for _again in range(2):
        migration.index_calls(apps, None)
        assert dict(CallWords.objects.values_list("pk", "stems")) == expected
    assert many[0].pk not in found(agent, "carte") and len(found(agent, "carte")) == 4
