from __future__ import annotations


class NowhereToLearn(Exception):
    """The person works in no organisation: nobody to keep the progress for; permanent."""

    code = "courses.nowhere_to_learn"
    temporary = False


class AlreadyGraded(Exception):
    """The attempt was submitted: its answers stay as they were; permanent."""

    code = "courses.already_graded"
    temporary = False


class AlreadyAssigned(Exception):
    """The same people are already asked to complete this course; permanent until that is withdrawn."""

    code = "courses.already_assigned"
    temporary = False
