"""A call comes in: declared first, then its bytes, then it is a recording. The only writer of uploads."""

from __future__ import annotations

import datetime
import errno
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from call_review import access, calls_taken, recordings
from call_review.errors import DepositDelayed, DepositRefused
from call_review.models import Campaign, ProtectedAgent, Recording, Upload
from call_review.models.recording import SOUND_KEPT
from call_review.models.upload import MAX_BYTES
from call_review.parts import WrongOffset, erase_folder
from files.errors import StoreAway
from speech import messages as speech_messages
from speech.audio import probe
from speech.errors import NotACall, SpeechError

if TYPE_CHECKING:
    from accounts.models import User
    from call_review.models import DepositToken
    from topics.models import Topic

logger = logging.getLogger(__name__)

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SENTENCES = {
    "campaign_not_live": _("Cette campagne n’est pas ouverte aujourd’hui. Aucun appel ne peut y entrer."),
    "agent_not_concerned": _("La campagne ne concerne pas cette personne, ou vous ne l’accompagnez pas. Choisissez un autre agent."),
    "week_is_full": _(
        "Le plafond annoncé est atteint cette semaine-là pour cet agent : %(detail)s. Choisissez un appel d’une autre semaine."
    ),
    "agent_written_to": _("Des notes, des appréciations ou des passages masqués existent déjà : l’appel ne change plus d’agent."),
    "agent_unknown": _("Aucun agent que vous accompagnez dans cette campagne ne porte cette adresse ou ce matricule."),
    "moment_unreadable": _("Le jour et l’heure de l’appel ne se lisent pas, ou n’existent pas. Écrivez-les ainsi : 2027-02-28T09:12."),
    "channels_unknown": _("Les voies s’écrivent agent_usager, usager_agent ou mono."),
    "topic_unknown": _("Ce motif d’appel n’existe pas. Écrivez le code d’un motif, ou rien."),
    "objection_unclear": _("Le refus de l’usager se dit par oui ou par non. Dans le doute, aucun fichier n’est accepté."),
    "in_the_future": _("Cet appel n’a pas encore eu lieu. Vérifiez le jour et l’heure."),
    "too_old": _("Cet appel a plus de six mois : il ne peut plus être gardé. Choisissez un appel plus récent."),
    "caller_not_informed": _("Sans information de l’usager, l’appel ne peut pas entrer. Aucun fichier n’est accepté."),
    "caller_objected": _("L’usager a refusé l’enregistrement : l’appel ne peut pas entrer. Effacez-le aussi de votre téléphonie."),
    "too_large": _("Ce fichier dépasse 500 Mo. Exportez l’appel en MP3 ou en Ogg, puis envoyez-le."),
    "nothing_in_it": _("Ce fichier est vide. Exportez l’enregistrement à nouveau, puis renvoyez-le."),
    "moving_picture": _("Ce fichier contient aussi une vidéo, qui ne peut pas être gardée. Exportez le son seul."),
    "bytes_missing": _("Le fichier n’est pas arrivé en entier. Choisissez-le à nouveau : l’envoi reprend où il en était."),
    "other_size": _("Un autre fichier a été envoyé entre-temps. Rechargez la page, puis choisissez le fichier à nouveau."),
    "already_in": _("L’appel est arrivé entre-temps : rien n’est effacé. Ouvrez-le pour voir ce qu’il est devenu."),
    "store_away": _("L’appel est arrivé, et sera rangé dans quelques minutes. Ne l’envoyez pas à nouveau."),
    "no_room": _("Il n’y a plus assez de place sur le disque du serveur. Réessayez plus tard : ce qui est arrivé est gardé."),
}


@dataclass(frozen=True)
class Declaration:
    """What is said of a call before its first byte is taken (law C7)."""

    campaign: Campaign
    agent: User
    recorded_at: datetime.datetime
    channels: str
    topic: Topic | None = None
    caller_informed: bool = False
    caller_objected: bool = False


def sentence(code: str, detail: str = "") -> str:
    """Of a refusal, whether ours or the sound's."""
    return str((SENTENCES | speech_messages.SENTENCES)[code]) % {"detail": detail}


