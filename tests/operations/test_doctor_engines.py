import shutil
from importlib.util import find_spec

import pytest

from operations.checks import engines
from speech import model
from tests.operations.examined import codes


def test_engine_model_and_sample_of_this_machine_are_well():
    assert codes(engines.speech) == codes(engines.decoding) == codes(engines.drawing) == []


def test_an_engine_that_does_not_exist(settings):
    settings.SPEECH_ENGINE = "faster-wisper"
    assert codes(engines.speech) == ["speech.engine_unknown"]


@pytest.mark.skipif(find_spec("torch") is not None, reason="the second engine is installed")
def test_an_engine_that_is_not_installed(settings):
    settings.SPEECH_ENGINE = "openai-whisper"
    assert codes(engines.speech) == ["speech.engine_missing"]


def test_a_folder_of_a_model_that_is_empty_or_not_there(settings, tmp_path):
    for name in (tmp_path, tmp_path / "absent"):
        settings.SPEECH_MODEL = str(name)
        assert codes(engines.speech) == ["speech.model_missing"]


def test_an_assembled_model_of_which_a_file_was_cut(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert codes(engines.speech) == [], "not assembled yet: its packages are there"
    folder = tmp_path / "models" / model._ASSEMBLED
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"half")
    assert codes(engines.speech) == ["speech.model_damaged"]


def test_a_model_of_a_hub_is_not_fetched(settings, tmp_path):
    settings.DATA_DIR, settings.SPEECH_MODEL = tmp_path, "some-hub/some-model"
    assert codes(engines.speech) == []
    assert not list(tmp_path.iterdir())


def test_a_sample_that_is_no_sound(monkeypatch, tmp_path):
    monkeypatch.setattr(engines, "SAMPLE", tmp_path / "d03.ogg")
    assert codes(engines.decoding) == ["decoding.failed"]
    shutil.copy(__file__, tmp_path / "d03.ogg")
    assert codes(engines.decoding) == ["decoding.failed"]


def test_a_document_whose_template_is_gone(monkeypatch):
    monkeypatch.setattr(engines, "DOCUMENT", "documents/gone.typ")
    assert codes(engines.drawing) == ["drawing.failed"]


@pytest.mark.long
def test_the_model_hears_words_in_the_sample_and_none_in_silence(monkeypatch, tmp_path):
    import wave

    assert codes(engines.transcribing) == []
    with wave.open(str(tmp_path / "silence.wav"), "wb") as silence:
        silence.setparams((1, 2, 16_000, 0, "NONE", ""))
        silence.writeframes(b"\0\0" * 48_000)
    monkeypatch.setattr(engines, "SAMPLE", tmp_path / "silence.wav")
    assert codes(engines.transcribing) == ["transcribing.nothing"]


@pytest.mark.long
def test_a_model_that_does_not_load(settings, tmp_path):
    (tmp_path / "model.bin").write_bytes(b"no weights")
    settings.SPEECH_MODEL = str(tmp_path)
    [code] = codes(engines.transcribing)
    assert code.startswith("transcribing.model_")
