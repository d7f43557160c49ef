"""Between an old database and its first reader: the portal answers nobody until a restoration is finished."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from call_review.replay import replay

logger = logging.getLogger(__name__)

HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Retry-After", "300"), ("Cache-Control", "no-store")]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def replay_at_start() -> None:
    """Whatever brought an older database back, `manage.py restore` or a copied disk: calls erased since go before the first request."""
    if settings.RESTORATION_UNDER_WAY.exists():
        return  # its tables may not be there yet, and nobody is answered
    if erased := replay():
        logger.warning("%d calls that had been erased had come back with an older database: erased again", erased)


def closed_while_restored(portal: Application) -> Application:
    """The marker is asked for each time: a restoration may begin under a server that some other supervisor started."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if settings.RESTORATION_UNDER_WAY.exists():
            start_response("503 Service Unavailable", HEADERS)
            return [(settings.BASE_DIR / "templates" / "503.html").read_bytes()]
        return portal(environ, start_response)

    return answer
