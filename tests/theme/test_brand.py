"""A body sets its name, logo and colours; colours that cannot be read together are refused in plain words."""

import json
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Collection

from accounts import roles
from accounts.models import Organisation, Role, User
from theme.contrast import contrast
from theme.models import PAIRS, Brand

GREEN = {"frame": "#0f3d2e", "frame_2": "#185a45", "primary": "#176b4d", "primary_hover": "#0f4a35", "primary_soft": "#dcefe6"}


@pytest.fixture
def administrator(alice) -> User:
    roles.grant(alice, Role.ADMINISTRATOR, organisation=Organisation.objects.create(name="Caisse"))
    return alice


def settings_form(**changes: str) -> dict[str, str]:
    brand = Brand()
    return {name: getattr(brand, name) or "" for name in ("name", "body_name", "contact_email", *Brand.COLOURS)} | {"logo": ""} | changes


def save(person: User, **changes: str) -> tuple[int, str]:
    client = Client()
    client.force_login(person)
    brand = Brand.load()
    response = client.post(f"/redaction/settings/theme/brand/{brand.pk}/", settings_form(**changes))
    return response.status_code, response.content.decode()


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#0a5d6c", "#0a5d6c", 1.0)]
)
def test_contrast_is_that_of_wcag(one, other, expected):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(expected, abs=0.005)


def test_our_own_colours_pass():
    Brand().clean()


def test_the_pairs_are_those_of_the_stylesheet(settings):
    """What is ours in a pair is a token of the light theme, or white."""
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text("utf-8").partition("[data-bs-theme=dark]")[0]
    assert all(pair.other in tokens or pair.other in Brand.COLOURS or pair.other == "#ffffff" for pair in PAIRS)
    assert {colour: Brand._meta.get_field(colour).default in tokens for colour in Brand.COLOURS} == dict.fromkeys(Brand.COLOURS, True)


@pytest.mark.parametrize(
    ("colour", "pale"),
    [("frame", "#7fa0a8"), ("frame_2", "#8fb0b8"), ("primary", "#8fc3cc"), ("primary_hover", "#8fc3cc"), ("primary_soft", "#3d8f9d")],
)
def test_a_pair_too_close_is_refused_with_the_figures(colour, pale):
    with pytest.raises(ValidationError) as refusal:
        Brand(**{colour: pale}).clean()
    (sentence, *_others) = refusal.value.message_dict[colour]
    assert "Trop proche" in sentence and "il en faut" in sentence and "," in sentence.partition("contraste de ")[2][:3]


@pytest.mark.django_db
def test_the_administrator_sees_why_and_nothing_is_kept(administrator):
    status, page = save(administrator, primary="#ffd052")
    assert status == 200
    assert "Trop proche d’une autre couleur" in page
    assert Brand.objects.get().primary == "#0a5d6c"


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["rouge", "#12345", "#gggggg", "#fff", "}*{}#00", ""])
def test_what_is_no_colour_is_refused_by_its_field(administrator, written):
    status, page = save(administrator, primary=written)
    assert status == 200
    assert Brand.objects.get().primary == "#0a5d6c"
    assert not written or "Écrivez une couleur comme #0a5d6c" in page


@pytest.mark.django_db
def test_a_brand_that_can_be_read_is_worn_at_once(administrator, client):
    client.get("/accessibilite/")
    status, _page = save(administrator, name="Écoute 35", contact_email="aide@caisse.example", **GREEN)
    assert status == 302
    page = client.get("/accessibilite/").content.decode()
    assert "Écoute 35" in page and "aide@caisse.example" in page
    address = page.partition('href="/theme/')[2].partition('"')[0]
    css = client.get(f"/theme/{address}")
    assert css["Content-Type"] == "text/css; charset=utf-8"
    assert "max-age=31536000" in css["Cache-Control"]
    text = css.content.decode()
    assert "--vg-primary: #176b4d;" in text
    assert "--bs-link-color-rgb: 23, 107, 77;" in text, "links follow the brand"
    assert text.startswith("[data-bs-theme=light] {"), "the dark theme keeps colours measured together"
    assert "beacon" not in text and "agent" not in text, "yellow and the two voices belong to no brand"


@pytest.mark.django_db
def test_without_own_colours_nothing_more_is_asked_of_the_server(client):
    assert "marque.css" not in client.get("/accessibilite/").content.decode()


@pytest.mark.django_db
def test_who_does_not_administer_sets_no_brand(bob):
    client = Client()
    client.force_login(bob)
    brand = Brand.load()
    assert client.post(f"/redaction/settings/theme/brand/{brand.pk}/", settings_form(name="Bob")).status_code in (302, 403)
    assert Brand.objects.get().name == "Vigie"


@pytest.fixture
def logo(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    content = BytesIO()
    Picture.new("RGB", (1200, 600), "white").save(content, "PNG")
    return get_image_model().objects.create(title="Logo", file=ContentFile(content.getvalue(), "logo.png"))


# Wagtail leaves the temporary file of a rendition to the garbage collector.
left_open = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@left_open
def test_the_logo_is_sent_small(logo, client):
    Brand(logo=logo).save()
    page = client.get("/accessibilite/").content.decode()
    assert "max-360x64" in page and "original_images" not in page


@left_open
def test_a_logo_whose_file_is_gone_leaves_the_name(logo, client, tmp_path, caplog):
    Brand(logo=logo, name="Écoute").save()
    (tmp_path / logo.file.name).unlink()
    cache.clear()
    page = client.get("/accessibilite/").content.decode()
    assert "<img" not in page and "Écoute" in page
    assert "logo" in caplog.text


def test_the_version_follows_the_colours():
    assert Brand().version == Brand(name="Autre").version != Brand(frame="#0f3d2e").version
    assert json.dumps(Brand().version), "part of an address"
