"""A machine that shows a token of Alice's deposits Bob's calls in her campaign, and does nothing else."""

import datetime as dt
import json
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from openapi_spec_validator import validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from accounts import roles
from accounts.models import Role, SecurityEvent
from call_review import api_views, deposit_tokens, descriptions, uploads
from call_review.api_views import DOCUMENT, SENTENCES
from call_review.models import Campaign, DepositToken, Recording, Upload
from call_review.models.upload import MAX_BYTES
from tests.call_review.dropping import description
from tests.call_review.people import CLIP, noise, open_campaign
from tests.call_review.test_tus import CutOff

CALLS = "/api/appels/"


@pytest.fixture
def token(campaign, coach) -> tuple[DepositToken, str]:
    return deposit_tokens.make(campaign, coach, "Brest", timezone.localdate() + dt.timedelta(days=10), Recording.Channels.MONO)


class Machine:
    def __init__(self, secret: str) -> None:
        self.client = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "fr"}, enforce_csrf_checks=True)

    def declare(self, **said):
        return self.client.post(CALLS, json.dumps(description() | said), content_type="application/json")

    def place(self, **said) -> str:
        """Where the bytes of a fresh deposit go."""
        made = self.declare(**said)
        assert made.status_code == 201, made.content
        return urlsplit(made["Location"]).path

    def put(self, place: str, content: bytes):
        return self.client.put(place, content, content_type="audio/wav")


@pytest.fixture
def machine(token) -> Machine:
    return Machine(token[1])


def refused(answer, status: int, code: str) -> None:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    said = answer.json()
    sentence = str(SENTENCES[code]) if code in SENTENCES else uploads.sentence(code, "1")
    assert said == {"type": f"/api/#{code}", "title": sentence, "status": status, "code": code}
    assert api_views.STATUSES.get(code, 422) == status or (code, status) in (("not_tus", 412), ("not_tus", 415)), "as the page tells"


def test_described_then_sent_it_is_a_call(machine, coach, agent):
    made = machine.declare(couleur="bleue")
    assert made.status_code == 201 and made.json()["champs_non_lus"] == 1
    assert made.json()["octets"] == made["Location"] and made["Location"].startswith("http://testserver/api/appels/")
    sent = machine.put(urlsplit(made["Location"]).path, CLIP)
    assert sent.json() == {"cle": made.json()["cle"], "etat": "recu"}
    recording = Recording.objects.get()
    with recording.original.open("rb") as file:
        assert file.read() == CLIP
    assert (recording.agent, recording.received_by, recording.channels, recording.state) == (agent, coach, "mono", "waiting")
    assert machine.put(urlsplit(made["Location"]).path, CLIP).json() == sent.json(), "said again, it is the same call"
    assert Recording.objects.count() == 1


def test_the_same_bytes_twice_are_one_call_and_what_is_not_announced_is_set_aside(machine, agent):
    machine.put(machine.place(), CLIP)
    assert machine.put(machine.place(), CLIP).json()["etat"] == "deja_la"
    agent.acknowledgements.all().delete()
    assert machine.put(machine.place(), noise()).json()["etat"] == "mis_de_cote"


def test_in_pieces_by_tus_and_given_up(machine):
    place, tus = machine.place(), {"Tus-Resumable": "1.0.0"}
    stream = {"content_type": "application/offset+octet-stream"}
    made = machine.client.post(place, headers=tus | {"Upload-Length": str(len(CLIP))})
    assert (made.status_code, made["Location"]) == (201, place)
    assert machine.client.patch(place, CLIP[:1000], headers=tus | {"Upload-Offset": "0"}, **stream).status_code == 204
    assert machine.client.head(place, headers=tus)["Upload-Offset"] == "1000"
    refused(machine.client.patch(place, CLIP[:1000], headers=tus | {"Upload-Offset": "0"}, **stream), 409, "wrong_offset")
    refused(machine.client.patch(place, CLIP, headers=tus | {"Upload-Offset": "x"}, **stream), 400, "not_tus")
    refused(machine.client.post(place, headers={"Tus-Resumable": "0.1"}), 412, "not_tus")
    assert machine.client.patch(place, CLIP[1000:], headers=tus | {"Upload-Offset": "1000"}, **stream).status_code == 204
    assert Recording.objects.count() == 1
    other = machine.place()
    assert machine.client.delete(other, headers=tus).status_code == 204
    refused(machine.put(other, noise()), 404, "not_found")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"usager_prevenu": "non"}, "caller_not_informed"),
        ({"usager_refuse": True}, "caller_objected"),
        ({"usager_refuse": {"x": 1}}, "objection_unclear"),
        ({"agent": "charlie@example.org"}, "agent_unknown"),
        ({"agent": "\0"}, "agent_unknown"),
        ({"moment": None}, "moment_unreadable"),
        ({"moment": "2999-01-01T00:00"}, "in_the_future"),
        ({"motif": 10**30}, "topic_unknown"),
        ({"voies": []}, "channels_unknown"),
    ],
)
def test_c7_what_is_said_decides_and_leaves_no_place_for_bytes(machine, charlie, said, code):
    refused(machine.declare(**said), 422, code)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"agent":"' + b"x" * 70_000 + b'"}', b"{}" + b" " * 3_000_000]
)
def test_what_is_no_description_is_refused(machine, content):
    refused(machine.client.post(CALLS, content, content_type="application/json"), 400, "not_json")


