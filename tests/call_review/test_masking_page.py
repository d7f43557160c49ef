"""The page on which Alice, who coaches, and Bob, who is heard, decide what must not be heard again; Charlie has no such page."""

import io
import re
import zipfile

import pytest
from django.test import Client
from django.utils import timezone

from background.models import Job
from background.runner import work_off
from call_review import masking
from call_review.models import Masking, Recording
from tests.call_review.maskable import CANARIES, say
from tests.call_review.test_masking import decide_all

NBSP = "\u00a0"


@pytest.fixture
def told(call: Recording) -> Recording:
    say(call)
    return call


@pytest.fixture
def alice_reads(coach, sign_in) -> Client:
    return sign_in(coach)


def page(client: Client, call: Recording, status: int = 200) -> str:
    answer = client.get(f"/appels/{call.key}/")
    assert answer.status_code == status
    return answer.content.decode()


def taken_away(client: Client) -> bytes:
    """All the files of the copy that an agent takes of the own calls."""
    with zipfile.ZipFile(io.BytesIO(b"".join(client.get("/appels/mes-appels.zip").streaming_content))) as copy:
        return b"".join(copy.read(name) for name in copy.namelist())


def first_form(call: Recording, **changes: str) -> dict[str, str]:
    turns = list(call.turns.order_by("position"))
    found = masking.found_in(turns)[0]
    return {"start": "0:03,6", "end": "0:05", "channel": "caller", "kind": "name", "found": found.key, "decision": "masked"} | changes


def send(client: Client, call: Recording, where: str = "", script: bool = False, **data: str):
    headers = {"HX-Request": "true"} if script else {}
    return client.post(f"/appels/{call.key}/masquage/{where}", data, headers=headers)


def test_proposals_are_listed_with_their_words_and_where_they_are_heard(told, alice_reads):
    text = page(alice_reads, told)
    assert text.count('name="decision" value="masked" aria-keyshortcuts="m"') == 3
    heard = re.findall(r'id="passage-(\d)" href="[^"]+#t=([\d.]+),([\d.]+)" data-play="([\d.]+)" data-until="([\d.]+)"', text)
    assert [one[0] for one in heard] == ["1", "2", "3"] and all(start == play for _n, start, _end, play, _until in heard)
    assert f"«{NBSP}Kowalczyk,{NBSP}»" in text and f"«{NBSP}06 39 98 12 34.{NBSP}»" in text


def test_what_is_shown_of_a_moment_never_shortens_the_passage(told, alice_reads):
    text = page(alice_reads, told)
    found = masking.found_in(list(told.turns.order_by("position")))[0]
    shown = [re.search(rf'<input[^>]*value="0:0([\d,]+)"[^>]*id="passage-1-{name}"', text) for name in ("start", "end")]
    start, end = (float(one[1].replace(",", ".")) if one else 0 for one in shown)
    assert start <= found.start < start + 0.011 and end - 0.011 < found.end <= end


def test_a_passage_is_confirmed_and_the_decision_is_signed(told, coach, alice_reads):
    answer = send(alice_reads, told, **first_form(told))
    assert answer.status_code == 302 and answer["Location"] == f"/appels/{told.key}/#masquage"
    (row,) = told.maskings.all()
    assert (row.start, row.end, row.kind, row.channel, row.decision, row.decided_by) == (3.6, 5, "name", "caller", "masked", coach)
    text = page(alice_reads, told)
    assert "Décidé, pas encore publié" in text and text.count('aria-keyshortcuts="m"') == 2 and str(coach) in text


def test_a_script_gets_the_list_and_the_focus_goes_to_the_next_passage(told, alice_reads):
    text = send(alice_reads, told, script=True, **first_form(told)).content.decode()
    assert (
        "<html" not in text and 'data-focus="passage-1"' in text and 'data-tab-count="2"' in text and 'data-said="Passage à masquer' in text
    )
    decide_all(told, told.agent)
    row = told.maskings.first()
    text = send(alice_reads, told, f"{row.pk}/reprendre/", script=True).content.decode()
    assert 'data-tab-count="1"' in text
    text = send(alice_reads, told, script=True, **first_form(told, decision="left")).content.decode()
    assert 'data-focus="masking-end"' in text and "Publier l’appel masqué" in text


def test_it_is_corrected_by_hand_and_moments_that_make_no_sense_are_told(told, alice_reads):
    for wrong, sentence in (
        ({"start": "demain"}, "Écrivez un moment comme"),
        ({"end": "0:03"}, "finit avant"),
        ({"start": "5:00"}, "L’appel dure"),
    ):
        answer = send(alice_reads, told, **first_form(told, **wrong))
        assert answer.status_code == 400 and sentence in answer.content.decode()
    assert send(alice_reads, told, **first_form(told, kind="nonsense")).status_code == 400
    assert not told.maskings.exists()
    send(alice_reads, told, **first_form(told, start="0:04,25", channel="both", kind="number"))
    assert told.maskings.values_list("start", "channel", "kind").get() == (4.25, "both", "number")


def test_one_is_added_by_hand(told, alice_reads):
    send(alice_reads, told, start="0:08", end="0:09", channel="agent", kind="address", decision="masked")
    assert told.maskings.values_list("found", "channel", "kind").get() == ("", "agent", "address")


