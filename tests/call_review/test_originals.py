"""The original of a masked call, where it is kept: Alice and Dora are named and give a reason; for Bob and Charlie it is not there."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import roles
from accounts.models import AccessEntry, Notification, Role, User
from background.runner import work_off
from call_review import masking, originals
from call_review.accesses import about
from call_review.models import Keeper, Recording
from tests.call_review.calls import SOUND
from tests.call_review.maskable import say
from tests.call_review.test_masking import decide_all


@pytest.fixture
def dora(db, caisse) -> User:
    """A coach of the body who leads no campaign."""
    dora = User.objects.create_user("dora@ouest.example", first_name="Dora")
    roles.grant(dora, Role.COACH, organisation=caisse)
    return User.objects.get(pk=dora.pk)


@pytest.fixture
def sealed(call: Recording, coach, settings) -> Recording:
    settings.KEEP_ORIGINAL = True
    say(call)
    call.original.save("original", ContentFile(SOUND))
    decide_all(call, coach)
    masking.publish(call, coach)
    work_off("speech")
    call.refresh_from_db()
    assert call.sealed
    return call


@pytest.fixture
def named(sealed, coach, dora) -> Recording:
    originals.name_keepers(sealed.campaign, coach, (coach, dora))
    return sealed


def ask(client: Client, call: Recording, reason: str = "complaint"):
    return client.post(f"/appels/{call.key}/original/", {"reason": reason})


def hear(client: Client, call: Recording):
    return client.get(f"/appels/{call.key}/original/son")


def test_who_leads_the_campaign_names_two_who_are_told(sealed, coach, dora, sign_in):
    client, address = sign_in(coach), f"/campagnes/{sealed.campaign_id}/originaux/"
    assert "Personne n’est nommé" in client.get(f"/appels/{sealed.key}/").content.decode()
    assert client.post(address, {"first": coach.pk, "second": dora.pk}).status_code == 302
    assert list(sealed.campaign.keepers.values_list("place", "person", "named_by")) == [(1, coach.pk, coach.pk), (2, dora.pk, coach.pk)]
    assert Notification.objects.filter(kind="call_keeper").values_list("recipient", flat=True).get() == dora.pk
    assert client.post(address, {"first": dora.pk, "second": coach.pk}).status_code == 302
    assert Notification.objects.filter(kind="call_keeper").count() == 1, "who was named already is not told again"


def test_all_readers_of_the_call_know_who_they_are(named, coach, agent, dora, sign_in):
    for reader in (coach, agent):
        assert str(dora) in sign_in(reader).get(f"/appels/{named.key}/").content.decode()


@pytest.mark.parametrize("pair", ["one", "same", "agent", "stranger", "nonsense"])
def test_two_different_coaches_of_the_body_and_no_others(sealed, coach, dora, agent, stranger, sign_in, pair):
    second = {"one": "", "same": coach.pk, "agent": agent.pk, "stranger": stranger.pk, "nonsense": "9" * 30}[pair]
    answer = sign_in(coach).post(f"/campagnes/{sealed.campaign_id}/originaux/", {"first": coach.pk, "second": second})
    assert answer.status_code == 400 and not Keeper.objects.exists()


def test_the_database_holds_no_third(named, agent):
    for place in (1, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            Keeper.objects.create(campaign=named.campaign, person=agent, place=place)


def test_a_reason_comes_first_and_is_written_down(named, dora, sign_in):
    client = sign_in(dora)
    assert hear(client, named)["Location"] == f"/appels/{named.key}/original/"
    assert not AccessEntry.objects.filter(act="original").exists()
    assert "Dites pourquoi" in client.get(f"/appels/{named.key}/original/").content.decode()
    assert ask(client, named).status_code == 302
    (entry,) = AccessEntry.objects.filter(act="original")
    assert (entry.who, entry.object_key, entry.why) == (dora, named.key, "répondre à une réclamation")
    assert "<audio" in client.get(f"/appels/{named.key}/original/").content.decode()
    answer = hear(client, named)
    assert answer["Content-Type"] == "audio/wav" and b"".join(answer.streaming_content) == SOUND


@pytest.mark.parametrize("reason", ["", "par curiosité"])
def test_without_a_reason_of_the_list_nothing_is_handed_over(named, dora, sign_in, reason):
    client = sign_in(dora)
    assert ask(client, named, reason).status_code == 400
    assert hear(client, named).status_code == 302 and not AccessEntry.objects.filter(act="original").exists()


def test_a_reason_is_good_for_a_quarter_of_an_hour_and_for_its_giver(named, coach, dora, sign_in, triggers_are_away):
    ask(sign_in(dora), named)
    assert hear(sign_in(coach), named).status_code == 302, "the other gives an own one"
    AccessEntry._base_manager.update(at=timezone.now() - dt.timedelta(minutes=16))
    assert hear(sign_in(dora), named).status_code == 302


def test_another_reason_is_another_line(named, dora, sign_in):
    client = sign_in(dora)
    for reason in ("complaint", "complaint", "authority"):
        ask(client, named, reason)
    assert AccessEntry.objects.filter(act="original").count() == 2


def test_the_data_protection_officer_reads_the_reason(named, dora, sign_in):
    ask(sign_in(dora), named)
    entry = AccessEntry.objects.get(act="original")
    entry.campaign_name = named.campaign.name
    assert about(entry)[1] == "Automne, répondre à une réclamation"


def test_for_everyone_else_there_is_no_original(sealed, coach, agent, stranger, dora, charlie, caisse, sign_in):
    """Not even for the coach who published it, unless named."""
    officer = User.objects.create_user("dpo@ouest.example")
    roles.grant(officer, Role.DPO, organisation=caisse)
    for person in (coach, agent, stranger, dora, officer):
        client = sign_in(person)
        answers = [client.get(f"/appels/{sealed.key}/original/"), ask(client, sealed), hear(client, sealed)]
        assert [answer.status_code for answer in answers] == [404] * 3, person
    for person in (agent, stranger, dora, officer):
        assert sign_in(person).get(f"/campagnes/{sealed.campaign_id}/originaux/").status_code == 404


def test_a_named_person_finds_the_calls_and_changes_no_names(named, coach, dora, sign_in):
    client, address = sign_in(dora), f"/campagnes/{named.campaign_id}/originaux/"
    text = client.get(address).content.decode()
    assert f"/appels/{named.key}/original/" in text and "Nommer ces deux personnes" not in text
    assert client.post(address, {"first": dora.pk, "second": coach.pk}).status_code == 404
    assert client.get(f"/appels/{named.key}/").status_code == 404, "the page of the call is another right"


def test_who_loses_the_role_loses_the_original_at_once(named, dora, sign_in):
    client = sign_in(dora)
    ask(client, named)
    dora.roles_held.all().delete()
    assert hear(client, named).status_code == 404
    assert client.get(f"/campagnes/{named.campaign_id}/originaux/").status_code == 404


def test_it_goes_with_the_sound(named, dora, sign_in):
    client = sign_in(dora)
    ask(client, named)
    Recording.objects.update(sound_erased_at=timezone.now())
    assert hear(client, named).status_code == 404


def test_where_it_is_not_kept_the_page_says_so(call, coach, sign_in):
    assert "l’original n’est pas gardé" in sign_in(coach).get(f"/campagnes/{call.campaign_id}/originaux/").content.decode()
