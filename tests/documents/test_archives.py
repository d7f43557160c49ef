"""A ZIP that is made while it is sent."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest

from documents.archives import Entry, zip_pieces, zip_response

PIECE = bytes(range(256)) * 256


def opened(pieces) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def test_files_in_their_folders_packed_or_not():
    entries = [Entry("un/notes.txt", [b"Bon", b"jour " * 500]), Entry("un/son.m4a", [PIECE, PIECE], packed=False), Entry("été.txt", [])]
    archive = opened(zip_pieces(entries))
    assert archive.testzip() is None and archive.namelist() == ["un/notes.txt", "un/son.m4a", "été.txt"]
    assert archive.read("un/notes.txt") == b"Bon" + b"jour " * 500 and archive.read("un/son.m4a") == PIECE * 2
    notes, sound, _empty = archive.infolist()
    assert notes.compress_size < notes.file_size and sound.compress_size == sound.file_size


def test_nothing_at_all_is_a_zip_too():
    assert opened(zip_pieces([])).namelist() == []


def test_it_is_read_as_it_is_sent_and_no_more_is_held_than_a_piece():
    pieces = 800

    def sound() -> Iterator[bytes]:
        for _number in range(pieces):
            yield PIECE

    tracemalloc.start()
    try:
        sent = sum(len(piece) for piece in zip_pieces([Entry("son.m4a", sound(), packed=False)]))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sent > pieces * len(PIECE) and most < 20 * len(PIECE), "fifty megabytes sent, one or two held"


def test_what_breaks_in_the_middle_is_not_taken_for_a_zip():
    def broken() -> Iterator[bytes]:
        yield PIECE
        raise OSError("gone")

    arrived = []
    with pytest.raises(OSError, match="gone"):
        arrived.extend(zip_pieces([Entry("a.txt", [b"whole"]), Entry("son.m4a", broken())]))
    with pytest.raises(zipfile.BadZipFile):
        opened(arrived)


def test_it_is_saved_under_its_name_and_kept_by_no_cache():
    response = zip_response("mes appels.zip", [])
    assert response["Content-Disposition"] == 'attachment; filename="mes appels.zip"' and response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "private, no-store"
