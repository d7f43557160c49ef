"""What an organisation certifies: the only writer of certifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from careers.errors import AlreadyHeld, NameTaken, NoLongerOpen
from careers.models import Certification

if TYPE_CHECKING:
    from careers.forms import CertificationForm


def save(form: CertificationForm) -> Certification:
    """A valid form. Raises NoLongerOpen, AlreadyHeld, NameTaken (by somebody who saved at the same moment)."""
    try:
        with transaction.atomic():
            _refuse_if_settled(form.instance.pk)
            certification: Certification = form.save()
    except IntegrityError as error:
        raise NameTaken from error
    return certification


def _refuse_if_settled(pk: int | None) -> None:
    if pk is None:
        return
    locked = Certification.objects.select_for_update().get(pk=pk)
    if locked.closed_at:
        raise NoLongerOpen
    if locked.is_held:
        raise AlreadyHeld


def close(certification: Certification) -> bool:
    """False when it was closed already."""
    now = timezone.now()
    closed = Certification.objects.open().filter(pk=certification.pk).update(closed_at=now) == 1
    if closed:
        certification.closed_at = now
    return closed