def test_a_description_must_say_that_it_is_json(machine):
    refused(machine.client.post(CALLS, description()), 400, "not_json")


def test_c2_a_full_week_and_c1_a_closed_campaign(machine, campaign):
    Campaign.objects.update(weekly_cap=1)
    machine.put(machine.place(), CLIP)
    refused(machine.declare(), 409, "week_is_full")
    Campaign.objects.update(state=Campaign.State.CLOSED)
    refused(machine.declare(), 409, "campaign_not_live")


def test_a_file_is_judged_as_in_the_browser(machine):
    place = machine.place()
    refused(machine.put(place, b"<!doctype html><p>Bonjour</p>"), 422, "sound_is_html")
    empty = machine.client.put(place, b"", content_type="audio/wav", headers={"content-length": "0"})
    refused(empty, 422, "nothing_in_it")
    large = machine.client.put(place, b"x", content_type="audio/wav", headers={"content-length": str(MAX_BYTES + 1)})
    refused(large, 413, "too_large")
    short = machine.client.put(place, CLIP, content_type="audio/wav", **{"wsgi.input": CutOff(CLIP, 10)})
    refused(short, 422, "bytes_missing")
    for length in ("x", "9" * 40):
        refused(machine.client.put(place, CLIP, content_type="audio/wav", headers={"content-length": length}), 411, "no_length")
    assert machine.put(place, CLIP).status_code == 200


# --- The token


def test_it_is_kept_as_a_digest_and_its_use_is_told(token, machine):
    row, secret = token
    assert secret not in repr(DepositToken.objects.values().get()) and row.used_at is None
    machine.declare()
    row.refresh_from_db()
    assert row.used_at is not None and Upload.objects.get().token == row


def test_who_shows_none_or_another_is_told_nothing(client, token, machine, upload):
    for header in ("", "Bearer", f"Bearer {token[1]}x", f"Basic {token[1]}", "Bearer \xff", f"Bearer {token[0].digest}"):
        answer = client.post(CALLS, headers={"authorization": header})
        refused(answer, 401, "no_token")
        assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("why", ["revoked", "expired", "no longer coach", "no longer named", "closed account"])
def test_a_token_that_is_over_opens_nothing(token, machine, coach, campaign, why):
    place = machine.place()
    if why == "revoked":
        assert deposit_tokens.revoke(token[0], coach) and not deposit_tokens.revoke(token[0], coach)
    elif why == "expired":
        DepositToken.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    elif why == "no longer coach":
        coach.roles_held.all().delete()
    elif why == "no longer named":
        campaign.coaches.clear()
    else:
        type(coach).objects.update(is_active=False)
    refused(machine.declare(), 401, "no_token")
    refused(machine.put(place, CLIP), 401, "no_token")


def test_it_reaches_no_deposit_but_its_own(token, machine, upload, coach, campaign):
    other = Machine(deposit_tokens.make(campaign, coach, "Quimper", timezone.localdate(), "mono")[1])
    for key in (upload.key, urlsplit(other.place()).path.split("/")[3]):
        place = reverse("api:bytes", args=[key])
        refused(machine.put(place, CLIP), 404, "not_found")
        assert machine.client.head(place, headers={"tus-resumable": "1.0.0"}).status_code == 404


def test_it_opens_no_page_and_no_other_campaign(machine, caisse, team, coach, agent):
    elsewhere = open_campaign(caisse, team, coach, agent, name="Autre")
    for address in ("/", "/appels/", elsewhere.get_absolute_url()):
        assert machine.client.get(address).status_code in (302, 404)
    machine.place(campagne=elsewhere.pk)
    assert Upload.objects.get().campaign != elsewhere


