"""Who may go where: certifications and certificates."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from accounts.models import User
from careers.models import Award, Certification
from courses.models import Completion
from tests.access_rows import GONE, Arguments, Case, get, only, post, post_only, public, signed_in
from tests.access_world import Side, World

HR = only("hr", refused=404)
CHANGED = only("hr", code=302, refused=404)
HOLDER = signed_in()

MATRIX: dict[str, list[Case]] = {
    # One's own certificates: whoever asks holds the one that is tried
    "careers:mine": get(signed_in()),
    "careers:certificate": get(HOLDER, other=GONE),
    "careers:certificate_pdf": get(HOLDER, other=GONE),
    "careers:obtain": post_only(signed_in(302), other=GONE),
    # For strangers, who were given the key
    "careers:verify_search": get(public()),
    "careers:verify": get(public()),
    # Human resources
    "careers:certifications": get(HR),
    "careers:new_certification": get(HR) + post(only("hr", code=400, refused=404), name=""),
    "careers:certification": get(HR, other=GONE),
    "careers:edit_certification": get(HR, other=GONE) + post(only("hr", code=400, refused=404), other=GONE, name=""),
    "careers:close_certification": post_only(CHANGED, other=GONE),
    "careers:holders": get(HR),
    "careers:holders_export": get(HR),
    "careers:award": get(HR, other=GONE),
    "careers:revoke": post_only(CHANGED, other=GONE, reason="Erreur d’identité"),
}


def certification(side: Side) -> Certification:
    return Certification.objects.create(organisation=side.organisation, name=f"Accueil {uuid.uuid4()}", attests="Cela.")


def award(side: Side, user: Any) -> Award:
    """Held by who asks, in one's own organisation; by a stranger in another."""
    content = {
        "holder": "Nadia", "certification": "Accueil", "attests": "Cela.", "issuer": "Caisse", "number": "VG-2026-AAAA-AAAA",
        "awarded_on": "2026-11-02", "expires_on": "2028-11-02",
        "courses": [{"title": "Un", "version": 1, "minutes": 5, "completed_on": "2026-11-02"}],
    }  # fmt: skip
    return Award.objects.create(
        certification=certification(side), holder=side.owner(user), organisation=side.organisation, number=str(uuid.uuid4())[:20],
        completions_digest="0", expires_on=timezone.localdate() + dt.timedelta(days=700), content=content,
    )  # fmt: skip


def certificate_key(side: Side, user: Any, world: World) -> dict[str, Any]:
    return {"key": award(side, user).key}


def managed_key(side: Side, user: Any, world: World) -> dict[str, Any]:
    """Somebody else's: human resources manage those of the organisation."""
    return {"key": award(side, side.person).key}


def completion_key(side: Side, user: User, world: World) -> dict[str, Any]:
    context = {"title": "Un", "version": 1, "minutes": 5}
    return {"key": Completion.objects.create(learner=side.owner(user), organisation=side.organisation, context=context).key}


def certification_pk(side: Side, user: Any, world: World) -> dict[str, Any]:
    return {"pk": certification(side).pk}


ARGUMENTS: dict[str, Arguments] = {
    "careers:certificate": certificate_key,
    "careers:certificate_pdf": certificate_key,
    "careers:obtain": completion_key,
    "careers:verify": certificate_key,
    "careers:certification": certification_pk,
    "careers:edit_certification": certification_pk,
    "careers:close_certification": certification_pk,
    "careers:holders_export": lambda side, user, world: {"kind": "csv"},
    "careers:award": managed_key,
    "careers:revoke": managed_key,
}
