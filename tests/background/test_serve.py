"""`manage.py serve` as a newcomer, a terminal, a service manager and an accident treat it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from background.management.commands.serve import CannotServe, open_socket
from tests.background.portal import ROOT, Portal, parents, until


def test_it_starts_serves_refuses_a_double_and_stops_leaving_nothing(portal, tmp_path):
    portal.start()
    with pytest.raises(urllib.error.HTTPError) as page:
        urllib.request.urlopen(f"http://127.0.0.1:{portal.port}/nowhere", timeout=10)
    assert page.value.code == 404
    page.value.close()

    double = portal.manage("serve", "--port", "0")
    assert double.returncode == 1
    assert double.stderr.startswith("Le portail tourne déjà") and str(portal.process.pid) in double.stderr

    other = Portal(tmp_path / "other")
    port_taken = other.manage("serve", "--port", str(portal.port))
    assert port_taken.returncode == 1
    assert port_taken.stderr.count("\n") == 1 and f"port {portal.port}" in port_taken.stderr

    until(lambda: len(portal.family()) == 7)  # serve, the web server and its two workers, two workers, one clock
    family = portal.family()
    assert portal.stop() == 0
    assert not family & parents().keys()
    assert "Traceback" not in portal.log


def test_a_worker_killed_in_the_middle_of_a_job_is_replaced_and_the_job_ends_exactly_once(portal):
    portal.start()
    [job] = portal.enqueue("tests.slow", steps=40)
    os.kill(portal.worker_of(job), signal.SIGKILL)
    until(lambda: portal.job(job)["state"] == "done", 40)
    assert (portal.attempts(job), portal.times_finished(job), portal.job(job)["attempts"]) == (2, 1, 2)


@pytest.mark.long
def test_web_and_workers_are_two_services_that_start_and_stop_by_themselves(portal):
    """As systemd units and containers do: each part once, neither starts the other."""
    portal.start("--only", "web")
    web = portal.process
    until(lambda: len(portal.family()) == 4)  # serve, the web server and its two workers
    [job] = portal.enqueue("tests.slow", steps=1)
    portal.start("--only", "workers", ready="En marche")
    until(lambda: len(portal.family()) == 4)  # serve, two workers, one clock
    until(lambda: portal.job(job)["state"] == "done", 40)

    for part in ("web", "workers", "clock"):
        assert "tourne déjà" in portal.manage("serve", "--only", part, "--port", "0").stderr
    assert portal.stop() == 0
    with pytest.raises(urllib.error.HTTPError) as page:
        urllib.request.urlopen(f"http://127.0.0.1:{portal.port}/nowhere", timeout=10)
    page.value.close()
    web.terminate()
    assert web.wait(15) == 0


@pytest.mark.long
def test_stopping_gives_running_jobs_back_uncounted_and_the_next_start_ends_them(portal):
    portal.start()
    polite, deaf = portal.enqueue("tests.slow", "tests.deaf", steps=60)
    portal.worker_of(polite)
    until(lambda: portal.job(deaf)["state"] == "running")
    family = portal.family()
    assert portal.stop(signal.SIGINT) == 0
    assert not family & parents().keys()
    for pk in (polite, deaf):
        job = portal.job(pk)
        assert (job["state"], job["attempts"], job["error_code"]) == ("waiting", 0, "interrupted")
    portal.start()
    until(lambda: portal.job(polite)["state"] == "done", 30)
    assert (portal.job(polite)["attempts"], portal.times_finished(polite)) == (1, 1)


@pytest.mark.long
def test_when_serve_itself_is_killed_nothing_stays_and_the_next_start_takes_the_job_up(portal):
    portal.start()
    [job] = portal.enqueue("tests.slow_speech", steps=20)
    portal.worker_of(job)
    family = portal.family()
    portal.stop(signal.SIGKILL)
    until(lambda: not family & parents().keys(), 3)
    portal.start()
    until(lambda: portal.job(job)["state"] == "done", 25)
    assert (portal.attempts(job), portal.times_finished(job)) == (2, 1)


@pytest.mark.long
def test_the_web_server_killed_comes_back_on_the_same_port(portal):
    portal.start()
    until(lambda: len(portal.family()) == 7)
    [web] = [pid for pid in portal.family() if "config.gunicorn" in command(pid) and parents()[pid] == portal.process.pid]
    server = {web} | {pid for pid, parent in parents().items() if parent == web}
    os.kill(web, signal.SIGKILL)
    until(lambda: not server & parents().keys(), 3)
    with pytest.raises(urllib.error.HTTPError) as page:  # waits in the open socket meanwhile
        urllib.request.urlopen(f"http://127.0.0.1:{portal.port}/nowhere", timeout=20)
    page.value.close()
    assert page.value.code == 404
    assert portal.stop() == 0


@pytest.mark.long
def test_a_torn_message_does_not_stop_the_worker_for_good(portal):
    portal.environment["BROKER_URL"] = "filesystem://"
    portal.start()
    until(portal.messages.exists)
    (portal.messages / "1_torn.default.msg").write_text("")
    until(lambda: not list(portal.messages.glob("*torn*")))
    [job] = portal.enqueue("tests.slow", steps=1)
    until(lambda: portal.job(job)["state"] == "done", 30)


@pytest.mark.long
def test_a_table_of_queues_cut_short_is_mended_by_the_next_start(portal):
    portal.environment["BROKER_URL"] = "filesystem://"
    [job] = portal.enqueue("tests.slow", steps=1)
    tables = list((portal.folder / "broker").rglob("*.exchange"))
    for table in tables:
        table.write_text("[")
    portal.start()
    until(lambda: portal.job(job)["state"] == "done", 30)
    assert tables


@pytest.mark.long
def test_workers_killed_again_and_again_finish_each_job_exactly_once(portal):
    rng = random.Random(20261124)
    portal.start()
    jobs = portal.enqueue(*["tests.slow", "tests.slow_speech"] * 2, steps=30)
    kills = 0
    deadline = time.monotonic() + 240
    while (left := [pk for pk in jobs if portal.job(pk)["state"] != "done"]) and time.monotonic() < deadline:
        time.sleep(rng.uniform(0.5, 4))
        running = [portal.job(pk) for pk in left]
        victims = [job["worker"] for job in running if job["state"] == "running"]
        if victims and kills < 6:
            try:
                os.kill(int(rng.choice(victims).rpartition("/")[2]), signal.SIGKILL)
            except ProcessLookupError:
                continue
            kills += 1
    assert not left
    assert kills >= 3
    assert [portal.times_finished(pk) for pk in jobs] == [1] * len(jobs)
    assert sum(portal.attempts(pk) for pk in jobs) == len(jobs) + kills


@pytest.mark.parametrize("port", ["70000", "-1", "", "8000 "])
def test_a_port_that_is_none_is_named(port):
    with pytest.raises(CannotServe, match=f"«\u00a0{port}\u00a0»"):
        open_socket("127.0.0.1", port)


def test_what_keeps_it_from_starting_is_one_sentence(tmp_path):
    refused = Portal(tmp_path).manage("serve", "--port", "abc")
    assert refused.returncode == 1
    assert refused.stderr == "Le port «\u00a0abc\u00a0» n’est pas un nombre de 1 à 65535. Par exemple\u00a0: PORT=9000.\n"


def test_a_child_does_not_outlive_its_parent(tmp_path):
    """The parent is killed before it can do anything about it."""
    script = """
import os, sys, time
from background.processes import Child
child = Child("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], environment=os.environ)
child.start()
print(child._process.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert child in parents()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: child not in parents(), 3)


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()
