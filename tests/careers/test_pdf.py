"""The certificate on paper: tagged, titled, with its link, its code and what it says for a machine."""

from __future__ import annotations

import io
import json
import re
from xml.etree import ElementTree

import pypdf
import pytest
import segno

from careers import awarding, certificate
from careers.models import Award
from documents.qr import QUIET, qr_svg
from tests.documents.test_pdf import read, structure, text

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def award(bob, awarded) -> Award:
    return awarded(bob)


@pytest.fixture
def document(award) -> pypdf.PdfReader:
    return read(certificate.pdf(award))


def test_it_holds_on_one_page_and_says_everything(award):
    content = certificate.pdf(award)
    assert len(read(content).pages) == 1
    said = text(content).replace("\u00a0", " ")
    for words in (
        "Bob Bernard",
        "Communications difficiles",
        "Caisse de l’Ouest",
        award.number,
        "Garder son calme.",
        "Difficiles",
        "45 min",
    ):
        assert words in said
    assert certificate.day(award.expires_on) in said
    assert award.verification_address in said.replace(" ", "")


def test_it_is_tagged_titled_and_archived(award, document):
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert document.metadata.title == f"Certificat {award.number}\u00a0: Communications difficiles"
    told = document.xmp_metadata.stream.get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert "<pdfaid:part>3</pdfaid:part>" in told
    tags = structure(document)
    assert {"/H1", "/P", "/L", "/LI", "/Link", "/Figure"} <= set(tags)


def test_the_address_is_a_link_and_the_code_has_words(award, document):
    links = [note.get_object()["/A"]["/URI"] for page in document.pages for note in page["/Annots"]]
    assert set(links) == {award.verification_address}
    assert award.verification_address in alternatives(document)


def alternatives(document: pypdf.PdfReader) -> str:
    found: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            if "/K" in node:
                walk(node["/K"])

    walk(document.trailer["/Root"]["/StructTreeRoot"])
    return " ".join(found)


def test_what_was_frozen_is_enclosed(award, document):
    [enclosed] = document.attachments["certificat.json"]
    assert json.loads(enclosed) == award.content | {"verification": award.verification_address}


def test_the_code_holds_the_address_module_by_module(award):
    drawn = matrix(qr_svg(award.verification_address))
    meant = segno.make(award.verification_address, error="m", micro=False)
    assert drawn == [[bool(module) for module in row] for row in meant.matrix_iter(border=QUIET)]


def matrix(svg: str) -> list[list[bool]]:
    """What the path of the drawing blackens: horizontal strokes, one a run of modules."""
    root = ElementTree.fromstring(svg)
    size = int(root.get("width"))
    drawn = [[False] * size for _row in range(size)]
    [path] = [path.get("d") for path in root.iter(f"{SVG}path") if path.get("stroke")]
    x = y = 0.0
    for command, arguments in re.findall(r"([Mmh])([^Mmh]*)", path):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", arguments)]
        if command == "M":
            x, y = numbers
        elif command == "m":
            x, y = x + numbers[0], y + numbers[1]
        else:
            for column in range(int(x), int(x + numbers[0])):
                drawn[int(y)][column] = True
            x += numbers[0]
    return drawn


def test_long_and_hostile_words_still_make_a_readable_page(bob, certification, awarded):
    certification.name = "Accueil " * 14
    certification.attests = '#panic("x") $x$ *gras* \\ <b>\n' + "Écouter, reformuler, orienter. " * 40
    certification.save()
    content = certificate.pdf(awarded(bob))
    assert '#panic("x") $x$ *gras*' in text(content)


def test_a_certificate_revoked_or_expired_is_still_drawn(alice, bob, awarded):
    award = awarded(bob, days_ago=700)
    awarding.revoke(award, alice, "Erreur")
    assert io.BytesIO(certificate.pdf(award)).read(5) == b"%PDF-"
