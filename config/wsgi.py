import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
portal = get_wsgi_application()

from accounts.demo import refuse_in_production  # noqa: E402 - models need the application loaded
from operations.restoration import closed_while_restored, replay_at_start  # noqa: E402

refuse_in_production()
replay_at_start()
application = closed_while_restored(portal)
