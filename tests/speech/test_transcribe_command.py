"""manage.py transcribe, as an operator types it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from speech import messages
from speech.errors import NotACall

from .conftest import CLIP, ODD

MANAGE = Path(__file__).parent.parent.parent / "manage.py"


def test_a_conversation_to_read(capsys):
    call_command("transcribe", str(CLIP))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("0:00  Agent  Parfait")
    assert lines[1].startswith("0:03  Usager  Non")


def test_json(capsys):
    call_command("transcribe", str(CLIP), "--json", "--channels", "caller,agent", "--language", "fr")
    made = json.loads(capsys.readouterr().out)
    assert [turn["speaker"] for turn in made["turns"]] == ["caller", "agent"]


def test_a_call_in_another_language_is_said_so(capsys):
    call_command("transcribe", str(ODD / "english_call.ogg"))
    printed = capsys.readouterr()
    assert "anglais" in printed.err
    assert "residence card" in printed.out


def test_nobody_speaks(capsys):
    call_command("transcribe", str(ODD / "ringback_only.ogg"))
    printed = capsys.readouterr()
    assert printed.out == "" and "Personne ne parle" in printed.err


@pytest.mark.parametrize("name", ["html_renamed.mp3", "eight.wav", ""])
def test_what_is_no_call(capsys, name):
    with pytest.raises(SystemExit) as caught:
        call_command("transcribe", str(ODD / name))
    assert caught.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1 and printed.err.strip().endswith(".")


@pytest.mark.parametrize("name", ["-rf.wav", "appel \N{SMILING FACE WITH SUNGLASSES}\n.wav", b"appel \xff.wav"])
def test_in_a_process_of_its_own_whatever_the_name(tmp_path, name):
    """One sentence on the error stream, exit code 2, no trace; a name that begins with a dash comes after "--"."""
    path = tmp_path / (name.decode(errors="surrogateescape") if isinstance(name, bytes) else name)
    shutil.copyfile(ODD / "html_renamed.mp3", path)
    done = subprocess.run([sys.executable, str(MANAGE), "transcribe", "--", path.name], cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 2, done.stderr.decode()
    assert done.stdout == b""
    assert done.stderr.decode() == messages.sentence(NotACall("sound_is_html")) + "\n"
