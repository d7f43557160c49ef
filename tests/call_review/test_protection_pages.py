"""Alice protects the data of the Caisse: what is kept, until when, and the purge. Bob, whose calls they are, has no such page."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import AccessEntry, Role, User
from background.models import Job
from background.runner import work_off
from call_review import purge as purging
from call_review import retention
from call_review.models import Purge
from call_review.models.recording import ANALYSES_KEPT, SOUND_KEPT
from home import dashboards
from tests.call_review.aged_calls import DAY, a_call, a_campaign, set_aside

PAGE = reverse("protection:retention")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def campaign(caisse):
    return a_campaign(caisse, "Accueil d’automne")


@pytest.fixture
def officer(client, alice, caisse):
    roles.grant(alice, Role.DPO, organisation=caisse)
    client.force_login(alice)
    return client


def test_an_empty_portal_says_what_will_come(officer):
    page = officer.get(PAGE).content.decode()
    assert "Aucun appel ne peut être enregistré" in page and "La purge n’est pas encore passée" in page
    assert "dans un instant" in page


def test_figures_of_what_is_kept(officer, campaign, bob, charlie, prefecture):
    a_call(campaign, bob)
    a_call(campaign, bob, SOUND_KEPT - 6 * DAY)
    a_call(campaign, bob, SOUND_KEPT - 20 * DAY)
    a_call(campaign, bob, ANALYSES_KEPT - 3 * DAY, sound_erased_at=timezone.now())
    a_call(campaign, bob, ANALYSES_KEPT - 60 * DAY, sound_erased_at=timezone.now())
    set_aside(campaign, bob, 25 * DAY)
    set_aside(campaign, bob, DAY)
    a_call(a_campaign(prefecture), charlie, SOUND_KEPT - DAY)
    figures = officer.get(PAGE).context["figures"]
    assert figures == retention.Figures(kept=5, quarantined=2, within_a_week=3, within_a_month=5)


def test_each_campaign_says_what_it_keeps_and_when_it_goes(officer, campaign, caisse, bob, prefecture):
    a_campaign(prefecture, "Titres d’identité")
    old = a_call(campaign, bob, 100 * DAY)
    a_call(campaign, bob)
    aside = set_aside(campaign, bob, 25 * DAY)
    empty = a_campaign(caisse, "Printemps", first_day=dt.date(2026, 3, 2), last_day=dt.date(2026, 3, 20), state="closed")
    response = officer.get(PAGE)
    first, second = (campaign for campaign, _tone in response.context["rows"])
    assert (first, second) == (campaign, empty)
    assert (first.kept, first.quarantined, first.oldest) == (2, 1, old.recorded_at)
    assert first.next_erasure == aside.received_at + retention.QUARANTINE_KEPT
    assert (second.kept, second.oldest, second.next_erasure) == (0, None, None)
    page = response.content.decode()
    assert "Titres d’identité" not in page and campaign.get_absolute_url() in page
    assert "du 5\u00a0oct.\u00a02026 au 24\u00a0déc.\u00a02026" in page and "aucun appel" in page
    assert officer.get(campaign.get_absolute_url()).status_code == 200, "where the link leads"


def test_what_is_due_says_so(officer, campaign, bob):
    a_call(campaign, bob, SOUND_KEPT + HOUR)
    assert "À la prochaine purge" in officer.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("sort", "order"), [("nom", "AB"), ("-nom", "BA"), ("appels", "AB"), ("-appels", "BA"), ("debut", "BA"), ("x", "AB")]
)
def test_campaigns_are_sorted(officer, caisse, bob, sort, order):
    early = {"first_day": dt.date(2026, 9, 1), "last_day": dt.date(2026, 9, 30)}
    a_campaign(caisse, "A")
    a_call(a_campaign(caisse, "B", **early), bob)
    assert "".join(campaign.name for campaign, _tone in officer.get(PAGE, {"tri": sort}).context["rows"]) == order


@pytest.mark.parametrize("query", [{"tri": "\x00"}, {"page": "9" * 30}, {"page": "\x00"}, {"tri": "9" * 5000}])
def test_an_address_written_by_hand_breaks_nothing(officer, campaign, query):
    assert officer.get(PAGE, query).status_code == 200


def test_the_number_of_queries_does_not_grow(officer, caisse, bob, django_assert_max_num_queries):
    a_call(a_campaign(caisse), bob)
    officer.get(PAGE)
    with django_assert_max_num_queries(25) as few:
        officer.get(PAGE)
    for number in range(15):
        a_call(a_campaign(caisse, f"Campagne {number}"), bob)
    with django_assert_max_num_queries(len(few)):
        officer.get(PAGE)


# --- The purge, asked for by a person


def test_she_launches_the_purge_and_reads_its_bordereau(officer, alice, campaign, bob):
    a_call(campaign, bob, SOUND_KEPT + HOUR)
    page = officer.post(reverse("protection:purge"), follow=True).content.decode()
    assert "La purge démarre" in page and "<progress" in page and "Lancer la purge maintenant" not in page
    assert "Une purge est déjà en cours" in officer.post(reverse("protection:purge"), follow=True).content.decode()
    assert Job.objects.get(kind=purging.KIND).owner == alice
    work_off("default")
    page = officer.get(PAGE).content.decode()
    assert "Dernière purge" in page and "Accueil d’automne, 1 appel\u00a0: fin de conservation du son" in page
    assert Purge.objects.get().eliminations.get().get_absolute_url() in page
    assert "Prochaine purge, seule" in page and "Lancer la purge maintenant" in page


def test_a_purge_of_the_portal_says_so_without_its_bar(officer, campaign):
    Job.objects.create(kind=purging.KIND)
    page = officer.get(PAGE).content.decode()
    assert "Une purge est en cours" in page and "<progress" not in page


def test_a_purge_that_failed_says_what_to_do(officer):
    Job.objects.create(kind=purging.KIND, state=Job.State.FAILED, finished_at=timezone.now(), error_code="unexpected")
    assert "n’est pas allée au bout" in officer.get(PAGE).content.decode()


def test_what_went_elsewhere_is_not_told_here(officer, charlie, prefecture):
    a_call(a_campaign(prefecture, "Titres d’identité"), charlie, SOUND_KEPT + HOUR)
    purging.purge(timezone.now())
    page = officer.get(PAGE).content.decode()
    assert "Aucun appel de votre organisme n’était à son terme" in page and "Titres" not in page


def test_a_purge_cut_short_is_not_the_last_one(officer):
    Purge.objects.create()
    assert "La purge n’est pas encore passée" in officer.get(PAGE).content.decode()


# --- Nobody else


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DPO])
def test_c12_for_every_other_role_there_is_no_such_page(client, bob, caisse, role):
    roles.grant(bob, role, organisation=caisse)
    client.force_login(User.objects.get(pk=bob.pk))
    assert client.get(PAGE).status_code == 404
    assert "Protection des données" not in client.get("/").content.decode()


def test_c12_the_officer_opens_no_call(officer, alice, campaign, bob):
    from call_review.models import Recording

    a_call(campaign, bob)
    assert not Recording.objects.visible_to(User.objects.get(pk=alice.pk)).exists()


# --- The first page


def test_the_first_page_counts_what_she_watches_over(officer, alice, campaign, bob, caisse):
    a_call(campaign, bob, SOUND_KEPT - DAY)
    a_call(campaign, bob)
    a_campaign(caisse, "Close", state="closed")
    now = timezone.now()
    for at in (now, now - 8 * DAY):
        AccessEntry.objects.create(who=bob, organisation=caisse, act="play", object_key=uuid.uuid4(), at=at)
    data = dashboards.personal_data(User.objects.get(pk=alice.pk))
    assert (data["campaigns"], data["calls"].kept, data["calls"].within_a_week, data["accesses"]) == (1, 2, 1, 1)
    page = officer.get("/").content.decode()
    for name in ("campaigns:campaigns", "protection:retention", "protection:accesses"):
        assert f'href="{reverse(name)}"' in page


def test_of_many_bordereaux_the_first_are_shown_and_the_others_counted(officer, caisse, bob):
    for number in range(8):
        a_call(a_campaign(caisse, f"Campagne {number}"), bob, SOUND_KEPT + HOUR)
    purging.purge(timezone.now())
    response = officer.get(PAGE)
    assert len(response.context["went"]) == 6 and "Et 2 autres bordereaux" in response.content.decode()
