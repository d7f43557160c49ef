"""What each component says to who does not see it (design/README §9)."""

import datetime as dt

import pytest
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError
from django.utils import translation


def test_an_icon_is_silent_and_known(draw):
    svg = draw('{% icon "flag" %}').one("svg")
    assert svg["aria-hidden"] == "true" and svg["focusable"] == "false"
    with pytest.raises(TemplateSyntaxError, match=r"not in theme/icons\.py"):
        draw('{% icon "flagg" %}')


@pytest.mark.parametrize("kind", ["ok", "warn", "late", "info"])
def test_a_badge_has_a_shape_and_a_word(draw, kind):
    badge = draw('{% badge "Fait" kind %}', kind=kind)
    assert badge.one("span", class_=f"vg-badge vg-badge-{kind}").text == "Fait"
    assert badge.one("svg"), "never by colour alone"


def test_what_people_wrote_stays_text(draw):
    for source in (
        "{% badge said %}",
        "{% page_header title=said lede=said %}{% endpage_header %}",
        "{% card title=said link_url=said link_label=said %}{{ said }}{% endcard %}",
        "<ul>{% row title=said url=said meta=said %}{{ said }}{% endrow %}</ul>",
        "{% progress 10 label=said note=said %}",
        "{% breadcrumb crumbs %}",
        "{% conversation turns %}",
        "{% empty title=said %}{{ said }}{% endempty %}",
        "{% table caption=said %}{% endtable %}",
        "{% dialog id='x' title=said %}{{ said }}{% enddialog %}",
        "{% toolbar label=said action=said %}{% endtoolbar %}",
    ):
        said = '"><script>alert(1)</script>'
        turns = [
            {"speaker": "agent", "start": 0, "text": said},
            {"speaker": said, "start": 1, "words": [{"text": said, "probability": 1}], "text": ""},
        ]
        assert not draw(source, said=said, crumbs=[(said, said), (said, "")], turns=turns).all("script"), source


def test_a_card_is_named_by_its_title(draw):
    card = draw('{% card title="Mon équipe" level=3 %}Nadia{% endcard %}')
    assert card.named(card.one("section")["aria-labelledby"]).tag == "h3"


def test_two_cards_of_a_page_have_two_names(draw):
    page = draw('{% card title="A" %}{% endcard %}{% card title="A" %}{% endcard %}')
    assert len({card["aria-labelledby"] for card in page.all("section")}) == 2


def test_a_card_without_title_names_nothing(draw):
    assert draw("{% card %}x{% endcard %}").one("section")["aria-labelledby"] is None


def test_a_row_leads_by_its_title_and_says_it_is_unread(draw):
    page = draw('<ul>{% row icon="bell" title="Bienvenue" url="/lire/" meta="hier" unread=True %}{% endrow %}</ul>')
    assert page.one("a", href="/lire/").text == "Bienvenue"
    assert "(non lu)" in page.one("li").text


def test_a_page_has_one_first_heading(draw):
    page = draw('{% page_header title="Annuaire" lede="Vos collègues." %}<button>Importer</button>{% endpage_header %}')
    assert page.one("h1").text == "Annuaire"
    assert page.one("button")


def test_the_breadcrumb_ends_where_one_is(draw):
    page = draw("{% breadcrumb crumbs %}", crumbs=[("Accueil", "/"), ("Équipes", "")])
    assert page.one("nav")["aria-label"] == "Fil d’Ariane"
    assert page.one("li", aria_current="page").text == "Équipes"
    assert page.one("a").text == "Accueil"


@pytest.mark.parametrize(("value", "shown"), [(-5, "0"), (45, "45"), (240, "100")])
def test_progress_is_a_named_bar(draw, value, shown):
    page = draw('{% progress value "Import" "encore 2 min" %}', value=value)
    bar = page.one("progress")
    assert (bar["value"], bar["max"], bar["aria-label"]) == (shown, "100", "Import")
    assert page.one("p", role="status").text == "encore 2 min"


def test_the_stepper_says_which_step_is_current_and_which_are_done(draw):
    page = draw("{% stepper steps 2 %}", steps=["Choisir", "Vérifier", "Publier"])
    assert page.one("li", aria_current="step").text == "Vérifier"
    assert page.all("li")[0].text == "Choisir (fait)"


@pytest.mark.parametrize(("kind", "role"), [("ok", "status"), ("late", "alert")])
def test_only_an_error_interrupts(draw, kind, role):
    assert draw("{% alert kind announce=True %}x{% endalert %}", kind=kind).one("div", role=role)
    assert "role" not in draw("{% alert kind %}x{% endalert %}", kind=kind).elements[0].attrs


