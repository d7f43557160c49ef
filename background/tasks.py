"""What the broker can ask for. These are the only two Celery tasks; work itself is a Job (``background.registry``)."""

from __future__ import annotations

from celery import shared_task, signals

from background import stopping
from background.periodic import ask_for_what_is_due
from background.reaper import reap as reap_now
from background.runner import work_off


@shared_task(name="background.answer", ignore_result=True)
def answer(queue: str) -> None:
    work_off(queue)


@shared_task(name="background.reap", ignore_result=True)
def reap() -> None:
    ask_for_what_is_due()
    reap_now()


@signals.worker_ready.connect
def look_around(**kwargs: object) -> None:
    """A worker that starts need not wait for the next beat to take up what its predecessor left."""
    reap_now()


@signals.worker_shutting_down.connect
def hear_the_stop(**kwargs: object) -> None:
    stopping.ask()
