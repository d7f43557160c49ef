import datetime as dt
import io
import logging
from pathlib import Path

import pypdf
import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.errors import DocumentError
from documents.pdf import Attachment, pdf_response, render_pdf

HOSTILE = '#panic("x") #read("/etc/passwd") $x^2$ \\ "q" \'a\' <b> @ref *gras* _i_ `code` // fin /* */ [x] {y} = titre'


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def text(content: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in read(content).pages).split())


def report(**data) -> bytes:
    return render_pdf("documents/report.typ", data, title="Relevé de l’équipe")


def structure(reader: pypdf.PdfReader) -> list[str]:
    """The tags of the document, in order."""

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            return [tag for child in node for tag in walk(child)]
        if not isinstance(node, dict):
            return []
        own = [node["/S"]] if "/S" in node else []
        return own + (walk(node["/K"]) if "/K" in node else [])

    return walk(reader.trailer["/Root"]["/StructTreeRoot"])


@pytest.fixture
def whole() -> bytes:
    table = {"header": ["Nom", "Heures"], "rows": [["Stéphane", 35], ["Zoé", None], ["Œuvrard", dt.date(2028, 2, 29)]]}
    section = {"title": "Présences", "paragraphs": ["Été à Noël."], "items": ["un", "deux"], "table": table}
    return report(brand="Vigie", introduction="Bonjour « vous » !", sections=[section])


def test_it_is_tagged_titled_and_speaks_its_language(whole):
    root = read(whole).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read(whole).metadata.title == "Relevé de l’équipe"


def test_it_declares_pdf_ua(whole):
    assert "<pdfuaid:part>1</pdfuaid:part>" in read(whole).xmp_metadata.stream.get_data().decode()


def test_titles_lists_and_tables_have_their_tags(whole):
    tags = structure(read(whole))
    assert {"/H1", "/P", "/L", "/LI", "/Table", "/TH", "/TD"} <= set(tags)
    assert (tags.count("/TH"), tags.count("/TD")) == (2, 6)


def test_accents_can_be_copied(whole):
    for words in (
        "Relevé de l’équipe",
        "Bonjour « vous » !".replace("\u00a0", " "),
        "Été à Noël.",
        "Œuvrard 2028-02-29",
        "Page 1 sur 1",
        "Vigie",
    ):
        assert words in text(whole)


def test_every_font_is_embedded_and_ours_comes_first(whole):
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object() for page in read(whole).pages for font in page["/Resources"]["/Font"].values()
    ]
    assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"]) for font in fonts)
    assert any("Atkinson" in font["/BaseFont"] for font in fonts)


def test_english_documents_say_so():
    content = render_pdf("documents/report.typ", {}, title="Report", language="en")
    assert read(content).trailer["/Root"]["/Lang"] == "en"
    assert "Page 1 of 1" in text(content)


def test_what_a_person_typed_is_never_code():
    content = report(
        introduction=HOSTILE, sections=[{"title": HOSTILE, "items": [HOSTILE], "table": {"header": [HOSTILE], "rows": [[HOSTILE]]}}]
    )
    assert text(content).count('#read("/etc/passwd") $x^2$') == 5
    assert read(render_pdf("documents/report.typ", {}, title=HOSTILE)).metadata.title == HOSTILE


def test_hebrew_arabic_greek_and_cyrillic_are_drawn(caplog):
    words = text(report(introduction="שלום عربي Ωμέγα Жук"))
    assert "Ωμέγα" in words and "Жук" in words and "שלום" in words
    assert not caplog.records


def test_letters_without_a_font_are_replaced_and_logged(caplog):
    with caplog.at_level(logging.WARNING):
        assert "avant � après ��" in text(report(introduction="avant 😀 après 漢字"))
    assert "U+1F600" in caplog.text


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\ud800", "\ue000", "\ufeff", "\ufffe", "\u0378"])
def test_letters_that_the_standards_forbid_are_left_out(letter):
    content = render_pdf(
        "documents/report.typ",
        {"introduction": f"a{letter}b"},
        title=f"t{letter}",
        attachments=[Attachment("a.csv", letter.replace("\ud800", ""), "text/csv", f"d{letter}")],
    )
    assert "ab" in text(content)


