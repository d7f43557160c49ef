"""A small OpenID provider over real HTTP, as ProConnect is one: signed userinfo, PKCE, codes good once. Its faults are chosen by a test."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import ec, rsa

RSA, STRANGERS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
EC = ec.generate_private_key(ec.SECP256R1())
ENDS = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "userinfo_endpoint": "userinfo",
    "jwks_uri": "jwks",
    "end_session_endpoint": "end-session",
}
SLOW_SECONDS = 5
"""After which a slow page answers as it should: only the portal's own limit ends the wait before."""
STRONG = "https://proconnect.gouv.fr/assurance/self-asserted-2fa"


def public_key(private, algorithm: str, kid: str) -> dict[str, Any]:
    return jwt.get_algorithm_by_name(algorithm).to_jwk(private.public_key(), as_dict=True) | {"kid": kid, "use": "sig"}


@dataclass
class Provider:
    """`person` is signed in there; the other fields are its faults."""

    person: dict[str, Any]
    id_token: dict[str, Any] = field(default_factory=dict)  # claims changed, or left out when None
    userinfo: dict[str, Any] = field(default_factory=dict)
    signer: Any = RSA
    userinfo_signer: Any = None
    algorithm: str = "RS256"
    kid: str = "current"
    acr: str | None = None  # None: what was demanded, and eidas1 when nothing was
    down: set[str] = field(default_factory=set)
    slow: set[str] = field(default_factory=set)
    huge: set[str] = field(default_factory=set)
    without: set[str] = field(default_factory=set)
    denies: bool = False
    demanded: dict[str, str] = field(default_factory=dict)
    signed_out: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __enter__(self) -> Provider:
        self.keys = [public_key(RSA, "RS256", "current"), public_key(EC, "ES256", "curve")]
        self.stopping = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/v2"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def discovery(self) -> dict[str, Any]:
        return {"issuer": self.url, **{name: f"{self.url}/{end}" for name, end in ENDS.items() if end not in self.without}}

    def authorize(self, query: dict[str, str]) -> str:
        self.demanded = query
        if self.denies:
            return f"{query['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': query['state']})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, str] | None:
        query = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if query is None or challenge != query["code_challenge"] or form["client_secret"] != "secret-of-vigie":
            return None
        now = int(time.time())
        acr = self.acr or (STRONG if STRONG in query.get("acr_values", "") else "eidas1")
        claims = {"iss": self.url, "aud": "vigie", "sub": self.person["sub"], "iat": now, "exp": now + 60, "acr": acr}
        return {"id_token": self.signed(claims | {"nonce": query["nonce"]} | self.id_token, self.signer), "access_token": "let-me-read"}

    def end_session(self, query: dict[str, str]) -> str:
        """Believes only a token that it signed itself, for us."""
        jwt.decode(query["id_token_hint"], self.signer.public_key(), [self.algorithm], audience="vigie", issuer=self.url)
        self.signed_out.append(query)
        return f"{query['post_logout_redirect_uri']}?{urlencode({'state': query['state']})}"

    def told(self) -> str:
        claims = {"iss": self.url, "aud": "vigie", "iat": int(time.time())} | self.person | self.userinfo
        return self.signed(claims, self.userinfo_signer or self.signer)

    def signed(self, claims: dict[str, Any], signer: Any) -> str:
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(said, None if self.algorithm == "none" else signer, self.algorithm, headers={"kid": self.kid})


def handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer({})

        def do_POST(self) -> None:
            self.answer(flat(self.rfile.read(int(self.headers["Content-Length"])).decode()))

        def answer(self, form: dict[str, str]) -> None:
            address = urlsplit(self.path)
            page = address.path.rpartition("/")[2]
            provider.asked.append(page)
            if page in provider.slow and provider.stopping.wait(SLOW_SECONDS):
                self.close_connection = True  # the test is over
            elif page in provider.down:
                self.send(500, b"")
            elif page in provider.huge:
                self.send(200, b" " * 1_000_000)
            elif page == "authorize":
                self.send(302, b"", Location=provider.authorize(flat(address.query)))
            elif page == "end-session":
                self.send(302, b"", Location=provider.end_session(flat(address.query)))
            elif page == "token":
                tokens = provider.token(form)
                self.send(200 if tokens else 400, json.dumps(tokens).encode())
            elif page == "userinfo":
                assert self.headers["Authorization"] == "Bearer let-me-read"
                self.send(200, provider.told().encode())
            else:
                self.send(200, json.dumps({"keys": provider.keys} if page == "jwks" else provider.discovery()).encode())

        def send(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            try:
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client had read enough

        def log_message(self, *line: object) -> None:
            """Quiet."""

    return Handler


def flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def followed(address: str) -> str:
    """Where the provider sends the browser back to, as a path of the portal."""
    back = requests.get(address, allow_redirects=False, timeout=5).headers["Location"]
    return urlsplit(back)._replace(scheme="", netloc="").geturl()


def returned(client: Any, query: str = "", tamper: Callable[[str], str] = str) -> str:
    """From our link to the provider, and the address it sends the browser back to."""
    to_provider = client.get(f"/compte/proconnect/{query}")
    assert to_provider.status_code == 302, to_provider.content.decode()
    return followed(tamper(to_provider["Location"]))


def enter(client: Any, query: str = "", tamper: Callable[[str], str] = str) -> Any:
    return client.get(returned(client, query, tamper))
