import io
import json
import logging

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path, reverse

from operations.logs import Json, Line, redact
from operations.requests import RequestLogMiddleware
from tests.operations.canaries import CANARIES, RECOGNISED, found_in


@login_not_required
def failing(request, canary):
    raise ValueError(f"no such person: {canary} {request.POST.get('text')}")


@login_not_required
def writing(request, canary):
    logging.getLogger("tests.room").warning("about %s", canary)
    return HttpResponse("written")


urlpatterns = [path("failing/<str:canary>", failing, name="failing"), path("writing/<str:canary>", writing, name="writing")]


@pytest.fixture(params=[Line("%(asctime)s %(levelname)s %(name)s %(message)s"), Json()], ids=["line", "json"])
def log(request):
    """What the console of a process would show."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param)
    root = logging.getLogger()
    root.addHandler(handler)
    level, root.level = root.level, logging.INFO
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_fifty_canaries_leave_no_trace_in_the_logs(client, db, settings, log):
    client.raise_request_exception = False
    address = reverse("account_login")
    for canary in CANARIES:
        client.get(reverse("search"), {"q": canary})
        client.get(f"/nowhere/{canary}", {"q": canary})
        client.post(address, {"login": canary, "password": canary})
    settings.ROOT_URLCONF = __name__
    for canary in CANARIES:
        client.post(f"/failing/{canary}", {"text": canary})
    for canary in RECOGNISED:
        client.get(f"/writing/{canary}")
    text = log.getvalue()
    assert text.count("ValueError") == len(CANARIES)
    assert text.count("about [") + text.count("about token=[secret]") == 40
    assert found_in(text) == []


def test_a_message_keeps_what_is_no_ones():
    assert redact("job 1a2b3c4d call_review.transcribe: no sign of life") == "job 1a2b3c4d call_review.transcribe: no sign of life"
    assert redact("redis://vigie:hunter2@queue.example/0 is away") == "redis://[secret]@queue.example/0 is away"
    assert "eyJ" not in redact("Authorization: Bearer eyJhbGciOi.J9")


def test_an_answer_is_one_line_of_json_tied_to_its_request():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Json())
    logger = logging.getLogger("operations.requests")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        request = RequestFactory().get("/langue/?q=Alice", headers={"X-Request-ID": "alice@example.org"})
        request.resolver_match = type("Match", (), {"view_name": "set_language", "route": ""})
        answer = RequestLogMiddleware(lambda request: HttpResponse())(request)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
    (line,) = stream.getvalue().splitlines()
    said = json.loads(line)
    assert set(said) == {"time", "level", "logger", "message", "view", "status", "duration_ms", "request_id"}
    assert (said["view"], said["status"], said["request_id"]) == ("set_language", 200, answer.headers["X-Request-ID"])
    assert "alice" not in line.lower()


def test_an_exception_says_where_and_never_its_text(log):
    try:
        try:
            int("alice@example.org")
        except ValueError as error:
            raise RuntimeError("Alice Arnaud") from error
    except RuntimeError:
        logging.getLogger("tests.room").exception("job failed")
    text = log.getvalue()
    assert "test_logs.py" in text and "RuntimeError" in text and "ValueError" in text
    assert "Alice Arnaud" not in text and "alice@" not in text
