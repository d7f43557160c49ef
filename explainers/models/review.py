from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import AbstractGroupApprovalTask, Page, PagePermissionTester, TaskState

from accounts.models import User


class SecondPersonTask(AbstractGroupApprovalTask):
    """Somebody of the groups approves, but not the person whose change it is."""

    class Meta:
        verbose_name = gettext_lazy("relecture par une deuxième personne")
        verbose_name_plural = gettext_lazy("relectures par une deuxième personne")

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, Any, bool]]:
        return [] if is_own_change(obj, user) else super().get_actions(obj, user)

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> Any:
        # Wagtail saves what the approver changed on the way before it approves: then it is the approver's own change, and waits.
        if action_name == "approve" and is_own_change(task_state.workflow_state.content_object, user):
            return None
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> models.QuerySet[TaskState]:
        return super().get_task_states_user_can_moderate(user, **kwargs).exclude(revision__user=user)

    @classmethod
    def get_description(cls) -> str:
        return _("Une personne de la rédaction relit et approuve ; ce n’est jamais celle qui a modifié la page en dernier.")


def is_own_change(page: Page, user: User) -> bool:
    revision = page.get_latest_revision()
    return revision is not None and revision.user_id == user.pk


class NobodyPublishesAlone(PagePermissionTester):
    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False
