"""Who sees and does what with people. A person of another organisation does not exist (404)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.models.role import Role

if TYPE_CHECKING:
    from accounts.models import Organisation, Post, RoleHeld, User
    from accounts.models.user import UserQuerySet

MANAGERS = (Role.HR, Role.ADMINISTRATOR)
# Everyone may know who holds these in the organisation, to know whom to ask.
SUPPORT = (Role.HR, Role.DPO, Role.ADMINISTRATOR, Role.TRAINER, Role.QUALITY, Role.BUREAU, Role.EDITOR)


def organisations_with_role(user: User, *roles: str) -> QuerySet[Organisation]:
    from accounts.models import Organisation

    return Organisation.objects.filter(pk__in={held.organisation_id for held in user.roles if held.role in roles})


def organisations_whose_people_one_manages(user: User) -> QuerySet[Organisation]:
    return organisations_with_role(user, *MANAGERS)


def organisations_administered_by(user: User) -> QuerySet[Organisation]:
    return organisations_with_role(user, Role.ADMINISTRATOR)


def people_visible_to(people: UserQuerySet, user: User) -> UserQuerySet:
    """Oneself, the people of one's teams, the holders of supporting roles; HR and administrators see all who are or were in their
    organisation, closed accounts too."""
    from accounts.models import Post, RoleHeld

    managed = {held.organisation_id for held in user.roles if held.role in MANAGERS}
    own = organisations_known_to(user)
    teams = {post.team_id for post in user.current_posts if post.team_id} | {held.team_id for held in user.roles if held.team_id}
    posts = Post.objects.lasting().filter(team__in=teams).values("user")
    roles = RoleHeld.objects.filter(Q(team__in=teams) | Q(organisation__in=own, role__in=SUPPORT)).values("user")
    seen = Q(pk=user.pk) | (Q(is_active=True) & (Q(pk__in=posts) | Q(pk__in=roles)))
    if managed:
        seen |= Q(pk__in=Post.objects.filter(organisation__in=managed).values("user"))
        seen |= Q(pk__in=RoleHeld.objects.filter(organisation__in=managed).values("user"))
    return people.filter(seen)


def organisations_known_to(user: User) -> set[int]:
    """Keys of those where the user is now."""
    return {post.organisation_id for post in user.current_posts} | {held.organisation_id for held in user.roles}


def organisation_to_manage(user: User, person: User) -> Organisation | None:
    """Where the user may change the post and the leave of the person. Who left can be brought back."""
    return _common(organisations_whose_people_one_manages(user), person)


def organisation_to_administer(user: User, person: User) -> Organisation | None:
    """Where the user may give the person roles, and take them back."""
    return _common(organisations_administered_by(user), person)


def _common(organisations: QuerySet[Organisation], person: User) -> Organisation | None:
    from accounts.models import Organisation

    return Organisation.objects.ever_of(person).filter(pk__in=organisations).order_by("pk").first()


def posts_visible_to(user: User, person: User) -> list[Post]:
    """A person may work in two organisations; each knows of its own posts only."""
    posts = list(person.posts.lasting().select_related("organisation", "team"))
    return posts if user.pk == person.pk else [post for post in posts if post.organisation_id in organisations_known_to(user)]


def roles_visible_to(user: User, person: User) -> list[RoleHeld]:
    return [held for held in person.roles if user.pk == person.pk or held.organisation_id in organisations_known_to(user)]


def may_close_account(user: User, person: User) -> bool:
    """The account is one for all organisations: closed by who manages them all. Never one's own; an administrator's by an administrator."""
    if user.pk == person.pk:
        return False
    from accounts.models import Organisation

    managers = (Role.ADMINISTRATOR,) if person.holds(Role.ADMINISTRATOR) else MANAGERS
    mine = {held.organisation_id for held in user.roles if held.role in managers}
    theirs = {organisation.pk for organisation in Organisation.objects.answering_for(person)}
    return bool(theirs) and theirs <= mine


def may_reset_ways_in(user: User, person: User) -> bool:
    """Never one's own: whoever took over the session would be rid of them. Only who administers every organisation where the person is."""
    from accounts.models import Organisation

    if user.pk == person.pk or person.is_superuser:
        return False
    administered = {held.organisation_id for held in user.roles if held.role == Role.ADMINISTRATOR}
    theirs = {organisation.pk for organisation in Organisation.objects.of(person)}
    return bool(theirs) and theirs <= administered
