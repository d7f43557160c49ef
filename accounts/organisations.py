"""By which number ProConnect knows an organisation: the only writer of `siret` once the organisation is there."""

from __future__ import annotations

from django.db import transaction

from accounts import security
from accounts.models import Organisation, User


@transaction.atomic
def set_siret(organisation: Organisation, siret: str, by: User | None) -> Organisation:
    """Spaces are allowed; nothing: nobody enters with ProConnect any more. By None: from the command line. Raises ValidationError."""
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before, held.siret = held.siret, "".join(siret.split()) or None
    held.full_clean()
    if held.siret != before:
        held.save(update_fields=["siret"])
        security.record_of(held, security.Kind.SIRET_CHANGED, by, detail=f"{before or '–'} → {held.siret or '–'}")
    return held
