"""By which number ProConnect knows an organisation: the only writer of `siret` once the organisation is there."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import security
from accounts.models import Organisation, User

TAKEN = _("Une autre organisation du portail a ce SIRET. Vérifiez lequel est le vôtre.")


@transaction.atomic
def set_siret(organisation: Organisation, siret: str, by: User | None) -> Organisation:
    """Spaces are allowed; nothing: nobody enters with ProConnect any more. By None: from the command line.

    Raises ValidationError, also when another organisation is given the number at that very moment.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before, held.siret = held.siret, "".join(siret.split()) or None
    held.full_clean()
    if held.siret != before:
        try:
            with transaction.atomic():
                held.save(update_fields=["siret"])
        except IntegrityError as error:
            raise ValidationError({"siret": TAKEN}) from error
        security.record_of(held, security.Kind.SIRET_CHANGED, by, detail=f"{before or '–'} → {held.siret or '–'}")
    return held