def test_line_ends_are_kept():
    page = read(report(introduction="un\r\ndeux\ntrois")).pages[0].extract_text()
    assert page.index("un") < page.index("\ndeux") < page.index("\ntrois")


def test_long_tables_repeat_their_header_and_number_their_pages():
    content = report(sections=[{"title": "T", "table": {"header": ["Matricule"], "rows": [[str(number)] for number in range(120)]}}])
    pages = [page.extract_text() for page in read(content).pages]
    assert len(pages) > 2
    assert all("Matricule" in page for page in pages)
    assert f"Page 2 sur {len(pages)}" in pages[1].replace("\u00a0", " ")


def test_an_attachment_makes_it_an_archive():
    content = render_pdf(
        "documents/report.typ", {}, title="T", attachments=[Attachment("releve.json", '{"é": 1}', "application/json", "Les données")]
    )
    xmp = read(content).xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp and "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert read(content).attachments["releve.json"][0].decode() == '{"é": 1}'


@pytest.mark.parametrize(
    "template", ["documents/none.typ", "nowhere/report.typ", "documents/../pdf.py", "/etc/passwd", "documents/base", "report.typ"]
)
def test_a_template_is_a_file_of_a_room(template):
    with pytest.raises(DocumentError, match="template_missing"):
        render_pdf(template, {}, title="x")


def test_data_is_what_json_can_hold():
    with pytest.raises(DocumentError, match="data_not_plain"):
        report(introduction=object())
    with pytest.raises(DocumentError, match="data_not_plain"):
        report(value=float("nan"))


@pytest.mark.parametrize("title", ["", " \n", "\x00"])
def test_a_document_has_a_title(title):
    with pytest.raises(DocumentError, match="title_missing"):
        render_pdf("documents/report.typ", {}, title=title)


def test_an_attachment_has_a_plain_name():
    with pytest.raises(DocumentError, match="attachment_name"):
        render_pdf("documents/report.typ", {}, title="x", attachments=[Attachment("../a.json", "", "application/json", "d")])


def test_a_template_that_fails_says_why():
    with pytest.raises(DocumentError, match="template_broken") as caught:
        report(sections=[{"paragraphs": ["a section without its title"]}])
    assert "title" in caught.value.detail and caught.value.temporary is False


@pytest.mark.parametrize(
    "code", ['#read("/etc/hostname")', '#read("../pdf.py")', '#read("/../pdf.py")', '#image("https://example.org/x.png")']
)
def test_a_template_reaches_no_file_and_no_network(code, tmp_path, monkeypatch):
    (tmp_path / "typst").mkdir()
    (tmp_path / "typst" / "curious.typ").write_text(code)
    monkeypatch.setattr(apps.get_app_config("documents"), "path", str(tmp_path))
    with pytest.raises(DocumentError, match="template_broken"):
        render_pdf("documents/curious.typ", {}, title="x")


def test_no_template_asks_for_a_package_from_the_network():
    rooms = Path(__file__).resolve().parents[2]
    templates = [*rooms.glob("*/typst/*.typ")]
    assert templates and not [template for template in templates if "@preview" in template.read_text()]


def test_the_response_is_a_pdf_to_keep(whole):
    response = pdf_response("Relevé.pdf", whole)
    assert response["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF-")
    assert "Relev%C3%A9.pdf" in response["Content-Disposition"]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60), st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_makes_a_document(introduction, title, items):
    content = render_pdf(
        "documents/report.typ", {"introduction": introduction, "sections": [{"title": "s", "items": items}]}, title=f"t{title}"
    )
    assert content.startswith(b"%PDF-")
