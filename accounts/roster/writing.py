"""Changes of many people, written in a number of queries that does not grow with them."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password

from accounts import invitations, roles
from accounts.models import Leave, Post, Team, User
from accounts.roster.comparing import Change
from accounts.roster.known import People


def write(changes: Sequence[Change], people: People) -> None:
    """In the caller's transaction. Raises IntegrityError when somebody else wrote the same meanwhile."""
    _make_teams(changes, people)
    created = _write_people(changes)
    _write_posts(changes, people, created)
    roles.leave_teams([held for change in changes for held in change.left_roles], by=people.importer)
    given = [(_user(change), role, _team(people, team)) for change in changes for role, team in change.roles]
    roles.grant_many(people.organisation, given, by=people.importer)
    Leave.objects.bulk_create(
        [Leave(user=_user(change), first_day=change.leave[0], last_day=change.leave[1]) for change in changes if change.leave]
    )
    invitations.invite(created, people.organisation)


def _make_teams(changes: Sequence[Change], people: People) -> None:
    wanted = {change.post_fields["team"] for change in changes if change.post_fields.get("team")}
    missing = {name.casefold(): name for name in sorted(wanted) if name.casefold() not in people.teams}
    for team in Team.objects.bulk_create([Team(organisation=people.organisation, name=name) for name in missing.values()]):
        people.teams[team.name.casefold()] = team


def _write_people(changes: Sequence[Change]) -> list[User]:
    """Answers those who are new: they have no password until they choose one."""
    new, renamed = [], []
    for change in changes:
        if change.user is None:
            change.user = User(email=change.email, password=make_password(None), **change.names)
            new.append(change.user)
        elif change.names:
            vars(change.user).update(change.names)
            renamed.append(change.user)
    for user in (*new, *renamed):
        user.file()
    User.objects.bulk_update(renamed, ["first_name", "last_name", "filed_as"])
    return User.objects.bulk_create(new)


def _write_posts(changes: Sequence[Change], people: People, created: Sequence[User]) -> None:
    """A new person always has a post, be it empty: that is what makes the person one of the organisation."""
    newcomers = {user.pk for user in created}
    new, changed = [], []
    for change in changes:
        post = change.post
        if post is None and (change.post_fields or _user(change).pk in newcomers):
            post = Post(user=_user(change), organisation=people.organisation)
            new.append(post)
        elif post is not None and change.post_fields:
            changed.append(post)
        for key, value in change.post_fields.items():
            setattr(post, key, _team(people, value) if key == "team" else value)
    Post.objects.bulk_create(new)
    Post.objects.bulk_update(changed, ["team", "occupation", "weekly_hours", "started_on", "staff_number"])


def _team(people: People, name: str | None) -> Team | None:
    return people.teams[name.casefold()] if name else None


def _user(change: Change) -> User:
    assert change.user is not None, "written by _write_people"
    return change.user
