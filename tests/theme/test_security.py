"""What a browser may load for our pages: from here only."""

import pytest
from django.http import HttpResponse

from tests.access_world import page_tree
from theme.security import POLICY, ContentSecurityPolicyMiddleware


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accessibilite/", "/compte/login/", "/nulle-part/"])
def test_pages_allow_only_what_comes_from_here(client, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert policy == POLICY
    assert "'unsafe-inline'" not in policy and "'unsafe-eval'" not in policy and "http" not in policy
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    assert directives["default-src"] == "'self'" and directives["object-src"] == "'none'" and directives["form-action"] == "'self'"


@pytest.mark.django_db
def test_wagtails_own_screens_are_left_to_wagtail(admin_client):
    page_tree()
    assert "Content-Security-Policy" not in admin_client.get("/redaction/")


def test_a_stricter_policy_of_a_view_is_kept(rf):
    answer = ContentSecurityPolicyMiddleware(lambda request: HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"}))
    assert answer(rf.get("/"))["Content-Security-Policy"] == "default-src 'none'"
