"""A deployment, as docs/settings.md tells it: three variables, two commands, and a first administrator who chooses a password."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.background.portal import ROOT, free_port, until


class Deployment:
    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.address = f"http://localhost:{self.port}"
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("VIGIE_", "DJANGO_"))}
        ours = {"PRODUCTION": "true", "SECRET_KEY": "a-secret-of-this-test-only-" * 3, "SITE_URL": self.address, "DATA_DIR": str(data)}
        self.environment = {**inherited, "PORT": str(self.port), **{f"VIGIE_{name}": value for name, value in ours.items()}}

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True).stdout

    def get(self, path: str) -> str:
        with urlopen(self.address + path, timeout=10) as answer:
            return answer.read().decode()


@pytest.fixture(scope="module")
def deployment(tmp_path_factory):
    deployment = Deployment(tmp_path_factory.mktemp("deployment"))
    deployment.manage("prepare")
    organisation = ["--first-name", "Alice", "--last-name", "Martin", "--organisation", "Caisse de l’Ouest"]
    deployment.manage("first_administrator", "alice.martin@caisse.example", *organisation)
    log = deployment.data / "log"
    with log.open("w") as out:
        serve = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=deployment.environment, stdout=out, stderr=out)
    until(lambda: deployment.address in log.read_text(), 60)
    yield deployment
    serve.send_signal(signal.SIGTERM)
    assert serve.wait(15) == 0
    assert "Traceback" not in log.read_text()


@pytest.mark.long
def test_files_are_served_under_names_that_hold_their_hash(deployment):
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)"', deployment.get("/compte/login/")))
    assert len(files) > 3
    for file in files:
        assert re.search(r"\.[0-9a-f]{12}\.", file), file
        assert deployment.get(file)


@pytest.mark.long
def test_the_first_administrator_is_written_to_and_nobody_of_the_demonstration_is_there(deployment):
    mails = deployment.data / "mail"
    message = until(lambda: next((text for file in mails.glob("*.log") if "-" * 79 in (text := file.read_text())), None))
    assert "alice.martin@caisse.example" in message
    link = re.search(rf"{deployment.address}(/compte/\S+)", message)
    assert link and "mot de passe" in deployment.get(link.group(1))
    assert "demo.vigie.example" not in deployment.get("/compte/login/")