def agents_for(user: User, campaign: Campaign) -> list[User]:
    """Of the population of the campaign, those whom the coach accompanies."""
    posts = access.posts_coached_by(user, campaign.organisation)
    return list(campaign.population().filter(pk__in=posts.values("user")))


@transaction.atomic
def declare(user: User, said: Declaration, token: DepositToken | None = None) -> Upload:
    """Raises DepositRefused. The campaign is locked, so that two declarations at once cannot pass the cap together."""
    _check_caller(said)
    campaign = Campaign.objects.led_by(user).live().select_for_update(of=("self",)).filter(pk=said.campaign.pk).first()
    if campaign is None:
        raise DepositRefused("campaign_not_live")
    if said.agent not in agents_for(user, campaign):
        raise DepositRefused("agent_not_concerned")
    check_day(said.recorded_at)
    check_week(campaign, said.agent, said.recorded_at)
    return Upload.objects.create(
        organisation=campaign.organisation,
        campaign=campaign,
        agent=said.agent,
        topic=said.topic,
        recorded_at=said.recorded_at,
        channels=said.channels,
        caller_informed=True,
        declared_by=user,
        token=token,
    )


def _check_caller(said: Declaration) -> None:
    if said.caller_objected:
        raise DepositRefused("caller_objected")
    if not said.caller_informed:
        raise DepositRefused("caller_not_informed")


def check_day(recorded_at: datetime.datetime) -> None:
    """Raises DepositRefused."""
    if recorded_at > timezone.now():
        raise DepositRefused("in_the_future")
    if recorded_at < timezone.now() - SOUND_KEPT:
        raise DepositRefused("too_old")


def check_week(campaign: Campaign, agent: User, moment: datetime.datetime, *, itself: bool = False) -> None:
    """`itself`: the call that is asked for is counted in that week already. The campaign is locked meanwhile. Raises DepositRefused."""
    allowed = calls_taken.allowed(campaign, agent, moment)
    if taken_in_week(campaign, agent, moment) - itself >= allowed:
        raise DepositRefused("week_is_full", str(allowed))


def week_of(moment: datetime.datetime) -> tuple[datetime.datetime, datetime.datetime]:
    """From Monday midnight to the next, where the portal is."""
    day = timezone.localtime(moment).date()
    monday = day - datetime.timedelta(days=day.weekday())
    first, last = (datetime.datetime.combine(monday + datetime.timedelta(days=days), datetime.time.min) for days in (0, 7))
    return timezone.make_aware(first), timezone.make_aware(last)


def taken_in_week(campaign: Campaign, agent: User, moment: datetime.datetime) -> int:
    """Calls of the agent in that week of the campaign, those on their way and those set aside included (law C2)."""
    start, end = week_of(moment)
    in_week = {"campaign": campaign, "agent": agent, "recorded_at__gte": start, "recorded_at__lt": end}
    return Recording.objects.filter(**in_week).count() + Upload.objects.under_way().filter(**in_week).count()


# --- Bytes


def announce(upload: Upload, length: int) -> None:
    """A file was chosen, and is that long: whatever came of another is forgotten. Raises DepositRefused."""
    if length > MAX_BYTES:
        raise DepositRefused("too_large")
    if length < 1:
        raise DepositRefused("nothing_in_it")
    try:
        with upload.part.locked() as file:
            upload.refresh_from_db()
            if upload.recording_id:
                raise DepositRefused("other_size")
            file.truncate(0)
            Upload.objects.under_way().filter(pk=upload.pk).update(length=length, fault="", fault_detail="")
    except WrongOffset as error:  # it became a recording while one waited
        raise DepositRefused("other_size") from error
    upload.refresh_from_db()


def append(upload: Upload, offset: int, chunks: Iterable[bytes]) -> int:
    """Adds what comes, as it comes; answers how many bytes there are. Raises WrongOffset, DepositRefused.

    What came before a connection was cut stays: it is what the next request goes on from.
    """
    if upload.recording_id or upload.length is None or offset != upload.part.size:
        raise WrongOffset
    for chunk in chunks:
        if offset + len(chunk) > upload.length:
            raise DepositRefused("other_size")
        try:
            offset = upload.part.append(offset, chunk)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise DepositRefused("no_room") from error
            raise
    return offset


