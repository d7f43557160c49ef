"""The demonstration's accounts can be told from real ones by their address, and never run in production."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

DEMO_DOMAIN = "demo.vigie.example"
DEMO_PASSWORD = "phare-brume-vigie-2026"  # noqa: S105 - known to all by design


def refuse_in_production() -> None:
    """Called when the web server and the workers start."""
    if not settings.PRODUCTION:
        return
    from accounts.models import User

    if User.objects.filter(email__endswith=f"@{DEMO_DOMAIN}").exists():
        raise ImproperlyConfigured(
            f"This database holds demonstration accounts (…@{DEMO_DOMAIN}), whose password is public. Use an empty database in production."
        )
