"""The register of AI systems says what runs (law C20): every engine, its weights, and nothing that it leaves out."""

import re

import pytest
from django.conf import settings

from speech import engines, model
from tests.test_consistency import CODE, imports, named

REGISTER = (settings.BASE_DIR / "docs/ai-register.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| ([^|]+?) \| (.+?) \|$", REGISTER, re.MULTILINE))
LEARNED = re.compile(r"""["']([\w.-]+\.(?:onnx|pt|pth|bin|gguf|safetensors|joblib|pkl))["']""")
IN_THE_REGISTER = {"model.bin": "`model.bin`", "silero_vad_v6.onnx": "Silero"}
"""Files of weights that the code names, and the word of the register that tells of each."""
RUNS_MODELS = {"torch", "whisper", "faster_whisper", "ctranslate2", "onnxruntime", "sklearn", "spacy", "tensorflow", "keras", "xgboost"}


@pytest.mark.parametrize("name", engines.names())
def test_each_engine_is_in_the_register(name):
    said = "`VIGIE_SPEECH_ENGINE=endpoint`" if name == "endpoint" else name
    assert said in ROWS["Engine"] + ROWS["Runs"]


def test_the_weights_are_those_that_are_checked_before_use():
    weights = model.find(model.EMBEDDED, lambda _name, into: into)  # no hub is asked
    assert f"`{weights.sha256}`" in ROWS["Weights"] and weights.sha256 == model.EMBEDDED_SHA256
    assert f"{(weights.path / 'model.bin').stat().st_size:,} bytes" in ROWS["Weights"]


def test_no_model_runs_that_the_register_leaves_out():
    weights = {name for path in CODE for name in LEARNED.findall(path.read_text("utf-8"))}
    assert weights == set(IN_THE_REGISTER)
    assert [name for name, word in IN_THE_REGISTER.items() if word not in REGISTER] == []


def test_models_run_in_the_room_of_speech_alone():
    """Personal data is found by rules, quizzes are graded by their key: the register says so."""
    elsewhere = {named(path) for path in CODE if imports(path) & RUNS_MODELS and path.relative_to(settings.BASE_DIR).parts[0] != "speech"}
    assert {path for path in elsewhere if not path.startswith("bench/")} == set()


def test_what_it_never_does_and_who_signs_are_said():
    for word in ("emotion", "mood", "stress", "score", "rank", "identification by voice", "filling a grid"):
        assert word in ROWS["Never"], word
    assert "Signed by" in REGISTER and ROWS["Who may switch it off"]
