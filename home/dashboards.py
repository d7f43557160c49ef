"""What each person finds on the first page: facts of today, by role."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import access
from accounts.models import AccessEntry, Delivery, Leave, Notification, Organisation, Post, Role, RoleHeld, RosterImport, Team, User
from accounts.notices import unread_count
from background.models import Job
from background.registry import label
from background.sentences import reason
from call_review import retention
from call_review.models import Campaign, Trial
from careers import holdings
from home import daily
from home.models import InformationPage
from speech import model as speech_model
from speech.errors import SpeechError
from speech.messages import sentence

SHOWN = 5
A_WEEK = datetime.timedelta(days=7)
CONTACTS = (Role.TEAM_LEAD, Role.COACH, Role.HR, Role.DPO, Role.ADMINISTRATOR)


def dashboard(user: User) -> dict[str, Any]:
    cards: dict[str, Any] = {"mine": own(user), "team": team(user), "contacts": contacts(user)}
    cards["lede"] = summary(unread_count(user), cards["team"]["away"])
    cards["learning"] = daily.learning(user)
    if user.holds(Role.AGENT):
        cards["due"] = daily.due(user)
        cards["own_call"] = daily.own_call(user)
        cards["concerns"] = daily.own_concerns(user)
        cards["certificate"] = daily.newest_certificate(user)
    if user.holds(Role.COACH):
        cards["calls"] = daily.calls(user)
    if user.holds(Role.BUREAU):
        cards["board"] = daily.board(user)
    if user.holds(Role.HR):
        cards["certifications"] = holdings.counts(user)
    if user.holds(Role.HR, Role.ADMINISTRATOR):
        cards["people"] = people(user)
    if user.holds(Role.ADMINISTRATOR):
        cards["machine"] = machine(user)
    if user.holds(Role.ADMINISTRATOR, Role.QUALITY):
        cards["trials"] = list(Trial.objects.visible_to(user).select_related("job", "asked_by")[:3])
    if user.holds(Role.EDITOR, Role.ADMINISTRATOR):
        cards["pages"] = list(
            InformationPage.objects.order_by("-has_unpublished_changes", F("latest_revision_created_at").desc(nulls_last=True))[:SHOWN]
        )
    if user.holds(Role.DPO):
        cards["data"] = personal_data(user)
    return cards


def summary(unread: int, away: int) -> str:
    """The day in one line."""
    said = [f"{capfirst(date_format(timezone.localdate(), 'l j F'))}.", _("Rien de nouveau à lire.")]
    if unread:
        said[1] = ngettext("%(counter)s notification à lire.", "%(counter)s notifications à lire.", unread) % {"counter": unread}
    if away:
        absent = ngettext("%(counter)s personne absente dans votre équipe.", "%(counter)s personnes absentes dans votre équipe.", away)
        said.append(absent % {"counter": away})
    return " ".join(said)


def own(user: User) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "unread": list(Notification.objects.visible_to(user).unread()[:SHOWN]),
        "next_leave": user.leaves.filter(last_day__gte=today).first(),
    }


def team(user: User) -> dict[str, Any]:
    """The people of one's teams, those away today first."""
    teams = {post.team_id for post in user.current_posts if post.team_id} | {held.team_id for held in user.roles if held.team_id}
    today = timezone.localdate()
    members = User.objects.filter(pk__in=Post.objects.current().filter(team__in=teams).values("user"), is_active=True).exclude(pk=user.pk)
    away = {leave.user_id: leave for leave in Leave.objects.on(today).filter(user__in=members)}
    seen = [{"person": person, "away_until": away[person.pk].last_day if person.pk in away else None} for person in members]
    return {
        "names": [team.name for team in Team.objects.filter(pk__in=teams)],
        "members": sorted(seen, key=lambda member: member["away_until"] is None),
        "away": len(away),
    }


def contacts(user: User) -> list[RoleHeld]:
    """Whom to ask: lead and coach of one's teams, and the supporting roles of the organisation."""
    organisations = Organisation.objects.of(user)
    teams = {post.team_id for post in user.current_posts if post.team_id}
    near = Q(role__in=(Role.TEAM_LEAD, Role.COACH), team__in=teams)
    support = Q(role__in=(Role.HR, Role.DPO, Role.ADMINISTRATOR), organisation__in=organisations)
    held = RoleHeld.objects.filter(near | support, user__is_active=True).exclude(user=user).select_related("user", "team")
    return sorted(held, key=lambda one: (CONTACTS.index(Role(one.role)), str(one.user)))[:8]


def people(user: User) -> dict[str, Any]:
    managed = access.organisations_whose_people_one_manages(user)
    today = timezone.localdate()
    open_posts = Post.objects.current().filter(organisation__in=managed, user__is_active=True)
    return {
        "total": open_posts.values("user").distinct().count(),
        "teams": list(
            Team.objects.filter(organisation__in=managed).annotate(
                members=Count("posts__user", filter=Q(posts__in=open_posts), distinct=True)
            )
        ),
        "without_team": open_posts.filter(team=None).count(),
        "leaves": list(
            Leave.objects.between(today, today + A_WEEK).filter(user__in=open_posts.values("user")).select_related("user")[: SHOWN * 2]
        ),
        "imports": list(RosterImport.objects.visible_to(user).defer("content")[:3]),
    }


def machine(user: User) -> dict[str, Any]:
    """What an administrator looks after: e-mails that did not arrive, work that failed or waits."""
    since = timezone.now() - A_WEEK
    jobs = Job.objects.exclude(kind="call_review.process")  # that calls come in is not for who keeps the machine: the coach is told
    failures = jobs.filter(state=Job.State.FAILED, finished_at__gte=since)
    return {
        "undelivered": Delivery.objects.visible_to(user).undelivered().filter(changed_at__gte=since).count(),
        "failed": failures.count(),
        "failures": [{"what": label(job), "why": reason(job), "when": job.finished_at} for job in failures.order_by("-finished_at")[:3]],
        "waiting": jobs.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).count(),
    }


def personal_data(user: User) -> dict[str, Any]:
    organisations = access.organisations_with_role(user, Role.DPO)
    accounts = User.objects.filter(Q(posts__organisation__in=organisations) | Q(roles_held__organisation__in=organisations)).distinct()
    return {
        "open": accounts.filter(is_active=True).count(),
        "closed": accounts.filter(is_active=False).count(),
        "never": accounts.filter(is_active=True, last_login=None).count(),
        "leaves": Leave.objects.filter(user__in=accounts).count(),
        "imports": RosterImport.objects.filter(organisation__in=organisations).count(),
        "campaigns": Campaign.objects.filter(organisation__in=organisations, state=Campaign.State.OPEN).count(),
        "calls": retention.figures(organisations, timezone.now()),
        "accesses": AccessEntry.objects.filter(organisation__in=organisations, at__gte=timezone.now() - A_WEEK).count(),
        **engine(),
    }


def engine() -> dict[str, Any]:
    """What learned from data and runs here, or why it cannot."""
    try:
        return {"engine": speech_model.describe(), "engine_fault": ""}
    except SpeechError as error:
        return {"engine": None, "engine_fault": sentence(error)}
