"""The page where Alice opens folders for the telephone recorder, and reads what became of each file."""

import pytest
from django.urls import reverse

from accounts import roles
from accounts.models import Role, User
from call_review import recordings
from call_review.models import Arrival, Campaign, Recording, WatchedFolder
from tests.call_review.dropping import Recorder, look
from tests.call_review.people import CLIP, noise


@pytest.fixture
def page(campaign) -> str:
    return reverse("campaigns:intake", args=[campaign.pk])


@pytest.fixture
def alice_asks(client, coach):
    client.force_login(coach)
    return client


@pytest.fixture
def recorder(alice_asks, campaign, intake_folder) -> Recorder:
    alice_asks.post(reverse("campaigns:open_folder", args=[campaign.pk]), {"channels": "mono"})
    return Recorder(WatchedFolder.objects.get(), intake_folder)


def test_nothing_is_open_then_a_folder_is(alice_asks, campaign, page, coach):
    empty = alice_asks.get(page).content.decode()
    assert "Aucun dossier n’est ouvert" in empty and "Aucun fichier n’est arrivé" in empty
    assert page in alice_asks.get(campaign.get_absolute_url()).content.decode()
    made = alice_asks.post(reverse("campaigns:open_folder", args=[campaign.pk]), {"channels": "caller,agent"}, follow=True)
    folder = WatchedFolder.objects.get()
    assert (folder.opened_by, folder.channels) == (coach, "caller,agent")
    assert f"/intake/{folder.name}" in made.content.decode() and "Pas encore lu" in made.content.decode()
    look(1)
    assert "Lu pour la dernière fois" in alice_asks.get(page).content.decode()


@pytest.mark.parametrize("channels", ["", "stereo", "\0", "agent,caller,caller"])
def test_channels_are_one_of_three(alice_asks, campaign, channels):
    refused = alice_asks.post(reverse("campaigns:open_folder", args=[campaign.pk]), {"channels": channels})
    assert refused.status_code == 400 and not WatchedFolder.objects.exists()


def test_a_campaign_that_is_not_open_has_no_new_folder(alice_asks, campaign, page):
    Campaign.objects.update(state=Campaign.State.CLOSED)
    alice_asks.post(reverse("campaigns:open_folder", args=[campaign.pk]), {"channels": "mono"})
    assert not WatchedFolder.objects.exists()
    assert reverse("campaigns:open_folder", args=[campaign.pk]) not in alice_asks.get(page).content.decode()


def test_each_file_is_told_and_filtered_and_leads_to_its_call(alice_asks, recorder, page):
    recorder.drop_call(CLIP, name="1", unknown="x", more="y")
    recorder.drop_call(noise(), name="2", agent="nobody@example.org")
    recorder.drop("3.wav", noise(seed=3))
    look(3)
    said = alice_asks.get(page).content.decode()
    assert reverse("recordings:status", args=[Recording.objects.get().key]) in said and "2 champs inconnus" in said
    assert "ne porte cette adresse" in said and "Aucune description n’accompagne" in said
    refused = Arrival.objects.get(state="refused")
    assert refused.reference in said
    for state, kept in (("taken", 1), ("refused", 1), ("waiting", 1), ("", 3), ("\0", 3), ("x" * 500, 3)):
        assert alice_asks.get(page, {"etat": state}).context["page"].paginator.count == kept
    Arrival.objects.filter(state="waiting").delete()
    assert "Aucun fichier n’est dans cet état" in alice_asks.get(page, {"etat": "waiting"}).content.decode()


def test_a_call_set_aside_is_told_and_leads_nowhere(alice_asks, recorder, page, agent):
    agent.acknowledgements.all().delete()
    recorder.drop_call(CLIP)
    look()
    said = alice_asks.get(page).content.decode()
    assert "mis de côté" in said and str(Recording.objects.get().key) not in said


def test_c8_a_call_that_bob_withdrew_has_no_line(alice_asks, recorder, page, agent):
    recorder.drop_call(CLIP)
    look(3)
    assert recordings.withdraw(Recording.objects.get(), agent)
    assert "Aucun fichier n’est arrivé" in alice_asks.get(page).content.decode()


def test_the_folder_is_no_longer_read_once_alice_says_so(alice_asks, recorder, page):
    alice_asks.post(reverse("campaigns:remove_folder", args=[recorder.folder.pk]))
    recorder.drop_call(CLIP)
    look()
    assert not Recording.objects.exists() and not WatchedFolder.objects.exists()


def test_the_page_asks_as_much_of_the_database_for_twenty_files(alice_asks, recorder, page, django_assert_max_num_queries):
    for number in range(2):
        recorder.drop_call(noise(seed=number), name=str(number))
    look()
    with django_assert_max_num_queries(100) as few:
        alice_asks.get(page)
    for number in range(20):
        recorder.drop(f"alone-{number}.wav", b"x")
    look()
    with django_assert_max_num_queries(len(few)):
        alice_asks.get(page)


def test_a_coach_of_another_campaign_does_not_know_of_it(client, recorder, page, caisse, charlie):
    roles.grant(charlie, Role.COACH, organisation=caisse)
    client.force_login(User.objects.get(pk=charlie.pk))
    assert client.get(page).status_code == 404
    assert client.post(reverse("campaigns:remove_folder", args=[recorder.folder.pk])).status_code == 404
