"""Every address × every role × an object of one's own organisation or of another: the expected answer.

An address that is not in MATRIX fails the build. Numbers are HTTP statuses; DOOR is a redirection to the sign-in page; 302 is one to
anywhere else (done). 400 is a form that came back with its errors: whoever sees it was let in. Nothing ever answers 500: the test client
raises what a view raises.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from call_review.models.recording import calls_storage
from tests import access_world
from tests.access_rows import DOOR, GONE, Answers, Arguments, Case, get, only, post, post_only, public, signed_in
from tests.access_world import ANONYMOUS, SUPERUSER, WHO, Side, World
from tests.call_review import protection_rows, recording_rows, review_rows
from tests.careers import access_rows as careers
from tests.courses import access_rows as courses
from tests.feedback import access_rows as feedback
from tests.wellbeing import journal_rows

MANAGERS = ("hr", "administrator")
FOLLOWERS = ("coach", "dpo")
TRIERS = ("quality", "administrator")
PEOPLE = only(*MANAGERS, code=302) | {SUPERUSER: 404}  # the superuser keeps the machine, and works in no organisation
ROLES = only("administrator", code=302) | {SUPERUSER: 404}
LEADS = only("coach", code=302, refused=404)  # the campaign tried is open: its coach is sent to its page
NOT_OURS = only(*MANAGERS, code=404)
GUESTS = signed_in(302) | {ANONYMOUS: 200}  # who is signed in is sent away from the doors

MATRIX: dict[str, list[Case]] = {
    # Running it
    "healthz": get(public()),
    "readyz": get(public()),
    "metrics": get(public(404)),
    # Home
    "dashboard": get(signed_in()),
    "search": get(public()),
    "accessibility": get(public()),
    "information": get(public(302), other=public(404)),
    "gallery": get(only("administrator", SUPERUSER)),
    # People
    "accounts:directory": get(signed_in()),
    "accounts:directory_export": get(only(*MANAGERS)),
    "accounts:person": get(signed_in() | {SUPERUSER: 404}, other=GONE),
    "accounts:edit_post": get(only(*MANAGERS) | {SUPERUSER: 404}, other=GONE) + post(PEOPLE, other=GONE, started_on="2020-01-01"),
    "accounts:add_leave": post_only(PEOPLE, other=GONE, first_day="2030-01-01", last_day="2030-01-02"),
    "accounts:remove_leave": post_only(PEOPLE, other=GONE),
    "accounts:add_role": post_only(ROLES, other=GONE, role="trainer"),
    "accounts:remove_role": post_only(ROLES, other=GONE),
    "accounts:close_account": post_only(PEOPLE, other=GONE),
    "accounts:open_account": post_only(PEOPLE, other=GONE),
    "accounts:reset_second_factor": post_only(ROLES, other=GONE, why="Téléphone perdu"),
    "accounts:invite_again": post_only(PEOPLE, other=GONE),
    "accounts:my_account": get(signed_in()) + post(signed_in(302), language="fr"),
    "accounts:my_leaves": get(signed_in()),
    "accounts:my_address": get(signed_in()),
    "accounts:my_security": get(signed_in()),
    "accounts:unbind": post_only(ROLES, other=GONE, why="Identité changée"),
    "accounts:unbind_mine": get(signed_in(302)) + post(signed_in(302)),
    "accounts:proconnect_leaving": get(public(302)),
    "accounts:proconnect_left": get(public(302)),
    "accounts:organisation": get(only("administrator")) + post(only("administrator", code=302), siret=""),
    "accounts:security_log": get(only("administrator", "dpo")),
    # Off unless configured; tests/signin/test_proconnect.py tries them on
    "accounts:proconnect": get(public(404)),
    "accounts:proconnect_return": get(public(404)),
    "accounts:notifications": get(signed_in()),
    "accounts:read_all_notifications": post_only(signed_in(302)),
    "accounts:read_notification": post_only(signed_in(302), other=GONE),
    "accounts:roster_imports": get(only(*MANAGERS)) + post(only(*MANAGERS, code=400)),
    "accounts:roster_example": get(only(*MANAGERS)),
    "accounts:roster_import": get(only(*MANAGERS), other=NOT_OURS),
    "accounts:confirm_roster_import": post_only(only(*MANAGERS, code=302), other=NOT_OURS),
    "accounts:abandon_roster_import": post_only(only(*MANAGERS, code=302), other=NOT_OURS),
    "accounts:erase_roster_import": post_only(only(*MANAGERS, code=302), other=NOT_OURS),
    "accounts:resume_roster_import": post_only(only(*MANAGERS, code=302), other=NOT_OURS),
    "accounts:roster_report": get(only(*MANAGERS), other=NOT_OURS),
    "accounts:teams": get(only("administrator")) + post(only("administrator", code=302), name="Nouvelle"),
    "accounts:team": get(only("administrator"), other=only("administrator", code=404))
    + post(only("administrator", code=302), other=only("administrator", code=404), name="Accueil 2"),
    "accounts:delete_team": post_only(only("administrator", code=302), other=only("administrator", code=404)),
    "accounts:deliveries": get(only("administrator")),
    "accounts:send_again": post_only(only("administrator", code=302), other=only("administrator", code=404)),
    # Appearance and language
    "theme:set_theme": post_only(public(302), theme="dark", next="/"),
    "theme:brand_css": get(public()),
    "set_language": get(public(302)) + post(public(302), language="en", next="/"),
    # Background work: a job is its owner's; who keeps the machine sees all
    "background:status": get(signed_in(), other=only(SUPERUSER, refused=404)),
    "background:cancel": post_only(signed_in(302), other=only(SUPERUSER, code=302, refused=404)),
    # Trials of the speech engine
    "call_review:trials": get(only(*TRIERS)) + post(only(*TRIERS, code=302), sample="d03"),
    "call_review:trial": get(only(*TRIERS, refused=404), other=GONE),
    "call_review:delete_trial": post_only(only(*TRIERS, code=302, refused=404), other=GONE),
    "call_review:trial_pdf": get(only(*TRIERS, refused=404), other=GONE),
    "call_review:trial_json": get(only(*TRIERS, refused=404), other=GONE),
    # Explainers are for everyone, callers too
    "explainers:list": get(public()),
    "explainers:media": get(public()),
    "explainers:captions": get(public()),
    # Campaigns of call review, and their notices
    "campaigns:campaigns": get(only(*FOLLOWERS, refused=404)),
    "campaigns:new_campaign": get(only("coach", refused=404))
    + post(only("coach", code=302, refused=404), name="Hiver", weekly_cap="5", share_cap="5"),
    "campaigns:campaign": get(only(*FOLLOWERS, refused=404), other=GONE),
    "campaigns:edit_campaign": get(LEADS, other=GONE) + post(LEADS, other=GONE, name="Hiver"),
    "campaigns:publish_notice": get(only("coach", refused=404), other=GONE) + post(LEADS, other=GONE, text="Bonjour"),
    "campaigns:open_campaign": post_only(LEADS, other=GONE),
    "campaigns:discard_campaign": post_only(LEADS, other=GONE),
    "campaigns:close_campaign": post_only(LEADS, other=GONE),
    "campaigns:notices": get(only("agent", refused=404)),
    "campaigns:notice": get(only("agent", refused=404), other=GONE) + post(only("agent", code=302, refused=404), other=GONE),
    # Sign-in (allauth)
    "account_login": get(GUESTS) + post(GUESTS, login="x@y.example", password="no"),
    "account_logout": get(signed_in() | {ANONYMOUS: 302}) + post(public(302)),
    "wagtail_logout": get(signed_in() | {ANONYMOUS: 302}) + post(public(302)),
    "account_inactive": get(public()),
    "account_signup": get(GUESTS) + post(GUESTS, email="x@y.example", password1="No-account-1"),
    "account_reauthenticate": get(signed_in()) + post(signed_in(), password="no"),
    "account_email": get(signed_in()),
    "account_email_verification_sent": get(public()),
    "account_change_password": get(signed_in()) + post(signed_in(), oldpassword="no"),
    "account_set_password": get(signed_in(302)) + post(signed_in(302)),
    "account_reset_password": get(public()) + post(public(302), email="nobody@y.example"),
    "account_reset_password_done": get(public()),
    "account_reset_password_from_key": get(public()),
    "account_reset_password_from_key_done": get(public()),
    "account_confirm_login_code": get(public(302)),
    "account_confirm_email": get(public()),
    "mfa_index": get(signed_in()),
    "mfa_authenticate": get(public(302)),
    "mfa_reauthenticate": get(signed_in(302)),
    "mfa_activate_totp": get(signed_in(302)) + post(signed_in(302)),
    "mfa_deactivate_totp": get(signed_in(404)),
    "mfa_view_recovery_codes": get(signed_in(404)),
    "mfa_generate_recovery_codes": get(signed_in(302)),
    "mfa_download_recovery_codes": get(signed_in(404)),
    "mfa_list_webauthn": get(signed_in()),
    "mfa_add_webauthn": get(signed_in(302)) + post(signed_in(302)),
    "mfa_reauthenticate_webauthn": get(signed_in(302)),
    "mfa_login_webauthn": get(public(302)),
    "mfa_edit_webauthn": get(signed_in(302), other=signed_in(302)) + post(signed_in(302), other=signed_in(302)),
    "mfa_remove_webauthn": get(signed_in(302), other=signed_in(302)) + post(signed_in(302), other=signed_in(302)),
    "second_factor_due": get(signed_in(302)),
    "wagtail_login_closed": get(public(302)) + post(public(302), username="agent@ouest.example", password="no"),
    # What editors publish
    "media": get(public(404)),  # only pictures that exist
    "wagtail_serve": get(public(), other=public(404)),
    "wagtaildocs_serve": get(signed_in(), other=signed_in(404)),
    "wagtaildocs_authenticate_with_password": get(signed_in(404)),
}

# Wagtail's own addresses are many: tried are its doors, and those that would show people or change who may do what.
WRITERS = only("editor", "trainer", "administrator", SUPERUSER, refused=302)
# Keys that cannot be guessed, of what is for anyone who has them.
FOR_ANYONE = {"explainers:media", "explainers:captions", "careers:verify", "careers:verify_pdf"}
WAGTAIL_PREFIX = "redaction/"
WAGTAIL: dict[str, Answers] = {
    "wagtailadmin_home": WRITERS,
    "wagtailadmin_explore_root": WRITERS,
    "wagtailimages:index": WRITERS,
    "wagtaildocs:index": WRITERS,
    "topic_chooser:choose": WRITERS,
    "wagtailusers_users:index": only(SUPERUSER, refused=302),
    "wagtailusers_groups:index": only(SUPERUSER, refused=302),
    "wagtailsites:index": only(SUPERUSER, refused=302),
    "wagtailadmin_password_reset": GONE,
}

ARGUMENTS: dict[str, Arguments] = {
    "information": lambda side, user, world: {"slug": "aide-d-essai" if side.mine else "rien"},
    "accounts:directory_export": lambda side, user, world: {"kind": "csv"},
    "accounts:remove_leave": lambda side, user, world: {"pk": side.person.pk, "leave": side.leave.pk},
    "accounts:remove_role": lambda side, user, world: {"pk": side.person.pk, "held": side.held.pk},
    "accounts:read_notification": lambda side, user, world: {"pk": side.notification(user).pk},
    "accounts:roster_report": lambda side, user, world: {"pk": side.roster_import.pk, "kind": "xlsx"},
    "accounts:team": lambda side, user, world: {"pk": side.team.pk},
    "accounts:send_again": lambda side, user, world: {"pk": side.delivery.pk},
    "accounts:delete_team": lambda side, user, world: {"pk": side.empty_team.pk},
    "theme:brand_css": lambda side, user, world: {"version": "0"},
    "mfa_edit_webauthn": lambda side, user, world: {"pk": 1},
    "mfa_remove_webauthn": lambda side, user, world: {"pk": 1},
    "background:status": lambda side, user, world: {"pk": side.job(user).pk},
    "background:cancel": lambda side, user, world: {"pk": side.job(user).pk},
    "account_reset_password_from_key": lambda side, user, world: {"uidb36": "1", "key": "no-such-key"},
    "account_confirm_email": lambda side, user, world: {"key": "no-such-key"},
    "media": lambda side, user, world: {"path": "images/none.png"},
    "explainers:media": lambda side, user, world: {"key": world.media.key},
    "explainers:captions": lambda side, user, world: {"key": world.media.key},
    "wagtail_serve": lambda side, user, world: ["aide-d-essai/" if side.mine else "rien/"],
    "wagtaildocs_serve": lambda side, user, world: [world.document.pk if side.mine else 0, world.document.filename],
    "wagtaildocs_authenticate_with_password": lambda side, user, world: {"restriction_id": 1},
}
for name in (
    "person",
    "edit_post",
    "add_leave",
    "add_role",
    "close_account",
    "open_account",
    "invite_again",
    "reset_second_factor",
    "unbind",
):
    ARGUMENTS[f"accounts:{name}"] = lambda side, user, world: {"pk": side.person.pk}
for name in ("roster_import", "confirm_roster_import", "abandon_roster_import", "erase_roster_import", "resume_roster_import"):
    ARGUMENTS[f"accounts:{name}"] = lambda side, user, world: {"pk": side.roster_import.pk}
for name in ("trial", "delete_trial", "trial_pdf", "trial_json"):
    ARGUMENTS[f"call_review:{name}"] = lambda side, user, world: {"pk": side.trial.pk}

for name in ("campaign", "edit_campaign", "publish_notice", "open_campaign", "discard_campaign", "close_campaign"):
    ARGUMENTS[f"campaigns:{name}"] = lambda side, user, world: {"pk": side.campaign.pk}
ARGUMENTS["campaigns:notice"] = lambda side, user, world: {"pk": side.notice.pk}

for rows in (courses, recording_rows, review_rows, protection_rows, feedback, careers, journal_rows):
    MATRIX |= rows.MATRIX
    ARGUMENTS |= rows.ARGUMENTS


# --- The tests


def addresses(patterns: list[Any], namespace: str = "", prefix: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of every address but Wagtail's."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and route != WAGTAIL_PREFIX:
            yield from addresses(pattern.url_patterns, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""), route)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", route


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setitem(calls_storage().__dict__, "location", str(tmp_path))
    return access_world.build()


def answer(world: World, who: str, method: str, url: str, data: dict[str, str]) -> int | str:
    """What this person gets. Everything that the request changed is undone; a cache outside the database is given other keys instead."""
    caches["default"].key_prefix = uuid.uuid4().hex
    client = Client()
    before = transaction.savepoint()  # not `atomic`: a view may ask for its own transaction to be the outermost
    if who != ANONYMOUS:
        client.force_login(world.people[who])
    response = getattr(client, method)(url, data)
    transaction.savepoint_rollback(before)
    if response.streaming:
        b"".join(response.streaming_content)  # which closes it, once read
    at_the_door = response.status_code == 302 and response["Location"].startswith(reverse("account_login") + "?")
    return DOOR if at_the_door and who == ANONYMOUS else response.status_code


def address(world: World, name: str, side: Side, who: str) -> str:
    arguments = ARGUMENTS[name](side, world.people[who], world) if name in ARGUMENTS else {}
    return reverse(name, kwargs=arguments) if isinstance(arguments, dict) else reverse(name, args=arguments)


def surprises(world: World, name: str, cases: list[Case]) -> list[str]:
    found = []
    for case in cases:
        side = world.other if case.other else world.own
        for who, expected in case.answers.items():
            actual = answer(world, who, case.method, address(world, name, side, who), case.data)
            if actual != expected:
                found.append(f"{case.method.upper()} {'other' if case.other else 'own'} as {who}: {actual}, expected {expected}")
    return found


@pytest.mark.parametrize("name", MATRIX)
def test_access(world: World, name: str) -> None:
    found = surprises(world, name, MATRIX[name])
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", WAGTAIL)
def test_access_to_wagtail(world: World, name: str) -> None:
    found = surprises(world, name, get(WAGTAIL[name]))
    assert not found, "\n".join(found)


def test_every_address_has_its_row() -> None:
    listed = {name for name, route in addresses(get_resolver().url_patterns)}
    assert listed - set(MATRIX) == set(), "say in MATRIX who may go there"
    assert set(MATRIX) - listed == set(), "these addresses are gone"


def test_every_address_of_an_object_is_tried_on_another_organisation() -> None:
    for name, route in addresses(get_resolver().url_patterns):
        if ("pk>" in route or "<uuid:" in route) and name not in FOR_ANYONE:
            cases = MATRIX.get(name, [])
            assert {case.method for case in cases if case.other} == {case.method for case in cases}, name


def test_what_is_only_read_takes_no_post(world: World) -> None:
    """A view that takes POST and is not tried with it would be a hole in the matrix. Libraries' own views apart."""
    read = [name for name, cases in MATRIX.items() if {case.method for case in cases} == {"get"}]
    ours = [name for name in read if not name.startswith(("account_", "mfa_", "wagtail"))]
    refusals = {403, 404, 405, DOOR}
    assert {
        (name, who) for name in ours for who in WHO if answer(world, who, "post", address(world, name, world.own, who), {}) not in refusals
    } == set()
