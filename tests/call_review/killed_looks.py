"""Run by test_watched_kill.py in a process of its own: a look at a watched folder dies at its first step, its second, and so on to its end.

After each death two looks by processes that live; what is then there is printed, one line a death. Steps are statements of SQL and what is
done to files.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from call_review import watched
from call_review.models import Arrival, Campaign, Recording, Upload
from tests.call_review.dropping import Recorder
from tests.call_review.people import CLIP

FILES = {"open", "os.remove", "os.rename", "os.truncate", "os.mkdir", "shutil.rmtree"}


def main() -> None:
    data, kept = Path(settings.DATA_DIR), Path(settings.DATA_DIR).with_name("kept")
    Campaign.objects.update(weekly_cap=1)  # a second deposit of the same call would find the week full
    recorder = Recorder(watched.open_folder(Campaign.objects.get(), Campaign.objects.get().coaches.get(), "mono"), data / "intake")
    recorder.drop_call(CLIP)
    watched.look_everywhere()
    connections.close_all()
    shutil.copytree(data, kept, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    step, died = 0, True
    while died:
        shutil.rmtree(data)
        shutil.copytree(kept, data)
        died = bool(_child(lambda step=step: (_die_at(step), watched.look_everywhere())))
        for _time in range(2):
            assert _child(watched.look_everywhere) == 0
        _child(lambda: print(json.dumps(_found(recorder)), flush=True))
        step += 1


def _child(work) -> int:
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _die_at(step: int) -> None:
    left = step

    def count() -> None:
        nonlocal left
        if not left:
            os._exit(9)
        left -= 1

    def statement(execute, *about):
        count()
        return execute(*about)

    connection.execute_wrappers.append(statement)
    data = str(settings.DATA_DIR)  # not the modules that are read meanwhile
    sys.addaudithook(lambda event, about: count() if event in FILES and str(about[0]).startswith(data) else None)


def _found(recorder: Recorder) -> dict:
    recordings = list(Recording.objects.all())
    return {
        "calls": len(recordings),
        "whole": all(recording.original.open("rb").read() == CLIP for recording in recordings),
        "jobs": sum(recording.job is not None for recording in recordings),
        "waiting": Upload.objects.under_way().count(),
        "rows": sorted(Arrival.objects.values_list("state", "code")),
        "names": recorder.names(),
    }


if __name__ == "__main__":
    main()
