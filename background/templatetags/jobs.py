from django import template

from background.models import Job
from background.outlook import Outlook
from background.registry import label
from background.sentences import sentence, time_left

register = template.Library()


@register.filter
def job_label(job: Job) -> str:
    return label(job)


@register.filter
def job_sentence(job: Job, outlook: Outlook | None = None) -> str:
    return sentence(job, outlook)


@register.filter
def job_time_left(job: Job) -> str:
    return time_left(job)


@register.filter
def job_tone(job: Job) -> str:
    """The kind of alert that tells how a job ended."""
    return {Job.State.DONE: "ok", Job.State.FAILED: "late"}.get(Job.State(job.state), "info")


@register.filter
def job_pause(job: Job) -> int:
    """Seconds until the page asks again: what has lasted long will not end this second."""
    return 1 if job.age.total_seconds() < 60 else 5
