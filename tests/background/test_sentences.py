"""What a person reads, state by state."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from background import sentences
from background.models import Job
from background.sentences import register_messages, sentence

pytestmark = pytest.mark.django_db


def made(**fields: object) -> Job:
    if fields.get("state") == "running":
        fields |= {"lease": "00000000-0000-4000-8000-000000000000", "leased_until": timezone.now() + timedelta(minutes=1)}
    if fields.get("state") in Job.FINAL:
        fields |= {"finished_at": timezone.now()}
    return Job.objects.create(kind="tests.any", **fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "En attente : commence dans un instant."),
        ({"state": "running"}, "En cours"),
        ({"state": "running", "attempts": 1, "progress_note": "12 lignes lues."}, "12 lignes lues."),
        ({"state": "running", "attempts": 2, "error_code": "busy"}, "Essai 2 sur 3. En cours"),
        ({"state": "running", "error_code": "worker_lost", "progress_note": "Suite."}, "Reprise après un arrêt. Suite."),
        ({"state": "running", "cancel_requested": True}, "Arrêt demandé : la tâche s’arrête dans un instant."),
        ({"error_code": "interrupted"}, "Reprise après un arrêt : rien à faire, la tâche repart seule."),
        ({"state": "done"}, "C’est fait."),
        ({"state": "cancelled"}, "Arrêt fait, à votre demande."),
        ({"state": "failed", "attempts": 1, "error_code": "too_long"}, "Cette tâche a pris trop de temps."),
        ({"state": "failed", "attempts": 3, "error_code": "unexpected"}, "Arrêt après 3 essais. Une panne de notre côté"),
        ({"state": "failed", "attempts": 1, "error_code": "never_registered"}, "Une panne de notre côté"),
    ],
)
def test_each_state_has_its_sentence(fields, expected):
    assert sentence(made(**fields)).startswith(expected)


def test_a_failure_without_explanation_gives_a_reference_to_pass_on():
    job = made(state="failed", error_code="unexpected")
    assert job.reference in sentence(job) and len(job.reference) == 8


def test_those_ahead_are_counted_by_what_will_really_start_first():
    mine = made()
    made(), made(priority=1), made(priority=1, queue="speech"), made(priority=1, state="done")
    assert sentence(mine) == "En attente : 1 tâche passe avant."
    made(priority=2)
    assert sentence(mine) == "En attente : 2 tâches passent avant."


def test_a_pause_says_until_when():
    at = datetime.combine(timezone.localdate() + timedelta(days=1), datetime.min.time(), ZoneInfo("Europe/Paris")).replace(
        hour=9, minute=12
    )
    assert sentence(made(not_before=at)) == "En attente : commence à 9 h 12."
    assert sentence(made(not_before=at, attempts=1, error_code="busy")) == "Nouvel essai à 9 h 12 (2 sur 3)."


def test_a_room_says_its_own_errors(monkeypatch):
    monkeypatch.setattr(sentences, "_messages", dict(sentences._messages))
    register_messages({"tests.bad_line": gettext_lazy("La ligne %(detail)s est vide.")})
    assert sentence(made(state="failed", attempts=1, error_code="tests.bad_line", error_detail="12")) == "La ligne 12 est vide."
    with pytest.raises(ValueError, match=r"tests\.bad_line"):
        register_messages({"tests.bad_line": "again"})
