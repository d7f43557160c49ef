"""The page of an explainer: the answer first, then the steps; dated, sourced, for everyone."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from explainers.models import ExplainerPage

STEPS = ("steps", {"title": "Les étapes", "steps": [{"title": "Lire", "detail": "Le courrier.", "delay": "sous 48 h"}, {"title": "Dire"}]})


def read(client, page) -> str:
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_caller_reads_the_answer_then_the_steps(client, published):
    text = read(client, published(body=[STEPS], to_say=[("phrase", "Regardons ensemble.")], to_ask=[("piece", "La date")]))
    assert text.index("Prévenir chaque organisme.") < text.index("<h3>Lire</h3>") < text.index("<h3>Dire</h3>")
    for said in ("sous 48 h", "«\u00a0Regardons ensemble.\u00a0»", "<li>La date</li>", "À jour", "Je déménage"):
        assert said in text


def test_who_checked_it_is_for_colleagues(client, published, charlie):
    page = published()
    assert "Alice" not in read(client, page)
    client.force_login(charlie)
    assert "Alice Arnaud, Bob Bernard" in " ".join(read(client, page).split())


def test_past_its_date_it_says_so(client, published):
    page = published()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    ExplainerPage.objects.filter(pk=page.pk).update(review_by=yesterday)
    assert "Vérifiez à la source" in read(client, page)


def test_a_picture_carries_its_alternative(client, published):
    picture = get_image_model().objects.create(title="Courrier", file=get_test_image_file())
    text = read(client, published(body=[("picture", {"image": picture, "alternative": "La date limite est au milieu.", "caption": ""})]))
    assert 'alt="La date limite est au milieu."' in text


@pytest.mark.parametrize("alternative", ["", "image"])
def test_a_picture_without_an_alternative_is_refused(index, alternative):
    picture = get_image_model().objects.create(title="Courrier", file=get_test_image_file())
    block = ExplainerPage._meta.get_field("body").stream_block.child_blocks["picture"]
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python({"image": picture.pk, "alternative": alternative}))
    assert "alternative" in refused.value.block_errors


def test_an_unread_source_says_so(client, published):
    text = read(client, published(sources=[("source", {"title": "Caisse", "url": "https://caisse.example/", "checked_on": None})]))
    assert "à lire avant de s’engager" in text


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"online_url": "https://caisse.example/"}, "online_label"), ({"review_by": datetime.date(2000, 1, 1)}, "review_by")],
)
def test_what_makes_no_sense_is_refused_on_its_field(draft, fields, named):
    page = draft()
    for name, value in fields.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert named in refused.value.message_dict


def test_a_draft_is_not_there(client, draft):
    assert client.get(draft().url).status_code == 404
