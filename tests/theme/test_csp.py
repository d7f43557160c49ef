"""What a browser may load for our pages: from here only, and no script that is not ours."""

import re

import pytest
from django.http import HttpResponse

from tests.access_world import page_tree
from theme.csp import SecurityHeadersMiddleware

ADDRESSES = ["/accessibilite/", "/compte/login/", "/nulle-part/", "/fiches/"]


def directives(response: HttpResponse) -> dict[str, str]:
    return dict(directive.split(" ", 1) for directive in response["Content-Security-Policy"].split("; "))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_allow_only_what_comes_from_here_nothing_inline_nothing_evaluated(client, address):
    response = client.get(address)
    policy = directives(response)
    assert "unsafe" not in response["Content-Security-Policy"] and "http" not in response["Content-Security-Policy"]
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["style-src"] == policy["form-action"] == policy["connect-src"] == "'self'"
    assert re.fullmatch(r"'self' 'nonce-[\w-]{22}'", policy["script-src"])


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_each_script_of_a_page_carries_the_nonce_of_its_policy(client, address):
    response = client.get(address)
    nonce = re.search(r"nonce-([\w-]+)", response["Content-Security-Policy"])[1]
    scripts = re.findall(r"<script\b[^>]*>", response.content.decode())
    assert scripts and all(f'nonce="{nonce}"' in script for script in scripts)


@pytest.mark.django_db
def test_a_nonce_serves_once(client):
    assert len({directives(client.get("/accessibilite/"))["script-src"] for _time in range(10)}) == 10


@pytest.mark.django_db
@pytest.mark.parametrize("address", [*ADDRESSES, "/", "/static/css/vigie.css", "/langue/"])
def test_every_answer_says_what_it_is_and_who_may_use_it(client, address):
    response = client.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert (
        response["Referrer-Policy"] == response["Cross-Origin-Opener-Policy"] == response["Cross-Origin-Resource-Policy"] == "same-origin"
    )
    assert "camera=()" in response["Permissions-Policy"] and "microphone=()" in response["Permissions-Policy"]
    assert "Content-Security-Policy" in response
    response.close()


@pytest.mark.django_db
def test_wagtails_own_screens_evaluate_nothing_and_ask_nothing_elsewhere(admin_client):
    page_tree()
    response = admin_client.get("/redaction/")
    policy = directives(response)
    assert policy["default-src"] == policy["object-src"] == "'none'" and policy["frame-ancestors"] == "'self'"
    assert "unsafe-eval" not in policy["script-src"] and "http" not in response["Content-Security-Policy"]


def test_a_stricter_policy_of_a_view_is_kept(rf):
    answer = SecurityHeadersMiddleware(lambda request: HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"}))
    assert answer(rf.get("/"))["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.django_db
def test_the_host_of_uploaded_files_serves_no_page(client, settings):
    settings.MEDIA_URL = "https://media.vigie.example/media/"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "media.vigie.example"]
    assert client.get("/accessibilite/").status_code == 200
    for address in ("/accessibilite/", "/compte/login/", "/media/images/none.png"):
        assert client.get(address, headers={"host": "media.vigie.example"}).status_code == 404


def test_pages_may_show_the_pictures_of_the_other_host(rf, settings):
    settings.MEDIA_URL = "https://media.vigie.example/media/"
    answer = SecurityHeadersMiddleware(lambda request: HttpResponse())
    assert answer(rf.get("/media/images/plan.png"))["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer(rf.get("/fiches/"))["Cross-Origin-Resource-Policy"] == "same-origin"
