"""Which kinds of jobs there are, and the one way to ask for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from background.doorbell import QUEUES, ring
from background.errors import UnknownKind
from background.models import Job

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from background.run import Run

Handler = Callable[["Run"], None]


@dataclass(frozen=True)
class Kind:
    name: str
    handler: Handler
    queue: str
    max_attempts: int
    time_limit: timedelta
    label: str | Promise


_kinds: dict[str, Kind] = {}


def job(
    name: str, *, label: str | Promise = "", queue: str = "default", max_attempts: int = 3, time_limit: timedelta = timedelta(hours=6)
) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job, in the ``tasks.py`` of its room.

    ``@job("accounts.check_roster", label=_("Lecture de la liste"))``; ``label`` (lazy) is what the person reads over the bar.
    The handler may run more than once (a worker can be killed); only what it writes inside ``run.finishing()`` happens
    exactly once. Beyond ``time_limit`` its process is killed and the job fails with the code ``too_long``.
    """
    if queue not in QUEUES:
        raise ValueError(f"{name}: no worker answers the queue {queue!r}")

    def register(handler: Handler) -> Handler:
        if name in _kinds:
            raise ValueError(f"{name}: registered twice")
        _kinds[name] = Kind(name, handler, queue, max_attempts, time_limit, label)
        return handler

    return register


def find(name: str) -> Kind:
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def label(row: Job) -> str:
    registered = _kinds.get(row.kind)
    return str(registered.label if registered else "") or _("Tâche de fond")


def enqueue(
    kind: str,
    *,
    owner: AbstractBaseUser | None = None,
    priority: int = 0,
    group: str = "",
    size: int | None = None,
    not_before: datetime | None = None,
    **arguments: Any,
) -> Job:
    """Ask for a job in the caller's transaction; the worker hears of it once that is committed.

    ``arguments`` are plain JSON: primary keys, not objects, and no personal data. Higher ``priority`` starts first, 1 and
    more being what somebody waits for; groups take turns (`JobQuerySet.waiting_for`). ``size`` in a unit of the kind, for estimates.
    Raises UnknownKind.
    """
    registered = find(kind)
    row = Job.objects.create(
        kind=kind,
        queue=registered.queue,
        max_attempts=registered.max_attempts,
        owner_id=owner.pk if owner else None,
        priority=priority,
        group=group,
        size=size,
        not_before=not_before,
        arguments=arguments,
    )
    transaction.on_commit(partial(ring, row.queue))
    return row