def test_a_proposal_that_is_no_more_is_not_decided(told, alice_reads):
    answer = alice_reads.post(f"/appels/{told.key}/masquage/", first_form(told, found="9:0.00-1.00"), follow=True)
    assert "La transcription a changé" in answer.content.decode() and not told.maskings.exists()


def test_the_sure_ones_at_once(told, alice_reads):
    assert "Masquer les 2 passages sûrs" in page(alice_reads, told)
    send(alice_reads, told, "surs/")
    assert sorted(told.maskings.values_list("kind", flat=True)) == ["name", "phone"]


def test_published_when_all_is_decided_by_a_coach_only(told, coach, agent, alice_reads, sign_in):
    assert "Publier devient possible quand les 3 passages" in page(alice_reads, told)
    assert "Publier" not in page(sign_in(agent), told)
    decide_all(told, agent)
    assert "Votre coach relit" in page(sign_in(agent), told) and "Publier l’appel masqué" in page(alice_reads, told)
    assert send(sign_in(agent), told, "publier/").status_code == 404 and not Job.objects.filter(kind="call_review.mask").exists()
    send(alice_reads, told, "publier/")
    text = page(alice_reads, told)
    assert "Masquage des données personnelles" in text and "Reprendre" not in text and "Masquer un autre passage" not in text
    assert "à la demande de" in page(sign_in(agent), told), "who did not ask for it sees no bar, and is told"


def test_before_all_is_decided_it_is_refused_with_a_reason(told, alice_reads):
    answer = alice_reads.post(f"/appels/{told.key}/masquage/publier/", follow=True)
    assert "attendent encore une décision" in answer.content.decode()


def test_once_masked_no_canary_is_on_any_page_or_in_any_copy(told, coach, agent, alice_reads, sign_in):
    assert [canary for canary in CANARIES if canary in page(alice_reads, told)] == list(CANARIES)
    decide_all(told, coach)
    send(alice_reads, told, "publier/")
    work_off("speech")
    mine = taken_away(sign_in(agent))
    assert b"[nom de personne]" in mine
    pages = page(alice_reads, told) + page(sign_in(agent), told) + alice_reads.get(f"/appels/{told.key}/onde.json").content.decode()
    assert [canary for canary in CANARIES if canary in pages or canary.encode() in mine] == []
    assert pages.count('class="vg-masked">[nom de personne]') == 4 and "Masqué pour tout le monde" in pages and "publié par" in pages
    alice_reads.cookies["django_language"] = "en"
    assert "[name of a person]" in page(alice_reads, told), "in the language of who reads"


def test_what_was_left_is_told_apart_once_published_and_may_be_masked_later(told, coach, alice_reads):
    decide_all(told, coach, Masking.Decision.LEFT)
    assert "Publier\u00a0: rien à masquer" in page(alice_reads, told)
    send(alice_reads, told, "publier/")
    work_off("speech")
    text = page(alice_reads, told)
    assert "Laissé tel quel" in text and "pas encore publié" not in text and "Publier" not in text
    send(alice_reads, told, f"{told.maskings.get(kind='phone').pk}/reprendre/")
    assert "06 39 98 12 34." in page(alice_reads, told)
    (phone,) = masking.undecided(told, list(told.turns.order_by("position")))
    send(alice_reads, told, **first_form(told, start="0:04", end="0:07,4", kind="phone", found=phone.key))
    assert "Publier l’appel masqué" in page(alice_reads, told)


def test_the_sound_that_is_heard_is_the_masked_one(told, coach, alice_reads):
    before = b"".join(alice_reads.get(f"/appels/{told.key}/son.m4a").streaming_content)
    decide_all(told, coach)
    send(alice_reads, told, "publier/")
    work_off("speech")
    told.refresh_from_db()
    after = b"".join(alice_reads.get(f"/appels/{told.key}/son.m4a").streaming_content)
    assert after != before and told.listening.name.endswith(".m4a") and after[4:8] == b"ftyp"


def test_a_job_that_failed_says_so_and_is_asked_for_again(told, coach, alice_reads):
    decide_all(told, coach)
    told.listening.delete()
    send(alice_reads, told, "publier/")
    Job.objects.update(max_attempts=1)
    work_off("speech")
    text = page(alice_reads, told)
    assert "Rien n’a changé dans l’appel" in text and "Publier l’appel masqué" in text


def test_once_the_sound_is_gone_there_is_no_such_tab(told, alice_reads):
    Recording.objects.update(sound_erased_at=timezone.now())
    assert "Masquage" not in page(alice_reads, told)
    assert send(alice_reads, told, **first_form(told)).status_code == 404


def test_a_call_where_nothing_is_found(call, alice_reads):
    text = page(alice_reads, call)
    assert "Rien n’est repéré" in text and "Publier : rien à masquer" in text


def test_strangers_have_no_such_page(told, stranger, sign_in):
    row = Masking.objects.create(recording=told, start=1, end=2, channel="both", kind="name", decision="masked")
    client = sign_in(stranger)
    for where in ("", "surs/", f"{row.pk}/reprendre/", "publier/"):
        assert send(client, told, where, **first_form(told)).status_code == 404
    assert told.maskings.count() == 1
