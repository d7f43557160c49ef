"""An installation whose calls are transcribed by another server: is it there, and where does the sound go."""

import pytest

from operations.checks import engines
from tests.background.portal import free_port
from tests.operations.examined import Examined, codes
from tests.speech.transcription_server import Reply, TranscriptionServer


@pytest.fixture
def server(settings):
    with TranscriptionServer() as started:
        settings.SPEECH_ENGINE, settings.SPEECH_MODEL = "endpoint", "whisper-base"
        settings.SPEECH_ENDPOINT_URL, settings.SPEECH_ENDPOINT_IS_LOCAL = started.url, True
        yield started


def test_a_server_of_this_machine_is_reached_and_sent_nothing(server):
    assert codes(engines.speech) == []
    assert server.asked == []


def test_a_server_elsewhere_is_named_as_the_place_where_sound_goes(server, settings):
    settings.SPEECH_ENDPOINT_IS_LOCAL = False
    [finding] = engines.speech()
    assert (finding.severity, finding.code) == ("note", "speech.sent_away")
    assert "127.0.0.1" in finding.wrong and "en clair" in finding.wrong
    assert server.asked == []


def test_a_server_that_is_not_there_is_an_error_and_still_named(server, settings):
    settings.SPEECH_ENDPOINT_URL, settings.SPEECH_ENDPOINT_IS_LOCAL = f"http://127.0.0.1:{free_port()}/", False
    assert codes(engines.speech) == ["speech.endpoint_away", "speech.sent_away"]


def test_settings_that_are_not_whole(server, settings):
    settings.SPEECH_MODEL = "embedded"
    assert codes(engines.speech) == ["speech.endpoint_settings"]
    settings.SPEECH_MODEL, settings.SPEECH_ENDPOINT_URL = "whisper-base", ""
    assert codes(engines.speech) == ["speech.endpoint_settings"]


def test_looked_at_closely_it_transcribes_the_sample_and_says_why_not(server, settings):
    assert codes(engines.transcribing) == []
    assert len(server.asked) == 1 and len(server.asked[0].samples) == engines.BEGINNING
    server.replies = lambda question: Reply(401)
    assert codes(engines.transcribing) == ["transcribing.endpoint_key"]


@pytest.mark.parametrize(
    ("address", "starts"),
    [("http://stt.example/v1/audio/transcriptions", False), ("https://stt.example/v1", True), ("http://127.0.0.1:8080/v1", True)],
)
def test_production_sends_no_sound_in_clear_to_another_machine(tmp_path, address, starts):
    production = {
        "VIGIE_PRODUCTION": "true",
        "VIGIE_SECRET_KEY": "a-secret-of-this-test-only-" * 3,
        "VIGIE_SITE_URL": "https://vigie.example",
    }
    done = Examined(tmp_path, **production).manage("diffsettings", VIGIE_SPEECH_ENDPOINT_URL=address)
    assert (done.returncode == 0) == starts
    assert starts or "VIGIE_SPEECH_ENDPOINT_URL: an https:// address" in done.stderr
