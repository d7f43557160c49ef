"""Figures for Prometheus, read from the database when asked: the same from every process. Nothing is counted by person."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Max, Min, Sum
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from accounts.models.notification import Delivery
from background.doorbell import QUEUES
from background.models import Job

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
DAY = timedelta(days=1)


class Figures(Collector):
    def describe(self) -> list[Metric]:
        """Nothing is read when the collector is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        now = timezone.now()
        yield jobs()
        yield oldest_due(now)
        yield silence(now)
        yield failures(now)
        yield mails()
        yield from work_of_a_day(now)
        free = shutil.disk_usage(settings.DATA_DIR).free
        yield GaugeMetricFamily("vigie_data_free_bytes", "Space left where the data folder is.", value=free)


def jobs() -> Metric:
    family = GaugeMetricFamily("vigie_jobs", "Jobs kept, by queue and state.", labels=["queue", "state"])
    counts = {(queue, state): n for queue, state, n in Job.objects.order_by().values_list("queue", "state").annotate(n=Count("pk"))}
    for queue in QUEUES:
        for state in Job.State.values:
            family.add_metric([queue, state], counts.get((queue, state), 0))
    return family


def oldest_due(now: datetime) -> Metric:
    family = GaugeMetricFamily("vigie_oldest_due_job_age_seconds", "Age of the job that waits the longest; 0 when none.", labels=["queue"])
    oldest = dict(Job.objects.due().order_by().values_list("queue").annotate(Min("created_at")))
    for queue in QUEUES:
        family.add_metric([queue], (now - oldest.get(queue, now)).total_seconds())
    return family


def silence(now: datetime) -> Metric:
    family = GaugeMetricFamily("vigie_heartbeat_age_seconds", "Longest silence of a running job; 0 when none runs.", labels=["queue"])
    beats = dict(Job.objects.running().order_by().values_list("queue").annotate(Min("heartbeat_at")))
    for queue in QUEUES:
        family.add_metric([queue], (now - (beats.get(queue) or now)).total_seconds())
    return family


def failures(now: datetime) -> Metric:
    family = GaugeMetricFamily("vigie_jobs_failed_last_day", "Jobs failed in 24 hours, by kind and code.", labels=["kind", "code"])
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gte=now - DAY).order_by()
    for kind, code, n in failed.values_list("kind", "error_code").annotate(n=Count("pk")):
        family.add_metric([kind, code], n)
    return family


def mails() -> Metric:
    family = GaugeMetricFamily("vigie_mails", "E-mails of notifications kept, by state.", labels=["state"])
    counts = dict(Delivery.objects.order_by().values_list("state").annotate(Count("pk")))
    for state in Delivery.State.values:
        family.add_metric([state], counts.get(state, 0))
    return family


def work_of_a_day(now: datetime) -> Iterator[Metric]:
    count = GaugeMetricFamily("vigie_jobs_done_last_day", "Jobs done in 24 hours.", labels=["kind"])
    total = GaugeMetricFamily("vigie_jobs_work_seconds_last_day", "Seconds worked for them.", labels=["kind"])
    longest = GaugeMetricFamily("vigie_jobs_longest_seconds_last_day", "The longest of them.", labels=["kind"])
    done = Job.objects.filter(state=Job.State.DONE, started_at__isnull=False, finished_at__gte=now - DAY).order_by()
    lasted = F("finished_at") - F("started_at")
    for kind, n, seconds, most in done.values_list("kind").annotate(n=Count("pk"), total=Sum(lasted), most=Max(lasted)):
        count.add_metric([kind], n)
        total.add_metric([kind], seconds.total_seconds())
        longest.add_metric([kind], most.total_seconds())
    yield from (count, total, longest)


REGISTRY = CollectorRegistry(auto_describe=False)
REGISTRY.register(Figures())


def exposition() -> bytes:
    return generate_latest(REGISTRY)
