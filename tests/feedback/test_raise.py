"""An agent reports what is unclear, from an explainer or from anywhere; what is sent twice is one concern."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from accounts.models import Organisation, Role, Team
from feedback.models import Concern, ConcernEvent
from topics.models import Topic

NEW = reverse("feedback:new")
FILLED = {"kind": "procedure", "text": "La fiche ne dit pas à qui écrire."}


def test_from_an_explainer_kind_topic_and_page_are_chosen_already(client, alice, explainer):
    client.force_login(alice)
    form = client.get(f"{NEW}?fiche={explainer.pk}").context["form"]
    assert form.initial["kind"] == "procedure"
    assert form.initial["topic"] == str(Topic.objects.get(code="PAI-DET-01").pk)
    assert "On me réclame un trop-perçu" in str(form["about"].label)


def test_it_arrives_with_what_it_is_about(client, alice, explainer, retraite, pia):
    client.force_login(alice)
    topic = Topic.objects.get(code="PAI-DET-01")
    sent = client.post(f"{NEW}?fiche={explainer.pk}", FILLED | {"topic": topic.pk, "about": "on"})
    concern = Concern.objects.get()
    assert sent.url == concern.get_absolute_url()
    assert (concern.explainer, concern.topic, concern.team) == (explainer, topic, retraite)
    assert concern.bureau is not None and concern.bureau.name == "Recouvrement amiable"
    assert [event.what for event in concern.events.all()] == [ConcernEvent.What.RAISED]
    assert concern.events.get().by is None, "who raised it stands in one place only"


def test_the_explainer_can_be_taken_away(client, alice, explainer):
    client.force_login(alice)
    client.post(f"{NEW}?fiche={explainer.pk}", FILLED)
    assert Concern.objects.get().explainer is None and Concern.objects.get().bureau is None


@pytest.mark.parametrize("why", ["nobody answers there", "another organisation’s"])
def test_without_a_bureau_of_that_name_it_is_for_all(client, alice, explainer, recovery, charlie, why):
    if why != "nobody answers there":
        recovery.delete()
        Team.objects.create(organisation=Organisation.objects.get(name="Préfecture"), name="Recouvrement amiable")
    client.force_login(alice)
    client.post(f"{NEW}?fiche={explainer.pk}", FILLED | {"about": "on"})
    assert Concern.objects.get().bureau is None


def test_sent_twice_it_is_one(client, alice, bob):
    key = uuid.uuid4()
    client.force_login(alice)
    addresses = {client.post(NEW, FILLED | {"sent_as": key}).url for _ in range(2)}
    assert Concern.objects.count() == 1 and len(addresses) == 1
    client.force_login(bob)
    client.post(NEW, FILLED | {"sent_as": key})
    assert Concern.objects.count() == 2, "the key of one person is nothing to another"


def test_a_script_is_told_where_to_go(client, alice):
    client.force_login(alice)
    told = client.post(NEW, FILLED, headers={"X-Unsent": "yes"}).json()
    assert told == {"url": Concern.objects.get().get_absolute_url()}


@pytest.mark.parametrize("key", ["", "0", "9" * 40, "-1", "\x00", "trop-perçu", "²"])
def test_an_explainer_that_does_not_exist_is_left_out(client, alice, key):
    client.force_login(alice)
    response = client.get(NEW, {"fiche": key})
    assert response.status_code == 200 and response.context["explainer"] is None


def test_a_draft_of_an_explainer_is_not_named(client, alice, explainer):
    explainer.live = False
    explainer.save()
    client.force_login(alice)
    assert "trop-perçu" not in client.get(f"{NEW}?fiche={explainer.pk}").content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", ""), ("kind", "complaint"), ("kind", "\x00"), ("text", ""), ("text", "   "), ("text", "x" * 601), ("text", "a\x00b"),
        ("topic", "9" * 40), ("topic", "-1"), ("topic", "\x00"), ("sent_as", "no-key"), ("sent_as", "9" * 300),
    ],
)  # fmt: skip
def test_bad_input_comes_back_with_a_sentence(client, alice, name, value):
    client.force_login(alice)
    response = client.post(NEW, FILLED | {name: value})
    assert response.status_code == 400 and "À corriger avant de continuer" in response.content.decode()
    assert not Concern.objects.exists()


def test_a_line_break_is_one_character(client, alice):
    client.force_login(alice)
    text = "a\r\n" * 299 + "b"
    assert client.post(NEW, FILLED | {"text": text}).status_code == 302
    assert len(Concern.objects.get().text) == 599


def test_a_topic_that_is_closed_or_only_files_others_is_not_offered(client, alice):
    client.force_login(alice)
    for topic in (Topic.objects.get(code="PAI-DET"), Topic.objects.get(code="PAI")):
        assert client.post(NEW, FILLED | {"topic": topic.pk}).status_code == 400


def test_who_answers_no_phone_raises_nothing(client, paul):
    client.force_login(paul)
    assert client.get(NEW).status_code == 404 and client.post(NEW, FILLED).status_code == 404
    assert not paul.holds(Role.AGENT)


def test_the_explainer_leads_there_for_agents_only(client, alice, paul, explainer):
    address = f"{NEW}?fiche={explainer.pk}"
    for person, shown in ((alice, True), (paul, False), (None, False)):
        client.logout()
        if person:
            client.force_login(person)
        assert (address in client.get(explainer.url).content.decode()) is shown
