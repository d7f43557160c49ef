"""The demonstration's explainers went through two people, can be loaded again, and print nothing that nobody checked."""

import re

import pytest

from explainers import demo
from explainers.models import ExplainerPage


@pytest.fixture
def loaded(index, alice, bob) -> int:
    return demo.load(index, alice, bob)


def test_three_are_published_by_two_people(loaded):
    assert loaded == 3
    for page in ExplainerPage.objects.live():
        assert [person.first_name for person in page.checked_by] == ["Alice", "Bob"]


def test_loading_again_adds_nothing(loaded, index, alice, bob):
    assert demo.load(index, alice, bob) == 0
    assert ExplainerPage.objects.count() == 3


def test_no_amount_age_or_delay_is_printed(loaded, client):
    for page in ExplainerPage.objects.live():
        article = re.search(r"<article.*?</article>", client.get(page.url).content.decode(), re.DOTALL).group()
        text = re.sub(r"<[^>]+>", " ", article)
        assert not re.search(r"\d", text), f"{page.slug}: a figure that nobody checked"