def finish(upload: Upload) -> Recording:
    """The last byte is there: it becomes a recording, once. The same bytes twice in an organisation are the recording that is there.

    Raises DepositRefused, NotACall: then the bytes are gone, and `upload.fault` says why. DepositDelayed: then they wait.
    """
    if upload.recording is not None:
        return upload.recording
    if not upload.complete:
        raise DepositRefused("bytes_missing")
    try:
        with upload.part.locked():
            upload.refresh_from_db()
            if upload.recording is not None:  # by somebody who held the lock before
                return upload.recording
            return _become_recording(upload, _checked_seconds(upload), upload.part.sha256())
    except WrongOffset:
        upload.refresh_from_db()
        if upload.recording is None:
            raise
        return upload.recording
    except (DepositRefused, NotACall) as error:
        if not error.temporary:
            _refuse(upload, error)
        raise


def _checked_seconds(upload: Upload) -> float | None:
    """As the file declares them, when that may be believed: decoding will tell. Raises DepositRefused, NotACall."""
    with upload.part.path.open("rb") as file:
        facts = probe(file)
    if facts.picture:
        raise DepositRefused("moving_picture")
    return facts.seconds if facts.seconds and 0 < facts.seconds <= settings.AUDIO_MAX_SECONDS else None


def _become_recording(upload: Upload, seconds: float | None, sha256: str) -> Recording:
    kept = False
    try:
        with transaction.atomic():
            Organisation.objects.select_for_update().get(pk=upload.organisation_id)  # the same bytes twice at once are seen here
            upload.refresh_from_db()
            if upload.recording is not None:
                return upload.recording
            if not Campaign.objects.live().filter(pk=upload.campaign_id).exists():
                raise DepositRefused("campaign_not_live")
            if ProtectedAgent.objects.filter(organisation=upload.organisation_id, user=upload.agent_id).exists():  # since it was declared
                raise DepositRefused("agent_not_concerned")
            recording = Recording.objects.filter(organisation=upload.organisation_id, sha256=sha256).first()
            if recording is None:
                name = upload.part.keep()
                kept = True
                recording = recordings.receive(upload, name, sha256, seconds)
            transaction.on_commit(upload.part.remove)
            upload.recording = recording
            upload.save(update_fields=["recording"])
            # From here only the database knows: a commit whose answer is lost may have happened, and then the bytes are a call's.
            kept = False
            return recording
    except StoreAway as error:
        raise DepositDelayed("store_away") from error
    except BaseException:
        if kept:
            upload.part.take_back()
        raise


def _refuse(upload: Upload, error: DepositRefused | SpeechError) -> None:
    upload.part.start_over()
    Upload.objects.under_way().filter(pk=upload.pk).update(length=None, fault=error.code, fault_detail=error.detail)


def finish_delayed() -> None:
    """Deposits whole on this machine that their store could not take when their last byte came."""
    for upload in Upload.objects.under_way().exclude(length=None):
        if upload.complete:
            try:
                finish(upload)
            except (DepositRefused, NotACall) as error:
                logger.info("A deposit does not become a call: %s", error.code)


# --- The end of those that never became a recording


@transaction.atomic
def give_up(upload: Upload) -> None:
    """By who declared it. Raises DepositRefused when it became a recording, meanwhile too: nothing is erased then."""
    current = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if current is not None and current.recording_id:
        raise DepositRefused("already_in")
    discard(upload)


def abandoned(before: datetime.datetime) -> list[Upload]:
    """Declared before that moment, whatever became of them: what is left of a deposit is of no use after `OPEN_FOR`."""
    return list(Upload.objects.filter(declared_at__lt=before))


@transaction.atomic
def discard(upload: Upload) -> None:
    """The row, and the bytes that came. A recording that it became, meanwhile too, stays."""
    current = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if current is None:
        return
    became = current.recording  # read once the row is locked: joined to it, it would be that of before
    current.delete()
    if became is None or became.key != upload.key:
        transaction.on_commit(partial(erase_folder, upload.key))
