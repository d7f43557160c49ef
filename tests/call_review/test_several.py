"""Several calls from one page: each is declared on its own by the rules of one alone, and says what it became."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from call_review import uploads
from call_review.models import Acknowledgement, Recording, Upload
from tests.call_review.people import CLIP, deposit, noise

URL = "/appels/deposer/plusieurs/"


@pytest.fixture
def alice_asks(client, coach):
    client.force_login(coach)
    return lambda **fields: client.post(URL, fields)


def test_each_call_is_declared_and_told_where_its_bytes_go(alice_asks, client, fields, coach, calls_folder):
    for number in (1, 2, 3):
        answer = alice_asks(**fields)
        assert answer.status_code == 201 and answer["Cache-Control"].startswith("max-age=0")
        assert Upload.objects.count() == number
        said, upload = answer.json(), Upload.objects.first()
        assert said["bytes"] == reverse("recordings:bytes", args=[upload.key]) and said["aside"] == ""
        assert said["title"].startswith("Appel de Bob")
        assert client.head(said["bytes"], HTTP_TUS_RESUMABLE="1.0.0")["Upload-Offset"] == "0"
    assert not calls_folder.exists(), "not a byte came"


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"caller_informed": ""}, "caller_informed", "Sans information de l’usager"),
        ({"caller_objected": "on"}, "caller_objected", "L’usager a refusé l’enregistrement"),
        ({"recorded_at": ""}, "recorded_at", "Indiquez le jour et l’heure"),
        ({"recorded_at": "2001-01-01T09:00"}, "recorded_at", "plus de six mois"),
        ({"recorded_at": "hier\x00"}, "recorded_at", "ne se lit pas"),
        ({"campaign": ""}, "campaign", "Choisissez la campagne"),
        ({"agent": "9" * 30}, "agent", "ne concerne pas cette personne"),
        ({"channels": "left"}, "channels", "Choisissez dans la liste"),
    ],
)
def test_c7_what_may_not_come_in_is_said_at_its_field(alice_asks, fields, change, field, said):
    answer = alice_asks(**fields | change)
    assert answer.status_code == 400
    assert said in " ".join(answer.json()["errors"][field])
    assert not Upload.objects.exists()


def test_an_empty_declaration_says_all_that_is_missing(alice_asks):
    errors = alice_asks().json()["errors"]
    assert set(errors) == {"campaign", "agent", "recorded_at", "channels", "caller_informed"}


def test_c2_the_cap_holds_among_the_calls_of_one_page(alice_asks, fields, campaign):
    answers = [alice_asks(**fields) for _ in range(campaign.weekly_cap + 2)]
    assert [answer.status_code for answer in answers] == [201] * campaign.weekly_cap + [400] * 2
    assert "Le plafond annoncé est atteint" in answers[-1].json()["errors"]["recorded_at"][0]


def test_c5_what_would_be_set_aside_is_said_before_a_byte_is_sent(alice_asks, fields):
    early = timezone.localtime() - dt.timedelta(weeks=7)
    assert "hors de la période annoncée" in alice_asks(**fields | {"recorded_at": early.strftime("%Y-%m-%dT%H:%M")}).json()["aside"]
    Acknowledgement.objects.all().delete()
    assert "pris connaissance de la notice" in alice_asks(**fields).json()["aside"]


def outcome(client, upload: Upload) -> dict[str, str]:
    return client.get(reverse("recordings:outcome", args=[upload.key])).json()


def test_what_each_call_became(client, coach, declaration, upload):
    client.force_login(coach)
    assert outcome(client, upload) == {"tone": "", "said": "", "address": ""}
    recording = deposit(upload, CLIP)
    address = reverse("recordings:status", args=[recording.key])
    became = outcome(client, upload)
    assert (became["tone"], became["address"]) == ("ok", address) and "L’appel est arrivé" in became["said"]
    again = uploads.declare(coach, declaration)
    deposit(again, CLIP)
    became = outcome(client, again)
    assert (became["tone"], became["address"]) == ("warn", address) and "déjà dans le portail" in became["said"]
    Acknowledgement.objects.all().delete()
    aside = uploads.declare(coach, declaration)
    assert deposit(aside, noise()).state == Recording.State.QUARANTINED
    became = outcome(client, aside)
    assert (became["tone"], became["address"]) == ("warn", "") and "mis de côté" in became["said"]


def test_why_a_file_was_refused_is_said_again(client, coach, upload):
    client.force_login(coach)
    with pytest.raises(Exception, match="sound_is_html"):
        deposit(upload, b"<!doctype html><p>Bonjour</p>")
    assert "C’est une page web" in outcome(client, upload)["said"]


def test_the_page_keeps_those_to_be_ended_and_needs_a_script(alice_asks, client, fields, coach):
    alice_asks(**fields)
    page = client.get(URL).content.decode()
    assert str(Upload.objects.get().key) in page and "Dépôts à terminer" in page
    assert 'name="file"' in page and "<noscript>" in page
    assert "En déposer plusieurs" in client.get("/appels/deposer/").content.decode()


def test_without_an_open_campaign_no_file_is_asked_for(client, coach):
    client.force_login(coach)
    page = client.get(URL).content.decode()
    assert "Aucune campagne n’est ouverte aujourd’hui" in page and 'type="file"' not in page
