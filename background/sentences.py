"""What a person reads about a job. Codes become sentences here, at the edge; each room registers its own."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import dateformat, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from background.models import Job
from background.outlook import Outlook

AFTER_A_STOP = ("worker_lost", "interrupted")
_messages: dict[str, str | Promise] = {}


def register_messages(messages: Mapping[str, str | Promise]) -> None:
    """Error code → lazy sentence that says what happened and what to do. ``%(detail)s`` is the error's detail."""
    taken = _messages.keys() & messages.keys()
    if taken:
        raise ValueError(f"error codes registered twice: {sorted(taken)}")
    _messages.update(messages)


GENERIC = gettext_lazy(
    "Une panne de notre côté a empêché d’aller au bout. Recommencez ; si elle revient, donnez la référence %(reference)s à "
    "la personne qui administre le portail."
)

register_messages(
    {
        "unexpected": GENERIC,
        "unknown_kind": GENERIC,
        "worker_lost": gettext_lazy(
            "Le serveur s’est arrêté plusieurs fois pendant cette tâche. Recommencez plus tard ; si cela revient, donnez la "
            "référence %(reference)s à la personne qui administre le portail."
        ),
        "too_long": gettext_lazy("Cette tâche a pris trop de temps. Recommencez avec un fichier plus court."),
    }
)


def reason(job: Job) -> str:
    """Why the job failed, and what to do."""
    return str(_messages.get(job.error_code, GENERIC)) % {"detail": job.error_detail, "reference": job.reference}


def sentence(job: Job, outlook: Outlook | None = None) -> str:
    """Where the job is, in one or two sentences. A list gives the one `outlook` of its queue, so that it is asked for once."""
    match job.state:
        case Job.State.WAITING:
            return _waiting(job, outlook or Outlook(job.queue))
        case Job.State.RUNNING:
            return _running(job)
        case Job.State.DONE:
            return _("C’est fait.")
        case Job.State.CANCELLED:
            return _("Arrêt fait, à votre demande.")
    if job.attempts > 1:
        return _("Arrêt après %(attempts)d essais. %(reason)s") % {"attempts": job.attempts, "reason": reason(job)}
    return reason(job)


def time_left(job: Job) -> str:
    """An estimate in round figures, empty while there is too little to tell."""
    seconds = job.seconds_left
    if seconds is None:
        return ""
    return _("encore %(span)s environ") % {"span": _span(seconds)} if seconds >= 60 else _("moins d’une minute")


def _start(seconds: int | None) -> str:
    if seconds is None:
        return ""
    return _("Début dans %(span)s environ.") % {"span": _span(seconds)} if seconds >= 60 else _("Début dans moins d’une minute.")


def _span(seconds: int) -> str:
    """Of a minute at least: « 4 minutes », « 1 heure », « 1 h 15 »."""
    hours, minutes = _rounded(seconds)
    if hours and minutes:
        return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": minutes}
    if hours:
        return ngettext("%(hours)d heure", "%(hours)d heures", hours) % {"hours": hours}
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}


def _rounded(seconds: int) -> tuple[int, int]:
    """Hours and minutes, as finely as an estimate deserves: the minute up to ten, then five minutes, from an hour on a quarter."""
    minutes = seconds / 60
    step = 1 if minutes < 10 else 5 if minutes < 57.5 else 15
    return divmod(round(minutes / step) * step, 60)


def _waiting(job: Job, outlook: Outlook) -> str:
    if job.error_code in AFTER_A_STOP:
        return _("Reprise après un arrêt : rien à faire, la tâche repart seule.")
    if job.not_before and job.not_before > timezone.now():
        # A format of Django: « 9 h 12 », "9:12".
        at = dateformat.format(timezone.localtime(job.not_before), _("G \\h i"))
        if job.attempts:
            again = {"at": at, "next": job.attempts + 1, "most": job.max_attempts}
            return _("Nouvel essai à %(at)s (%(next)d sur %(most)d).") % again
        return _("En attente : commence à %(at)s.") % {"at": at}
    return " ".join(part for part in (_place(job, outlook), _start(outlook.starts_in(job))) if part)


def _place(job: Job, outlook: Outlook) -> str:
    if ahead := outlook.ahead(job):
        return ngettext("En attente : %(ahead)d tâche passe avant.", "En attente : %(ahead)d tâches passent avant.", ahead) % {
            "ahead": ahead
        }
    return _("En attente : son tour vient ensuite.") if outlook.busy else _("En attente : commence dans un instant.")


def _running(job: Job) -> str:
    if job.cancel_requested:
        return _("Arrêt demandé : la tâche s’arrête dans un instant.")
    note = job.progress_note or _("En cours")
    if job.error_code in AFTER_A_STOP:
        return _("Reprise après un arrêt. %(note)s") % {"note": note}
    if job.attempts > 1:
        return _("Essai %(attempt)d sur %(most)d. %(note)s") % {"attempt": job.attempts, "most": job.max_attempts, "note": note}
    return note
