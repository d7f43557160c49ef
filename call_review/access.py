"""Who may do what with trials of the speech engine, and with campaigns of call review. What is not one's own does not exist (404)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import organisations_with_role
from accounts.models import Organisation, Role, RoleHeld, Team

if TYPE_CHECKING:
    from accounts.models import Post, User
    from call_review.models import Campaign, Recording
    from call_review.models.recording import RecordingQuerySet

MAY_TRY_THE_ENGINE = (Role.ADMINISTRATOR, Role.QUALITY)


def organisations_where_one_may_try(user: User) -> QuerySet[Organisation]:
    return Organisation.objects.filter(roles_held__user=user, roles_held__role__in=MAY_TRY_THE_ENGINE).distinct()


def organisation_to_try_in(user: User) -> Organisation:
    """The organisation in whose name a new trial is made. PermissionDenied when there is none."""
    organisation = organisations_where_one_may_try(user).order_by("pk").first()
    if organisation is None:
        raise PermissionDenied
    return organisation


# --- Campaigns


def organisations_coached_by(user: User) -> QuerySet[Organisation]:
    return organisations_with_role(user, Role.COACH)


def organisations_protected_by(user: User) -> QuerySet[Organisation]:
    return organisations_with_role(user, Role.DPO)


KEEPERS_OF_WORDS = (Role.COACH, Role.QUALITY)
"""Both read what the engine makes of what is said."""


def organisations_whose_words_one_keeps(user: User) -> QuerySet[Organisation]:
    return organisations_with_role(user, *KEEPERS_OF_WORDS)


def keeps_words(user: User) -> bool:
    return user.holds(*KEEPERS_OF_WORDS)


def follows_campaigns(user: User) -> bool:
    return user.holds(Role.COACH, Role.DPO)


def teams_coached_by(user: User, organisation: Organisation) -> QuerySet[Team]:
    """Those where the role is held; all of the organisation when it is held in the whole of it."""
    held = [role for role in user.roles if role.role == Role.COACH and role.organisation_id == organisation.pk]
    if any(role.team_id is None for role in held):
        return Team.objects.filter(organisation=organisation)
    return Team.objects.filter(pk__in={role.team_id for role in held})


def posts_coached_by(user: User, organisation: Organisation) -> QuerySet[Post]:
    """Of today, in the teams coached."""
    from accounts.models import Post

    return Post.objects.current().filter(organisation=organisation, team__in=teams_coached_by(user, organisation))


def coaches_of(organisation: Organisation) -> QuerySet[User]:
    from accounts.models import User

    return User.objects.filter(is_active=True, pk__in=RoleHeld.objects.filter(role=Role.COACH, organisation=organisation).values("user"))


def teams_where_one_answers(user: User) -> set[int]:
    """Teams of the own posts, where the role of agent is held too: a coach of the team is not listened to. None where one is protected."""
    protected = set(user.protections.values_list("organisation", flat=True))
    return {
        post.team.pk
        for post in user.current_posts
        if post.team and post.organisation_id not in protected and user.holds(Role.AGENT, team=post.team)
    }


def agents_among(posts: QuerySet[Post], organisation_id: int) -> QuerySet[User]:
    """The same rule from the other side: agents who hold one of the posts, in that post's team or in the whole organisation."""
    from accounts.models import User

    held = RoleHeld.objects.filter(Q(team=None) | Q(team=OuterRef("team")), role=Role.AGENT, organisation=organisation_id)
    answering = posts.filter(Exists(held.filter(user=OuterRef("user"))))
    return User.objects.filter(is_active=True, pk__in=answering.values("user")).exclude(protections__organisation=organisation_id)


# --- Recorded calls


def recordings_visible_to(recordings: RecordingQuerySet, user: User) -> RecordingQuerySet:
    """See `Recording.objects.visible_to`. A coach must be named in the campaign and coach the agent's team today."""
    from call_review.models import Campaign, Recording

    coached = Q()
    for organisation in organisations_coached_by(user):
        coached |= Q(organisation=organisation, agent__in=posts_coached_by(user, organisation).values("user"))
    seen = Q(agent=user)
    if coached:
        led = Campaign.coaches.through.objects.filter(user=user).values("campaign")
        seen |= coached & Q(campaign__in=led)
    return recordings.filter(seen).exclude(state=Recording.State.QUARANTINED)


def recordings_protected_by(user: User) -> RecordingQuerySet:
    """Of the data protection officer: to be counted, dated and erased, those set aside included. Never to be heard, read or named."""
    from call_review.models import Recording

    return Recording.objects.filter(organisation__in=organisations_protected_by(user))


# --- The page of one call


def may_rate(user: User, recording: Recording) -> bool:
    """Of those who may open the call: nobody rates an own one."""
    return recording.agent_id != user.pk


def may_publish_maskings(user: User, recording: Recording) -> bool:
    """Of those who may open the call: who is heard in it proposes, a coach publishes."""
    return recording.agent_id != user.pk


def may_correct(user: User, recording: Recording) -> bool:
    """Of those who may open the call: who leads its campaign, and is not heard in it."""
    from call_review.models import Campaign

    return recording.agent_id != user.pk and Campaign.objects.led_by(user).filter(pk=recording.campaign_id).exists()


def keeps_originals(user: User, campaign: Campaign) -> bool:
    """Named there, and still a coach of the organisation: who loses the role loses the originals at once."""
    named = campaign.keepers.filter(person=user).exists()
    return named and organisations_coached_by(user).filter(pk=campaign.organisation_id).exists()


def readers_of(recording: Recording) -> list[User]:
    """Everyone who may open the call today, its agent first: the same rule as `recordings_visible_to`, asked for each coach named."""
    from call_review.models import Recording

    coaches = recording.campaign.coaches.filter(is_active=True).exclude(pk=recording.agent_id).order_by("last_name", "first_name", "pk")
    return [recording.agent, *(coach for coach in coaches if Recording.objects.visible_to(coach).filter(pk=recording.pk).exists())]
