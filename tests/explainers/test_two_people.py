"""Nobody publishes an explainer alone: whoever changed it last waits for somebody else."""

import datetime

import pytest
from django.template import engines
from django.urls import reverse
from django.utils import timezone

from explainers.models import ExplainerIndexPage, ExplainerPage
from explainers.publishing import ensure_index


@pytest.fixture(autouse=True)
def wagtails_own_defaults(monkeypatch) -> None:
    """Wagtail's editing screen writes ``{{ icon|default:"…" }}``, and Django skips `default` where undefined variables are marked."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


def edit(client, page, **changes):
    """The editing screen, sent as a browser would."""
    today = timezone.localdate()
    sent = {
        "title": page.title, "slug": page.slug, "summary": page.summary, "bureau": page.bureau,
        "valid_from": today, "review_by": today + datetime.timedelta(days=90), "online_url": "", "online_label": "", "not_by_phone": "",
        "explainer_topics-TOTAL_FORMS": 1, "explainer_topics-INITIAL_FORMS": 1, "explainer_topics-MIN_NUM_FORMS": 1,
        "explainer_topics-MAX_NUM_FORMS": 1000, "explainer_topics-0-id": page.explainer_topics.get().pk,
        "explainer_topics-0-topic": page.explainer_topics.get().topic_id, "explainer_topics-0-ORDER": 1,
        **{f"{stream}-count": 0 for stream in ("body", "to_say", "to_ask", "sources")},
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    }  # fmt: skip
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), sent | changes)


def approve(client, page):
    task = page.current_workflow_task_state
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]))


@pytest.fixture
def submitted(draft, alice):
    page = draft()
    page.get_workflow().start(page, alice)
    return page


def is_public(page) -> bool:
    return ExplainerPage.objects.get(pk=page.pk).live


def test_alice_writes_and_bob_approves(client, submitted, bob):
    client.force_login(bob)
    approve(client, submitted)
    assert is_public(submitted)


def test_alice_cannot_approve_her_own(client, submitted, alice):
    client.force_login(alice)
    approve(client, submitted)
    assert not is_public(submitted)


def test_nor_publish_around_the_workflow(client, draft, alice):
    page = draft()
    client.force_login(alice)
    screen = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'name="action-publish"' not in screen
    assert 'name="action-submit"' in screen
    edit(client, page, **{"action-publish": "1"})
    assert not is_public(page)


def test_a_superuser_waits_too(client, draft, django_user_model):
    root = django_user_model.objects.create_superuser("root@example.org", "x")
    page = draft()
    client.force_login(root)
    edit(client, page, **{"action-publish": "1"})
    assert not is_public(page)


def test_bob_who_approves_from_the_editing_screen_has_changed_nothing(client, submitted, bob):
    client.force_login(bob)
    edit(client, submitted, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    assert is_public(submitted)


def test_nor_when_a_source_has_its_day(client, draft, alice, bob):
    read = {"title": "Page officielle", "url": "https://www.service-public.gouv.fr/", "checked_on": datetime.date(2026, 11, 2)}
    page = draft(sources=[("source", read)])
    page.get_workflow().start(page, alice)
    client.force_login(bob)
    source = {
        "sources-count": 1,
        "sources-0-type": "source",
        "sources-0-id": page.sources[0].id,
        "sources-0-order": 0,
        "sources-0-deleted": "",
    }
    typed = {f"sources-0-value-{name}": value for name, value in read.items()}
    edit(client, page, **source, **typed, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    assert is_public(page)


def test_bob_who_changes_it_on_the_way_has_made_it_his(client, submitted, bob):
    client.force_login(bob)
    answer = edit(client, submitted, summary="Autre chose.", **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    assert "une autre personne doit les approuver" in client.get(answer["Location"]).content.decode()
    assert not is_public(submitted)
    page = ExplainerPage.objects.get(pk=submitted.pk)
    assert page.get_latest_revision_as_object().summary == "Autre chose.", "what was typed is kept"
    assert page.workflow_in_progress, "and still waits for somebody else"


def test_then_alice_approves_what_bob_wrote(client, submitted, alice, bob):
    submitted.save_revision(user=bob)
    client.force_login(alice)
    approve(client, submitted)
    assert is_public(submitted)


def test_a_published_explainer_changes_only_when_a_second_person_agrees(client, published, alice, bob):
    page = published()
    client.force_login(alice)
    edit(client, page, summary="Une autre réponse.", **{"action-submit": "1"})
    assert ExplainerPage.objects.get(pk=page.pk).summary == "Prévenir chaque organisme."
    client.force_login(bob)
    approve(client, page)
    assert ExplainerPage.objects.get(pk=page.pk).summary == "Une autre réponse."


def test_an_agent_has_no_writing_screen(client, submitted, charlie):
    client.force_login(charlie)
    approve(client, submitted)
    assert not is_public(submitted)


def test_bob_sees_what_awaits_him_and_alice_does_not(client, submitted, alice, bob):
    for person, seen in ((bob, True), (alice, False)):
        client.force_login(person)
        home = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (
            reverse("wagtailadmin_pages:workflow_action", args=[submitted.pk, "approve", submitted.current_workflow_task_state.pk]) in home
        ) is seen


def test_making_the_index_twice_makes_one(index):
    assert ensure_index() == index
    assert ExplainerIndexPage.objects.count() == 1
