"""What every page of the journal promises: nothing kept by a browser or a proxy, nothing posted shown by an error, no one else let in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts.requests import Request
from wellbeing.models import Journal

View = Callable[..., HttpResponse]


def discreet(view: View) -> View:
    return never_cache(sensitive_post_parameters()(sensitive_variables()(view)))


def with_journal(view: View) -> View:
    """Gives the view the journal of who asks; without one there is no such page."""

    @wraps(view)
    def given(request: Request, **kwargs: Any) -> HttpResponse:
        return view(request, get_object_or_404(Journal.objects.visible_to(request.user)), **kwargs)

    return discreet(given)
