import datetime as dt
from gettext import GNUTranslations
from io import StringIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from django.core.management import CommandError, call_command
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext

from home import catalogue

PYTHON = """
from django.utils.translation import gettext as _, ngettext as _n, pgettext_lazy
_("Un")
_n("%(n)d appel", "%(n)d appels", n)
pgettext_lazy("mois", "Mai")
_("Deux " "morceaux")
not_gettext("Rien")
"""
TEMPLATE = """
      {% load i18n %}{# Translators: a comment #}
  {% translate "Bonjour" %} <p title='{% translate 'Titre' context "page" %}'>
{% blocktranslate trimmed with name=user.name %}
   Chère {{ name }},
   voici.
{% endblocktranslate %}
    {% blocktranslate count n=calls|length %}{{ n }} appel{% plural %}{{ n }} appels{% endblocktranslate %}
{{ value|default:_("Aucun") }} {% badge _("Fait") "ok" %} {% comment %}{% translate "Non" %}{% endcomment %} l'apostrophe "et" (l'ouverture
{% translate "Fait à 62 %" %}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    room = tmp_path / "room"
    (room / "templates" / "room").mkdir(parents=True)
    (room / "migrations").mkdir()
    (room / "__init__.py").touch()
    (room / "views.py").write_text(PYTHON, "utf-8")
    (room / "migrations" / "0001.py").write_text('_("Migration")', "utf-8")
    (room / "templates" / "room" / "page.html").write_text(TEMPLATE, "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "locale" / "parts").mkdir(parents=True)
    (tmp_path / "locale" / "en" / "LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def said(catalog: Catalog) -> set:
    return {(message.context, message.id) for message in catalog if message.id}


def test_everything_said_is_found(house):
    assert said(catalogue.found(catalogue.sources(house))) == {
        (None, "Un"),
        (None, ("%(n)d appel", "%(n)d appels")),
        ("mois", "Mai"),
        (None, "Deux morceaux"),
        (None, "Bonjour"),
        ("page", "Titre"),
        (None, "Chère %(name)s, voici."),
        (None, ("%(n)s appel", "%(n)s appels")),
        (None, "Aucun"),
        (None, "Fait"),
        (None, "Fait à 62 %%"),
    }


def test_translations_are_kept_and_those_that_wait_are_taken(house):
    (house / "locale/en/LC_MESSAGES/django.po").write_text('msgid "Un"\nmsgstr "One"\n\nmsgid "Ancien"\nmsgstr "Old"\n', "utf-8")
    (house / "locale/parts/room.po").write_text(
        'msgid "Fait à 62 %"\nmsgstr "62 % done"\n\n'
        'msgid "%(n)d appel"\nmsgid_plural "%(n)d appels"\nmsgstr[0] "%(n)d call"\nmsgstr[1] "%(n)d calls"\n\n'
        '#, fuzzy\nmsgid "Bonjour"\nmsgstr "Good day"\n',
        "utf-8",
    )
    catalog = catalogue.current(house)
    assert catalog["Un"].string == "One"
    assert catalog["Fait à 62 %%"].string == "62 %% done"
    assert catalog["%(n)d appel"].string == ("%(n)d call", "%(n)d calls")
    assert catalog["Bonjour"].fuzzy
    assert "Ancien" not in catalog


def test_a_space_made_non_breaking_keeps_its_translation(house):
    (house / "room" / "views.py").write_text('_("Sûr\u00a0?")', "utf-8")
    (house / "locale/parts/room.po").write_text('msgid "Sûr ?"\nmsgstr "Sure?"\n', "utf-8")
    assert catalogue.current(house)["Sûr\u00a0?"].string == "Sure?"


def test_the_file_says_the_same_twice(house):
    path = house / "locale/en/LC_MESSAGES/django.po"
    path.write_bytes(catalogue.written(catalogue.current(house)))
    first = path.read_bytes()
    assert catalogue.written(catalogue.current(house)) == first
    assert b"POT-Creation-Date" not in first and b"#:" not in first


def problem(identifier, string, *, fuzzy=False) -> list[str]:
    catalog = Catalog(locale="en")
    catalog.add(identifier, string, flags={"fuzzy"} if fuzzy else set())
    return [found.reason for found in catalogue.problems(catalog)]


@pytest.mark.parametrize(("identifier", "string"), [
    ("Un", "One"), ("%(n)s appels", "%(n)s calls"), ("62 %% des appels", "62%% of calls"), ("Page {number}", "Page {number}"),
    (("%(n)d appel", "%(n)d appels"), ("%(n)d call", "%(n)d calls")), ("%(a)s de %(b)s", "%(b)s’s %(a)s"),
])  # fmt: skip
def test_a_good_translation_passes(identifier, string):
    assert problem(identifier, string) == []


@pytest.mark.parametrize(("identifier", "string", "reason"), [
    ("Un", "", "not translated"),
    (("%(n)d appel", "%(n)d appels"), ("%(n)d call", ""), "not translated"),
    ("%(n)s appels", "%(m)s calls", "other placeholders"),
    ("%(n)s appels", "calls", "other placeholders"),
    ("%(n)s sur %(n)s", "%(n)s", "other placeholders"),
    ("Page {number}", "Page {nombre}", "other placeholders"),
    ("62 %% des appels", "62% of calls", "other placeholders"),
    ("Un ", "One", "other spaces"),
])  # fmt: skip
def test_a_bad_translation_is_named(identifier, string, reason):
    (found,) = problem(identifier, string)
    assert found.startswith(reason)


def test_a_fuzzy_translation_is_read_again():
    assert problem("Un", "One", fuzzy=True) == ["to be read again (fuzzy)"]


def test_a_file_that_is_no_catalogue_is_named(tmp_path):
    (tmp_path / "x.po").write_text("Bonjour", "utf-8")
    with pytest.raises(catalogue.CatalogueError, match=r"x\.po"):
        catalogue.read(tmp_path / "x.po")


def test_check_fails_on_a_sentence_without_english(house, monkeypatch):
    monkeypatch.setattr(catalogue, "current", lambda: catalogue.found(catalogue.sources(house)))
    with pytest.raises(CommandError, match="not translated: 'Bonjour'") as caught:
        call_command("translations", "--check", stdout=StringIO())
    assert "out of date" in str(caught.value)


def test_zero_is_singular_in_french_and_plural_in_english(house, settings, monkeypatch):
    """Compiled from a catalogue of its own, and read by Django."""
    english = house / "locale/en/LC_MESSAGES/django.po"
    catalog = Catalog(locale="en")
    catalog.add(("%(n)d envol", "%(n)d envols"), ("%(n)d flight", "%(n)d flights"))
    english.write_bytes(catalogue.written(catalog))
    monkeypatch.setattr(catalogue, "LOCALE", house / "locale")
    monkeypatch.setattr(catalogue, "ENGLISH", english)
    assert catalogue.compile_catalogues()
    assert not catalogue.compile_catalogues(only_if_older=True)
    expected = {"fr": {0: "0 envol", 1: "1 envol", 2: "2 envols"}, "en": {0: "0 flights", 1: "1 flight", 2: "2 flights"}}
    for language, numbers in expected.items():
        with (house / f"locale/{language}/LC_MESSAGES/django.mo").open("rb") as file:
            read = GNUTranslations(file)
        assert {number: read.ngettext("%(n)d envol", "%(n)d envols", number) % {"n": number} for number in numbers} == numbers


def test_the_libraries_speak_french():
    with translation.override("fr"):
        assert gettext("This field is required.") != "This field is required."
        assert ngettext("%(num)d day", "%(num)d days", 0) % {"num": 0} in {"0\xa0jour", "0 jour"}
        assert gettext("Publish") == "Publier"
        assert gettext("Recovery Codes") == "Codes de récupération"
        assert formats.date_format(dt.date(2026, 11, 23), "j F Y") == "23 novembre 2026"


def test_both_languages_speak_when_django_reads_the_compiled_catalogue():
    with translation.override("en"):
        assert gettext("oui") == "yes"
        assert formats.date_format(dt.date(2026, 11, 23), "j F Y") == "23 November 2026"
