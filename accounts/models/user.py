from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.matching import plain

if TYPE_CHECKING:
    from accounts.models import Organisation, Post, Role, RoleHeld, Team


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """Colleagues: see `accounts.access`."""
        from accounts import access

        return access.people_visible_to(self, user)

    def of(self, organisations: models.QuerySet[Organisation]) -> UserQuerySet:
        """Who is there now: a post that has not ended, or a role."""
        from accounts.models import Post, RoleHeld

        posts = Post.objects.lasting().filter(organisation__in=organisations).values("user")
        roles = RoleHeld.objects.filter(organisation__in=organisations).values("user")
        return self.filter(models.Q(pk__in=posts) | models.Q(pk__in=roles))

    def matching(self, words: str) -> UserQuerySet:
        """Whose names or address contain every word, whatever the accents and capitals."""
        found = self
        for word in plain(words).split()[:5]:
            found = found.filter(filed_as__contains=word)
        return found

    def away_on(self, day: datetime.date) -> UserQuerySet:
        return self.filter(leaves__first_day__lte=day, leaves__last_day__gte=day)


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def _create_user(self, email: str, password: str | None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:  # type: ignore[override]
        return self._create_user(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:  # type: ignore[override]
        return self._create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class User(AbstractUser):
    """A person. Signs in with an e-mail address; what the person may do comes from the roles held."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("adresse e-mail professionnelle"), unique=True)
    email_wanted = models.BooleanField(_("recevoir les notifications par e-mail"), default=True)
    language = models.CharField(_("langue"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr")

    filed_as = models.CharField(max_length=600, editable=False, db_index=True)
    """Names and address as `matching.plain` writes them, for the order of lists and for finding people. Kept by `save`."""

    sessions_ended_at = models.DateTimeField(null=True, editable=False)
    """Written by `end_sessions`."""

    objects = UserManager()  # type: ignore[misc]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        ordering = ["filed_as", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_the_case")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.file()
        if update_fields is not None:
            update_fields = {*update_fields, "filed_as"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def end_sessions(self) -> None:
        """At their next request. The one under way may be kept, as after a new password: `update_session_auth_hash`."""
        self.sessions_ended_at = timezone.now()
        self.save(update_fields=["sessions_ended_at"])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Each session keeps a copy of this, and Django ends it when they differ. Django's own changes with the password only."""
        said = f"{self.password} {self.sessions_ended_at}"
        return salted_hmac("accounts.User.session", said, secret=secret, algorithm="sha256").hexdigest()

    def file(self) -> None:
        """For whoever writes without `save`."""
        self.filed_as = plain(f"{self.last_name} {self.first_name} {self.email}")[:600]

    @cached_property
    def roles(self) -> list[RoleHeld]:
        """Read once a request. `accounts.roles` renews it after a change."""
        return list(self.roles_held.select_related("organisation", "team"))

    def holds(self, *roles: Role, organisation: Organisation | None = None, team: Team | None = None) -> bool:
        """Any of the roles: anywhere; in an organisation (a team of it counts); in a team (its whole organisation counts)."""
        return any(
            held.role in roles
            and (organisation is None or held.organisation_id == organisation.pk)
            and (team is None or (held.organisation_id == team.organisation_id and held.team_id in (None, team.pk)))
            for held in self.roles
        )

    @cached_property
    def current_posts(self) -> list[Post]:
        return list(self.posts.current().select_related("organisation", "team"))

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper() or self.email[:2].upper()
