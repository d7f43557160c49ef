"""The demonstration's explainers went through two people, can be loaded again, and print nothing that nobody checked."""

import dataclasses
import json
import re

import pytest

from explainers import demo
from explainers.models import CaptionedMedia, ExplainerPage
from tests.french_signs import faults, sentences


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
        # What is said in the recording is read by the test below; its length and its licence are no claims.
        text = re.sub(r"<[^>]+>", " ", re.sub(r"<figure[^>]*data-captioned.*?</figure>", "", article, flags=re.DOTALL))
        assert not re.search(r"\d", text), f"{page.slug}: a figure that nobody checked"


@pytest.mark.parametrize("draft", demo.DRAFTS, ids=lambda draft: draft.slug)
def test_french_signs_are_right(draft):
    words = json.loads(json.dumps(dataclasses.asdict(draft)))  # its tuples as lists
    said = [sentence for sentence in sentences(words, but=frozenset(("slug", "topics"))) if not sentence.startswith("https:")]
    assert len(said) > 15
    assert [fault for sentence in said for fault in faults(sentence)] == []


def test_the_call_is_followed_with_the_sound_off(loaded, client):
    call = CaptionedMedia.objects.get()
    assert (call.content_type, call.length) == ("audio/mp4", "0:19")
    assert [cue.speaker for cue in call.cues] == ["Agent", "Usager"] * 2
    assert not any(re.search(r"\d", cue.text) for cue in call.cues)
    page = ExplainerPage.objects.get(slug="je-demenage")
    assert call.cues[0].text in client.get(page.url).content.decode()
