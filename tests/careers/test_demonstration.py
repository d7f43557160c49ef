"""The demonstration shows each state once, and can be loaded again."""

from __future__ import annotations

import logging

import pytest
from django.utils import timezone

from accounts.demo import DEMO_DOMAIN
from accounts.models import Organisation, User
from careers import demo
from careers.models import Award, Certification
from courses.models import Completion


@pytest.fixture
def people(caisse) -> dict[str, User]:
    names = ("yacine.amrani", "aminata.diop", "lucie.marchand", "nadia.benali")
    return {name: User.objects.create(email=f"{name}@{DEMO_DOMAIN}") for name in names}


def test_without_its_courses_nothing_is_loaded_and_the_log_says_so(caisse, people, caplog):
    with caplog.at_level(logging.INFO, "careers.demo"):
        demo.load(caisse, people)
    assert caplog.text.count("demonstration: no course") == 2
    assert not Certification.objects.exists()


def test_one_is_certified_one_expires_in_45_days_one_has_expired_and_one_never_was(caisse, people, new_course):
    for draft in (demo.DIFFICULT, demo.STRESS):
        new_course(draft.course)
    for _again in range(2):
        demo.load(Organisation.objects.get(), people)
    awards = {award.holder.email.partition("@")[0]: award for award in Award.objects.all()}
    assert {name: award.state.value for name, award in awards.items()} == {
        "yacine.amrani": "valid", "aminata.diop": "expiring", "lucie.marchand": "expired",
    }  # fmt: skip
    assert 42 <= (awards["aminata.diop"].expires_on - timezone.localdate()).days <= 45
    assert Award.objects.count() == Completion.objects.count() == 3
    assert Certification.objects.count() == 2