def test_too_many_demands_are_asked_to_wait(machine, client, monkeypatch):
    monkeypatch.setattr(api_views, "PER_TOKEN", 2)
    monkeypatch.setattr(api_views, "PER_NETWORK", 1)
    answers = [machine.declare(agent="nobody").status_code for _time in range(3)]
    assert answers == [422, 422, 429]
    refused(client.post(CALLS), 401, "no_token")
    late = client.post(CALLS)
    refused(late, 429, "too_many")
    assert int(late["Retry-After"]) > 0


# --- Its pages


@pytest.fixture
def fields() -> dict[str, str]:
    return {"label": "Brest", "expires_on": (timezone.localdate() + dt.timedelta(days=3)).isoformat(), "channels": "mono"}


def test_alice_makes_one_sees_it_once_and_revokes_it(client, coach, campaign, fields):
    client.force_login(coach)
    made = client.post(reverse("campaigns:make_token", args=[campaign.pk]), fields)
    secret = made.context["secret"]
    assert secret in made.content.decode() and "no-store" in made["Cache-Control"]
    page = client.get(reverse("campaigns:intake", args=[campaign.pk])).content.decode()
    assert secret not in page and "Brest" in page and "Jamais servi" in page
    assert Machine(secret).declare().status_code == 201
    assert "Servi pour la dernière fois" in client.get(reverse("campaigns:intake", args=[campaign.pk])).content.decode()
    done = client.post(reverse("campaigns:revoke_token", args=[DepositToken.objects.get().pk]), follow=True)
    assert "révoqué" in done.content.decode()
    refused(Machine(secret).declare(), 401, "no_token")
    kinds = SecurityEvent.objects.filter(person=coach).order_by("pk").values_list("kind", "detail")
    assert list(kinds)[-2:] == [("token_made", "Automne / Brest"), ("token_revoked", "Automne / Brest")]


@pytest.mark.parametrize(
    "wrong", [{"label": ""}, {"label": "x" * 81}, {"label": "\0"}, {"expires_on": "2999-01-01"}, {"expires_on": "hier"}, {"channels": "x"}]
)
def test_what_is_wrong_makes_no_token(client, coach, campaign, fields, wrong):
    client.force_login(coach)
    assert client.post(reverse("campaigns:make_token", args=[campaign.pk]), fields | wrong).status_code == 400
    assert not DepositToken.objects.exists()


def test_the_administrator_reads_who_made_one(client, coach, campaign, caisse, charlie, token):
    roles.grant(charlie, Role.ADMINISTRATOR, organisation=caisse)
    client.force_login(type(charlie).objects.get(pk=charlie.pk))
    assert "jeton de dépôt d’appels créé" in client.get(reverse("accounts:security_log")).content.decode().lower()


def test_the_page_explains_each_code_and_gives_an_example(client, agent):
    client.force_login(agent)
    page = client.get("/api/").content.decode()
    assert "%(" not in page
    assert all(f'id="{code}"' in page for code in (*SENTENCES, "week_is_full", "agent_unknown")) and "curl -X POST" in page


# --- Its description


def test_openapi_says_what_is_there(client):
    document = client.get("/api/openapi.json").json()
    assert document == json.loads(DOCUMENT.read_bytes()) and document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {"/api/appels/", "/api/appels/{cle}/octets/"}
    for path, operations in document["paths"].items():
        resolve(path.replace("{cle}", "00000000-0000-4000-8000-000000000000"))
        methods = {method for method in operations if method != "parameters"}
        allowed = client.generic("TRACE", path.replace("{cle}", "00000000-0000-4000-8000-000000000000"))["Allow"]
        assert methods == set(allowed.lower().split(", "))
        assert all(operation["responses"] and operation["operationId"] for name, operation in operations.items() if name != "parameters")
    validate(document)  # against the standard: each reference leads somewhere


def test_a_document_that_breaks_the_standard_is_refused():
    document = json.loads(DOCUMENT.read_bytes())
    del document["paths"]["/api/appels/"]["post"]["responses"]
    document["paths"]["/api/appels/"]["post"]["parameters"] = [{"name": "cle"}]
    with pytest.raises(OpenAPIValidationError):
        validate(document)


def test_the_fields_of_openapi_are_those_that_are_read(machine, agent):
    document = json.loads(DOCUMENT.read_bytes())
    schema = document["components"]["schemas"]["Description"]
    assert set(schema["properties"]) == set(descriptions.FIELDS)
    assert set(schema["properties"]["voies"]["enum"]) == set(descriptions.CHANNELS)
    example = document["paths"][CALLS]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert set(schema["required"]) == set(example) and machine.declare(
        **example | {"agent": agent.email, "moment": description()["moment"]}
    )
