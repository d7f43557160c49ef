"""Law C12: a recorded call × who asks × what became of the call × what became of its campaign."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import Role, User
from call_review.models import Campaign, Recording
from tests.access_world import ANONYMOUS, WHO, World, build, employee
from tests.call_review import calls

State = Recording.State
WHAT_BECAME = ("waiting", "failed", "ready", "without its sound", "set aside")
HEARD, COACH = "agent", "coach"
OTHERS = ("another agent of the team", "a coach not named", "a coach named, now of another team", "a coach of another body")

PAGES = ("review:call", "review:sound", "review:peaks", "review:correct", "recordings:status")
OF_READERS = {
    "waiting": (302, 404, 404, 200, 200),  # to open it leads to what becomes of it
    "failed": (302, 404, 404, 200, 200),
    "ready": (200, 200, 200, 200, 200),
    "without its sound": (200, 404, 404, 200, 200),
    "set aside": (404, 404, 404, 404, 404),
}


@pytest.fixture
def world(db) -> World:
    return build()


def the_call(world: World, became: str) -> Recording:
    call = calls.ready(world.people[HEARD], world.own.campaign)
    changes = {
        "ready": {},
        "without its sound": {"sound_erased_at": timezone.now(), "listening": "", "features": "", "original": ""},
        "set aside": {"state": State.QUARANTINED, "quarantine": "period"},
    }.get(became, {"state": became})
    Recording.objects.filter(pk=call.pk).update(**changes)
    return call


def everybody(world: World) -> dict[str, User | None]:
    """Each role of the body, a machine's owner, nobody; and those who come close to the two that may."""
    organisation, team, elsewhere = world.own.organisation, world.own.team, world.own.empty_team
    near = {name: employee(f"near{number}@ouest.example", organisation, team) for number, name in enumerate(OTHERS)}
    roles.grant(near[OTHERS[0]], Role.AGENT, organisation=organisation, team=team)
    roles.grant(near[OTHERS[1]], Role.COACH, organisation=organisation, team=team)
    roles.grant(near[OTHERS[2]], Role.COACH, organisation=organisation, team=elsewhere)
    world.own.campaign.coaches.add(near[OTHERS[2]])
    roles.grant(near[OTHERS[3]], Role.COACH, organisation=world.other.organisation)
    world.other.campaign.coaches.add(near[OTHERS[3]])
    return {name: None if name == ANONYMOUS else world.people[name] for name in WHO} | near


def expected(name: str, became: str) -> tuple[int, ...]:
    if name == ANONYMOUS:
        return (302,) * len(PAGES)  # to the door
    if name == COACH:
        return OF_READERS[became]
    if name == HEARD:
        call, sound, peaks, _correct, status = OF_READERS[became]
        return call, sound, peaks, 404, status
    return (404,) * len(PAGES)


def code(client: Client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)  # which closes it, once read
    return response.status_code


@pytest.mark.parametrize("campaign", [Campaign.State.OPEN, Campaign.State.CLOSED])
@pytest.mark.parametrize("became", WHAT_BECAME)
def test_c12_only_who_is_heard_and_the_coach_named_whatever_became_of_it(world, became, campaign):
    people, call = everybody(world), the_call(world, became)
    Campaign.objects.filter(pk=world.own.campaign.pk).update(state=campaign, closed_at=timezone.now() if campaign == "closed" else None)
    answered, listed = {}, set()
    for name, person in people.items():
        client = Client()
        if person:
            client.force_login(person)
        answered[name] = tuple(code(client, reverse(page, args=[call.key])) for page in PAGES)
        if str(call.key) in client.get(reverse("recordings:list")).content.decode():
            listed.add(name)
    assert answered == {name: expected(name, became) for name in people}
    assert listed == (set() if became == "set aside" else {HEARD, COACH})
