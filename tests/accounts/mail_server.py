"""A mail server that answers what a test wants, by address: enough of SMTP for smtplib."""

from __future__ import annotations

import socketserver
from threading import Thread


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        recipient = ""
        for raw in self.rfile:
            line = raw.decode().strip()
            verb = line[:4].upper()
            if verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                self._say(self.server.answers.get(recipient, "250 ok"))
            elif verb == "DATA":
                self._say("354 go on")
                self.server.received.append((recipient, self._message()))
                self._say(self.server.after_data)
            else:
                self._say("221 bye" if verb == "QUIT" else "250 ok")

    def _message(self) -> str:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines).decode()

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answers: dict[str, str] = {}
        self.after_data = "250 taken"
        self.received: list[tuple[str, str]] = []
        self.thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def stop(self) -> None:
        self.shutdown()
        self.thread.join()
        self.server_close()
