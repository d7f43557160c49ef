"""One contract for a folder and for an object store."""

import uuid

import pytest

from files.errors import StoreAway
from files.folder_store import FolderStore
from files.workroom import remove_what_was_left, workroom
from tests.files import s3


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path):
    if request.param == "folder":
        return FolderStore(location=tmp_path / "kept")
    return s3.with_bucket(request.getfixturevalue("s3_server"), tmp_path / "work", f"vigie-{uuid.uuid4().hex}")


@pytest.fixture
def kept(store, tmp_path):
    path = tmp_path / "part"
    path.write_bytes(b"0123456789")
    store.keep(path, "ab/one/original")
    return "ab/one/original"


def test_what_is_kept_is_read_whole_or_by_range(store, kept, tmp_path):
    assert store.size(kept) == 10 and store.exists(kept)
    assert b"".join(store.part(kept, 0, 9)) == b"0123456789"
    assert b"".join(store.part(kept, 2, 4)) == b"234"
    assert store.local(kept, tmp_path).read_bytes() == b"0123456789"
    with store.open(kept) as file:
        assert file.read() == b"0123456789"


def test_to_keep_twice_is_to_keep_the_second(store, kept, tmp_path):
    (tmp_path / "again").write_bytes(b"other")
    store.keep(tmp_path / "again", kept)
    assert b"".join(store.part(kept, 0, store.size(kept) - 1)) == b"other"


def test_what_is_taken_back_is_local_and_no_longer_kept(store, kept, tmp_path):
    store.take_back(tmp_path / "part", kept)
    assert (tmp_path / "part").read_bytes() == b"0123456789" and not store.exists(kept)


def test_what_is_gone_is_gone_twice(store, kept, tmp_path):
    for _time in range(2):
        store.delete(kept)
    for ask in (lambda: store.size(kept), lambda: store.part(kept, 0, 1), lambda: store.local(kept, tmp_path)):
        with pytest.raises(FileNotFoundError):
            ask()


def test_a_folder_is_listed_and_removed_with_all_that_is_in_it(store, kept):
    assert (store.folders(""), store.folders("ab"), store.folders("zz")) == (["ab"], ["one"], [])
    for _time in range(2):
        store.remove_folder("ab/one")
    assert not store.exists(kept)


def test_a_hundred_megabytes_come_back_the_same(store, tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        for number in range(100):
            file.write(bytes([number]) * 1_000_000)
    store.keep(path, "large")
    assert store.size("large") == 100_000_000
    assert b"".join(store.part("large", 49_999_998, 50_000_001)) == bytes([49, 49, 50, 50])


def test_a_store_that_is_away_is_a_temporary_error(tmp_path):
    (tmp_path / "part").write_bytes(b"x")
    away = s3.store(s3.NOWHERE, tmp_path)
    asks = (
        lambda: away.keep(tmp_path / "part", "a"),
        lambda: away.size("a"),
        lambda: away.part("a", 0, 1),
        lambda: away.local("a", tmp_path),
        lambda: away.delete("a"),
        lambda: away.remove_folder("a"),
    )
    for ask in asks:
        with pytest.raises(StoreAway) as error:
            ask()
        assert error.value.temporary and error.value.code == "store_away"
    assert (tmp_path / "part").read_bytes() == b"x"


def test_a_workroom_leaves_nothing_and_removes_what_a_killed_process_left(tmp_path):
    left = tmp_path / "left"
    left.mkdir()
    (left / "original").write_bytes(b"a call")
    with workroom(tmp_path) as first, workroom(tmp_path) as second:
        assert not left.exists() and first.exists() and second.exists(), "one at work is left alone"
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_goes_without_waiting_for_the_next_work(tmp_path):
    remove_what_was_left(tmp_path / "never-used")
    (tmp_path / "left").mkdir()
    (tmp_path / "left" / "original").write_bytes(b"a call")
    with workroom(tmp_path) as at_work:
        (tmp_path / "left-too").mkdir()
        remove_what_was_left(tmp_path)
        assert list(tmp_path.iterdir()) == [at_work]
