"""The line of a coach whose browser deposits a call."""

from __future__ import annotations

import http.client


class Line:
    """The connection of a coach who signed in, as a tus client uses it."""

    def __init__(self, port: int, key: str, session: str) -> None:
        self.port, self.path = port, f"/appels/depots/{key}/octets/"
        self.cookie = f"sessionid={session}; csrftoken={'a' * 32}"

    def ask(self, method: str, body: bytes = b"", announced: int | None = None, **headers: str) -> http.client.HTTPResponse | None:
        """With `announced`, more bytes are promised than sent, and no answer is waited for."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=20)
        connection.putrequest(method, self.path)
        said = {"Cookie": self.cookie, "X-CSRFToken": "a" * 32, "Tus-Resumable": "1.0.0", "Content-Length": str(announced or len(body))}
        for name, value in (said | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            connection.putheader(name, value)
        connection.endheaders(body)
        if announced:
            self.cut = connection.close
            return None
        with connection.getresponse() as answer:
            answer.read()
        connection.close()
        return answer

    def page(self, path: str) -> str:
        """Another page of the portal, for the same person."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=20)
        connection.request("GET", path, headers={"Cookie": self.cookie, "Accept-Language": "fr"})
        with connection.getresponse() as answer:
            text = answer.read().decode()
        connection.close()
        assert answer.status == 200, text[:500]
        return text

    def offset(self) -> int:
        answer = self.ask("HEAD")
        assert answer is not None and answer.status == 200
        return int(answer.headers["Upload-Offset"])
