"""A template variable that nobody passed prints nothing and nobody sees it: here it fails the test that renders it."""

import inspect
from pathlib import Path

from django.conf import settings

THEIRS = "site-packages"


class UndefinedVariable(AssertionError):
    """Not a VariableDoesNotExist, which Django would swallow."""


class FailOnUndefined(str):
    """Takes the place of the engine's `string_if_invalid`: Django formats it with the name of the variable that is missing."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        template = _template()
        if template and Path(template).is_relative_to(settings.BASE_DIR) and THEIRS not in template:
            raise UndefinedVariable(f"{template}: {{{{ {variable} }}}} is not defined")
        return ""


def _template() -> str:
    """The file being rendered: Django passes the context, not the template, so it is read from the calling frame."""
    frame = inspect.currentframe()
    while frame is not None:
        context = frame.f_locals.get("context")
        if frame.f_code.co_name == "resolve" and hasattr(context, "render_context"):
            return context.render_context.template.origin.name if context.render_context.template else ""
        frame = frame.f_back
    return ""
