"""Every reason has a sentence, and every sentence a reason."""

import re
from pathlib import Path

import speech
from speech import messages
from speech.engines import endpoint
from speech.errors import NotACall


def test_every_code_has_a_sentence():
    source = "".join(path.read_text() for path in Path(speech.__file__).parent.rglob("*.py"))
    raised = set(re.findall(r'(?:NotACall|EngineUnavailable|TryLater)\(\s*"(\w+)"', source))
    raised |= {"sound_missing", "sound_unreadable"}
    raised |= {*endpoint._REFUSALS.values(), "endpoint_refused"}
    raised |= {f"sound_is_{kind}" for kind in re.findall(r', "(html|playlist|pdf|archive|image)"\)', source)} | {
        "sound_is_text",
        "sound_is_unknown",
    }
    assert raised == set(messages.SENTENCES)


def test_sentences_are_french_typography():
    for text in messages.SENTENCES.values():
        assert "'" not in str(text)
        assert not re.search(r" [?!;:»]|« ", str(text)), f"a non-breaking space is missing: {text}"
        assert str(text).endswith(".")


def test_a_sentence_quotes_its_figure():
    assert messages.sentence(NotACall("sound_channels", "8")).startswith("Cet enregistrement a 8 voies.")
