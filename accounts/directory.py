"""Lists of people, read in a number of queries that does not grow with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.expressions import OrderBy
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import Leave, Post, RoleHeld, Team, User

if TYPE_CHECKING:
    from accounts.models.user import UserQuerySet

CLOSED, ABSENT = "ferme", "absent"
SORTS: dict[str, list[str | OrderBy]] = {
    "nom": ["filed_as"],
    "-nom": ["-filed_as"],
    "equipe": [F("team_name").asc(nulls_last=True), "filed_as"],
    "-equipe": [F("team_name").desc(nulls_last=True), "filed_as"],
}


def people(viewer: User, filters: dict[str, Any]) -> UserQuerySet:
    """What the filters of `DirectoryFilter` leave of the people the viewer may see, with `away` and what a list shows."""
    today = timezone.localdate()
    found = User.objects.visible_to(viewer).filter(is_active=filters.get("etat") != CLOSED)
    if filters.get("mots"):
        found = found.matching(filters["mots"])
    if filters.get("equipe"):
        found = found.filter(_in_team(filters["equipe"]))
    if filters.get("role"):
        shown = _shown_to(viewer, RoleHeld.objects.filter(role=filters["role"]))
        found = found.filter(pk__in=shown.values("user"))
    found = found.annotate(away=Exists(Leave.objects.on(today).filter(user=OuterRef("pk"))))
    if filters.get("etat") == ABSENT:
        found = found.filter(away=True)
    return _with_posts_and_roles(found, viewer).order_by(*SORTS[filters.get("tri") or "nom"], "pk")


def _in_team(team: Team) -> Q:
    posts = Post.objects.lasting().filter(team=team).values("user")
    return Q(pk__in=posts) | Q(pk__in=RoleHeld.objects.filter(team=team).values("user"))


def _with_posts_and_roles(found: UserQuerySet, viewer: User) -> UserQuerySet:
    """Of somebody who works in two organisations, only what the viewer's own knows."""
    posts = _shown_to(viewer, Post.objects.lasting().select_related("team", "organisation"))
    roles = _shown_to(viewer, RoleHeld.objects.select_related("team"))
    team_name = Subquery(posts.filter(user=OuterRef("pk")).order_by("started_on").values("team__name")[:1])
    return found.annotate(team_name=team_name).prefetch_related(
        Prefetch("posts", posts, to_attr="shown_posts"), Prefetch("roles_held", roles, to_attr="shown_roles")
    )


def _shown_to(viewer: User, of_an_organisation: Any) -> Any:
    return of_an_organisation.filter(organisation__in=access.organisations_known_to(viewer))


def table(found: UserQuerySet) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of the export."""
    header = [_("Nom"), _("Prénom"), _("Courriel"), _("Rôles"), _("Équipe"), _("Métier"), _("Heures"), _("Matricule"), _("Compte ouvert")]
    return header, [_row(person) for person in found]


def _row(person: Any) -> list[Any]:
    post = person.shown_posts[0] if person.shown_posts else None
    roles = ", ".join(str(held.get_role_display()) for held in person.shown_roles)
    shown = [post.team.name if post.team else "", post.occupation, post.weekly_hours, post.staff_number] if post else ["", "", None, ""]
    return [person.last_name, person.first_name, person.email, roles, *shown, _("oui") if person.is_active else _("non")]
