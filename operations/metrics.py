"""Figures for Prometheus. Nothing is counted by person.

Nearly all is read from the database when asked, by its clock: the same from every machine. Answers alone are counted as they are given; the
processes of one web server add theirs up in files (config/gunicorn.py), each machine has its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, F, Max, Sum
from django.db.models.functions import Now
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from prometheus_client.values import MutexValue, ValueClass

from accounts.models.notification import Delivery
from background.doorbell import QUEUES
from background.models import Job
from background.models.queue import after
from call_review.models import Recording, Upload

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
DAY = timedelta(days=1)
A_DAY_AGO = after(-DAY)
NONE = timedelta(0)


class Figures(Collector):
    def describe(self) -> list[Metric]:
        """Nothing is read when the collector is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield jobs()
        yield oldest_due()
        yield silence()
        yield failures()
        yield mails()
        yield from work_of_a_day()
        yield from transcriptions_of_a_day()
        yield from deposits()
        free = shutil.disk_usage(settings.DATA_DIR).free
        yield GaugeMetricFamily("vigie_data_free_bytes", "Space left where the data folder is.", value=free)


def jobs() -> Metric:
    family = GaugeMetricFamily("vigie_jobs", "Jobs kept, by queue and state.", labels=["queue", "state"])
    counts = {(queue, state): n for queue, state, n in Job.objects.order_by().values_list("queue", "state").annotate(n=Count("pk"))}
    for queue in QUEUES:
        for state in Job.State.values:
            family.add_metric([queue, state], counts.get((queue, state), 0))
    return family


def oldest_due() -> Metric:
    family = GaugeMetricFamily("vigie_oldest_due_job_age_seconds", "Age of the job that waits the longest; 0 when none.", labels=["queue"])
    ages: dict[str, timedelta] = dict(Job.objects.due().order_by().values_list("queue").annotate(longest=Max(Now() - F("created_at"))))
    for queue in QUEUES:
        family.add_metric([queue], ages.get(queue, NONE).total_seconds())
    return family


def silence() -> Metric:
    family = GaugeMetricFamily("vigie_heartbeat_age_seconds", "Longest silence of a running job; 0 when none runs.", labels=["queue"])
    ages: dict[str, timedelta] = dict(
        Job.objects.running().order_by().values_list("queue").annotate(longest=Max(Now() - F("heartbeat_at")))
    )
    for queue in QUEUES:
        family.add_metric([queue], (ages.get(queue) or NONE).total_seconds())
    return family


def failures() -> Metric:
    family = GaugeMetricFamily("vigie_jobs_failed_last_day", "Jobs failed in 24 hours, by kind and code.", labels=["kind", "code"])
    for kind, code, n in Job.objects.failures(DAY):
        family.add_metric([kind, code], n)
    return family


def mails() -> Metric:
    family = GaugeMetricFamily("vigie_mails", "E-mails of notifications kept, by state.", labels=["state"])
    counts = dict(Delivery.objects.order_by().values_list("state").annotate(Count("pk")))
    for state in Delivery.State.values:
        family.add_metric([state], counts.get(state, 0))
    return family


def work_of_a_day() -> Iterator[Metric]:
    count = GaugeMetricFamily("vigie_jobs_done_last_day", "Jobs done in 24 hours.", labels=["kind"])
    total = GaugeMetricFamily("vigie_jobs_work_seconds_last_day", "Seconds worked for them.", labels=["kind"])
    longest = GaugeMetricFamily("vigie_jobs_longest_seconds_last_day", "The longest of them.", labels=["kind"])
    done = Job.objects.filter(state=Job.State.DONE, started_at__isnull=False, finished_at__gte=A_DAY_AGO).order_by()
    lasted = F("finished_at") - F("started_at")
    for kind, n, seconds, most in done.values_list("kind").annotate(n=Count("pk"), total=Sum(lasted), most=Max(lasted)):
        count.add_metric([kind], n)
        total.add_metric([kind], seconds.total_seconds())
        longest.add_metric([kind], most.total_seconds())
    yield from (count, total, longest)


def transcriptions_of_a_day() -> Iterator[Metric]:
    """Calls that are still there; the last attempt of each."""
    audio = GaugeMetricFamily("vigie_transcribed_audio_seconds_last_day", "Seconds of calls transcribed in 24 hours.", labels=["engine"])
    speed = GaugeMetricFamily("vigie_transcription_speed", "Seconds of audio per second of work, over these.", labels=["engine"])
    done = Recording.objects.filter(job__state=Job.State.DONE, job__started_at__isnull=False, job__finished_at__gte=A_DAY_AGO)
    work = Sum(F("job__finished_at") - F("job__started_at"))
    for engine, heard, worked in done.exclude(engine="").order_by().values_list("engine").annotate(Sum("seconds"), work=work):
        audio.add_metric([engine], heard)
        if worked:
            speed.add_metric([engine], heard / worked.total_seconds())
    yield from (audio, speed)


def deposits() -> Iterator[Metric]:
    """How much came is asked of the files, which other machines may hold."""
    uploads = list(Upload.objects.under_way())
    awaited = sum(max(0, upload.length - upload.arrived) for upload in uploads if upload.length is not None)
    yield GaugeMetricFamily("vigie_deposits", "Calls declared that have not all come.", value=len(uploads))
    yield GaugeMetricFamily("vigie_deposit_bytes_awaited", "Bytes announced for them that are not here.", value=awaited)


ANSWERS = Counter("vigie_answers", "Answers since the web server started, by view and class of status.", ["view", "status"], registry=None)


def count_answer(view: str, status: int) -> None:
    ANSWERS.labels(view, f"{status // 100}xx").inc()


REGISTRY = CollectorRegistry(auto_describe=False)
REGISTRY.register(Figures())
if ValueClass is MutexValue:
    REGISTRY.register(ANSWERS)
else:
    MultiProcessCollector(REGISTRY)


def exposition() -> bytes:
    return generate_latest(REGISTRY)
