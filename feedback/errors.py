"""What a person who acts on a concern is told. The sentence is made by the view."""

from __future__ import annotations


class FeedbackError(Exception):
    code = "feedback"
    temporary = False


class AlreadyMoved(FeedbackError):
    """Somebody was quicker, or the page was old: nothing was changed."""

    code = "already_moved"


class NoAnswer(FeedbackError):
    """There is nothing to publish yet."""

    code = "no_answer"
