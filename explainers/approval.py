"""What happens when a workflow of Wagtail's ends. Loaded with Wagtail's own models: it imports none."""

from __future__ import annotations

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """The approval is the permission: who gave it may well publish nothing alone (WAGTAIL_FINISH_WORKFLOW_ACTION)."""
    workflow_state.content_object.get_latest_revision().publish(user=user, skip_permission_checks=True)
