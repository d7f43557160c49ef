"""The people a file speaks of, as the database has them, read in a few queries whatever the number of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import Leave, Organisation, Post, Role, RoleHeld, User

BATCH = 500


@dataclass
class Known:
    user: User
    here: bool
    """Of this organisation; or was, and is of no other now."""
    post: Post | None
    roles: list[RoleHeld]
    leaves: list[Leave]


class People:
    def __init__(self, organisation: Organisation, importer: User | None, lines: Sequence[dict[str, Any]]) -> None:
        self.organisation = organisation
        self.importer = importer
        self.may_give_all = importer is not None and importer.holds(Role.ADMINISTRATOR, organisation=organisation)
        self.teams = {team.name.casefold(): team for team in organisation.teams.all()}
        self.by_email: dict[str, Known] = {}
        for emails in _batches({line["email"] for line in lines if "email" in line}):
            self._read(emails)
        self.staff_numbers: dict[str, str] = {}
        for numbers in _batches({line["staff_number"] for line in lines if "staff_number" in line}):
            posts = Post.objects.lasting().filter(organisation=organisation, staff_number__in=numbers)
            self.staff_numbers |= dict(posts.values_list("staff_number", Lower("user__email")))

    def team_name(self, name: str) -> str:
        """As the organisation writes it already, whatever the capitals."""
        team = self.teams.get(name.casefold())
        return team.name if team else name

    def _read(self, emails: list[str]) -> None:
        people = User.objects.annotate(address=Lower("email")).filter(address__in=emails)
        for user in people.prefetch_related("posts__team", "roles_held__team", "leaves"):
            self.by_email[user.address] = self._known(user, list(user.posts.all()), list(user.roles_held.all()))

    def _known(self, user: User, posts: list[Post], roles: list[RoleHeld]) -> Known:
        today = timezone.localdate()
        lasting = [post for post in posts if post.ended_on is None or post.ended_on >= today]
        now = {post.organisation_id for post in lasting} | {held.organisation_id for held in roles}
        here = self.organisation.pk in (now or {post.organisation_id for post in posts})
        mine = [post for post in lasting if post.organisation_id == self.organisation.pk]
        post = max(mine, key=lambda post: (post.ended_on is None, post.started_on), default=None)
        held = [role for role in roles if role.organisation_id == self.organisation.pk]
        return Known(user, here, post, held, list(user.leaves.all()))


def _batches(values: set[str]) -> Iterator[list[str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
