"""What the broker can ask for: the only two Celery tasks. Work itself is a Job (``background.registry``), such as ours, below."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import shared_task, signals
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background import forgetting, hearing, starting, stopping
from background.periodic import ask_for_what_is_due, periodic
from background.reaper import reap as reap_now
from background.registry import job
from background.run import Run
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
    """A worker that starts need not wait for the next beat to take up what its predecessor left: jobs, and files."""
    reap_now()
    starting.tidy()


@signals.worker_ready.connect
def keep_listening(sender: Any, **kwargs: object) -> None:
    hearing.watch(sender.app.amqp.queues.consume_from)


@signals.worker_shutting_down.connect
def hear_the_stop(**kwargs: object) -> None:
    stopping.ask()


@periodic("background.forget", every=timedelta(days=1))
@job("background.forget", label=_("Oubli des tâches terminées"))
def forget(run: Run) -> None:
    forgetting.forget(timezone.now())
