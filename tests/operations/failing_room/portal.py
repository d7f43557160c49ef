from __future__ import annotations

import http.client
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.background.portal import Portal

FAILING = {"DJANGO_SETTINGS_MODULE": "tests.operations.failing_room.settings", "VIGIE_LOG_FORMAT": "json"}


@contextmanager
def portal_in(folder: Path, database: Path, **environment: str) -> Iterator[Portal]:
    """Not started; stopped at the end if it runs then."""
    shutil.copy(database, folder)
    portal = Portal(folder, **FAILING, **environment)
    try:
        yield portal
    finally:
        if portal.process and portal.process.poll() is None:
            portal.stop()


def ask(portal: Portal, page: str, canary: str) -> int:
    """With the canary wherever a browser can put one."""
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=30)
    seen = quote(canary)
    headers = {"Cookie": f"sessionid={seen}; name={seen}", "X-Caller": seen, "Referer": f"http://localhost/?q={seen}", "User-Agent": seen}
    headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", f"/{page}/{seen}?{urlencode({'q': canary})}", urlencode({"text": canary}), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except http.client.IncompleteRead:
        return 0
    finally:
        connection.close()
