"""Giving and taking roles: the only writer of `RoleHeld`, and of the Wagtail groups that go with some."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection as WagtailCollection
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page

from accounts import security
from accounts.errors import LastAdministrator, WrongTeam
from accounts.models import Organisation, Role, RoleHeld, Team, User
from accounts.models.role import ONLY_WHOLE
from accounts.security import Kind

WRITING_GROUP = "Rédaction"
SETTINGS_GROUP = "Identité du portail"
# Editors and trainers write pages, courses among them; administrators too, and they set name, logo and colours. Nobody else enters Wagtail.
GROUPS = {WRITING_GROUP: (Role.EDITOR, Role.TRAINER, Role.ADMINISTRATOR), SETTINGS_GROUP: (Role.ADMINISTRATOR,)}
ON_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
ON_COLLECTIONS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


@transaction.atomic
def grant(user: User, role: Role, *, organisation: Organisation, team: Team | None = None, by: User | None = None) -> RoleHeld:
    """Idempotent. By None: the portal or its command line. Raises WrongTeam."""
    _check_team(role, organisation, team)
    held, created = RoleHeld.objects.get_or_create(user=user, role=role, organisation=organisation, team=team)
    if created:
        security.record_roles(Kind.ROLE_GIVEN, [held], by)
    _renew(user)
    return held


@transaction.atomic
def grant_many(organisation: Organisation, given: Collection[tuple[User, Role, Team | None]], *, by: User | None = None) -> None:
    """The same for many people in a few queries. Raises WrongTeam before anything is written."""
    for _user, role, team in given:
        _check_team(role, organisation, team)
    held = RoleHeld.objects.filter(organisation=organisation, user__in={user for user, _role, _team in given})
    known = set(held.values_list("user", "role", "team"))
    new = [
        RoleHeld(user=user, role=role, organisation=organisation, team=team)
        for user, role, team in dict.fromkeys(given)
        if (user.pk, role, team.pk if team else None) not in known
    ]
    RoleHeld.objects.bulk_create(new, ignore_conflicts=True)
    security.record_roles(Kind.ROLE_GIVEN, new, by)
    for user in {user for user, _role, _team in given}:
        user.__dict__.pop("roles", None)
    for name, roles in GROUPS.items():
        if joining := {user for user, role, _team in given if role in roles}:
            group(name).user_set.add(*joining)


@transaction.atomic
def revoke(held: RoleHeld, *, by: User | None = None) -> None:
    """Raises LastAdministrator: an organisation is never left without one."""
    if held.role == Role.ADMINISTRATOR:
        refuse_to_lose([held.organisation_id], held.user)
    user = held.user
    security.record_roles(Kind.ROLE_TAKEN, [held], by)
    held.delete()
    _renew(user)


def leave_teams(held: Collection[RoleHeld], *, by: User | None = None) -> None:
    """Takes back roles held in a team, or that may be: the person changes team and is given them in the next one."""
    left = RoleHeld.objects.filter(pk__in=[each.pk for each in held]).exclude(role__in=ONLY_WHOLE)
    security.record_roles(Kind.ROLE_TAKEN, left.select_related("user", "organisation", "team"), by)
    left.delete()


def refuse_to_lose(organisations: Iterable[int], user: User) -> None:
    """Raises LastAdministrator when nobody else administers one of the organisations. Two people cannot both be let go: one waits."""
    for organisation in Organisation.objects.select_for_update().filter(pk__in=organisations).order_by("pk"):
        others = RoleHeld.objects.filter(role=Role.ADMINISTRATOR, organisation=organisation, user__is_active=True)
        if not others.exclude(user=user).exists():
            raise LastAdministrator


def _check_team(role: Role, organisation: Organisation, team: Team | None) -> None:
    if team is not None and (team.organisation_id != organisation.pk or role.only_whole):
        raise WrongTeam


def _renew(user: User) -> None:
    user.__dict__.pop("roles", None)
    for name, roles in GROUPS.items():
        if user.holds(*roles):
            group(name).user_set.add(user)
        else:
            user.groups.remove(*Group.objects.filter(name=name))


def renew_groups() -> None:
    """Lets in those whose role came to open Wagtail after it was given to them. Idempotent."""
    for name, opening in GROUPS.items():
        group(name).user_set.add(*User.objects.filter(roles_held__role__in=opening).distinct())


def group(name: str) -> Group:
    """Made the first time somebody belongs to it; what it may do in Wagtail can be refined there, and is not reset."""
    found, created = Group.objects.get_or_create(name=name)
    if created:
        codes = ["access_admin"] if name == WRITING_GROUP else ["access_admin", "change_brand"]
        found.permissions.add(*Permission.objects.filter(codename__in=codes))
        if name == WRITING_GROUP:
            _let_write(found)
    return found


def _let_write(writers: Group) -> None:
    for page in Page.get_root_nodes():
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=ON_PAGES):
            GroupPagePermission.objects.get_or_create(group=writers, page=page, permission=permission)
    for collection in WagtailCollection.get_root_nodes():
        for permission in Permission.objects.filter(codename__in=ON_COLLECTIONS):
            GroupCollectionPermission.objects.get_or_create(group=writers, collection=collection, permission=permission)