def test_a_table_is_named_and_reached_by_keyboard(draw):
    page = draw('{% table caption="Personnes" %}<tbody></tbody>{% endtable %}')
    assert page.one("caption").text == "Personnes"
    box = page.one("div", role="region")
    assert (box["aria-label"], box["tabindex"]) == ("Personnes", "0")
    assert page.one("table")["role"] == "table", "a phone's blocks drop the native role"


def test_a_heading_sorts_upwards_then_downwards_and_keeps_the_filters(draw):
    first = draw('{% sort_header "nom" "Nom" %}', "/?mots=le+goff&page=3")
    assert first.one("th")["aria-sort"] is None
    assert first.one("a")["href"] == "?mots=le+goff&tri=nom"
    second = draw('{% sort_header "nom" "Nom" %}', "/?tri=nom")
    assert second.one("th")["aria-sort"] == "ascending" and second.one("a")["href"] == "?tri=-nom"
    third = draw('{% sort_header "nom" "Nom" %}', "/?tri=-nom")
    assert third.one("th")["aria-sort"] == "descending" and third.one("a")["href"] == "?tri=nom"


def test_pages_of_a_list_keep_its_filters(draw):
    pages = Paginator(range(50), 20)
    middle = draw("{% pagination page %}", "/?mots=a%26b&page=2", page=pages.page(2))
    assert middle.one("nav")["aria-label"] == "Pages de la liste"
    assert middle.one("a", rel="prev")["href"] == "?mots=a%26b&page=1"
    assert middle.one("a", rel="next")["href"] == "?mots=a%26b&page=3"
    assert "Page 2 sur 3" in middle.one("nav").text
    assert not draw("{% pagination page %}", page=pages.page(1)).all("a", rel="prev")
    assert draw("{% pagination page %}", page=Paginator([1], 20).page(1)).html == ""


def test_a_dialog_is_named(draw):
    page = draw('{% dialog id="retirer" title="Retirer cet appel ?" %}…{% enddialog %}')
    assert page.named(page.one("dialog")["aria-labelledby"]).text == "Retirer cet appel ?"


def test_filters_are_a_named_search_that_works_without_script(draw):
    form = draw('{% toolbar label="Filtrer" %}{% endtoolbar %}', "/annuaire/?mots=a").one("form")
    assert (form["method"], form["role"], form["action"], form["aria-label"]) == ("get", "search", "/annuaire/", "Filtrer")


def test_the_two_voices_are_told_by_words_and_doubt_by_a_dotted_line(draw):
    words = [{"text": "Bonjour", "probability": 0.9}, {"text": "Karim", "probability": 0.49}, {"text": "!", "probability": 0.5}]
    turns = [
        {"speaker": "agent", "start": 1.9, "words": words, "text": "Bonjour Karim !"},
        {"speaker": "caller", "start": 66, "text": "Bonjour."},
        {"speaker": "inconnu", "start": 3599.5, "text": "Oui."},
    ]
    page = draw("{% conversation turns %}", turns=turns)
    assert [said.text for said in page.all("b")] == ["Agent", "Usager", "Voix"]
    assert [clock.text for clock in page.all("span", class_="vg-clock")] == ["0:01", "1:06", "59:59"]
    assert [doubt.text for doubt in page.all("span", class_="vg-doubt")] == ["Karim"]
    assert [turn["class"] for turn in page.all("li")] == ["vg-turn agent", "vg-turn caller", "vg-turn unknown"]


def test_tabs_are_sections_under_headings_until_a_script_draws_them(draw):
    page = draw(
        '{% tabs label="Relecture" %}{% tab title="Grille" count=4 %}a{% endtab %}'
        '{% tab title="Notes" id="notes" %}b{% endtab %}{% endtabs %}'
    )
    assert page.one("div")["data-tabs"] == "Relecture"
    first, second = page.all("section")
    assert [page.named(panel["aria-labelledby"]).text for panel in (first, second)] == ["Grille", "Notes"]
    assert first["data-count"] == "4" and second["data-count"] is None and second["id"] == "notes"


def test_a_moment_is_told_as_one_says_it(draw):
    when = dt.datetime(2026, 11, 23, 8, 5, tzinfo=dt.UTC)
    assert draw("{% moment when %}", when=when).html == "23 novembre 2026, 9\u00a0h\u00a005"
    with translation.override("en"):
        assert draw("{% moment when %}", when=when).html.endswith(", 9:05")
