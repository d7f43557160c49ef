"""Why the portal does not even start: said by `manage.py doctor` before Django is there to say it, and so in French alone."""

from __future__ import annotations

import re
import sys
import traceback
from pathlib import Path

from operations.checks.finding import Finding, error
from operations.management.commands._report import as_json, as_text

OLDEST_PYTHON = (3, 11)
SETTING = re.compile(r"""env(?:\.\w+)?\(\s*["']([A-Z0-9_]+)["']""")
SETTINGS_FILE = Path(__file__).resolve().parents[3] / "config" / "settings.py"


def leave_if_it_cannot_start(arguments: list[str]) -> None:
    if (finding := why_not()) is None:
        return
    text = as_json([finding], [], []) if "--json" in arguments else as_text([finding], [], [])
    sys.stdout.write(text)
    sys.exit(1)


def why_not() -> Finding | None:
    if sys.version_info < OLDEST_PYTHON:
        return error(
            "start.python",
            "Python est trop ancien : le portail demande la version 3.11 ou une plus récente.",
            "Installez-la, puis : PYTHON=/chemin/de/python3.11 make setup.",
        )
    try:
        import django

        django.setup()
    except ImportError as problem:
        return error(
            "start.library",
            f"Une bibliothèque manque ou ne se charge pas : {problem.name or type(problem).__name__}.",
            "Installez celles du verrou (make setup), et lancez la commande avec .venv/bin/python.",
        )
    except OSError as problem:
        return error(
            "start.folder",
            f"Le dossier de données ne peut pas être ouvert ou créé : {problem.filename} ({type(problem).__name__}).",
            "Corrigez VIGIE_DATA_DIR, ou les droits de ce dossier.",
        )
    except Exception as problem:  # whatever a setting that cannot be read raises
        return _refused(problem)
    return None


def _refused(problem: Exception) -> Finding:
    """Names the setting, never its value: it may be a secret. Of the text of an exception only what our own settings wrote is shown."""
    name = setting_named_by(problem)
    about = f"Le réglage {name}" if name else "La configuration"
    own = re.match(r"VIGIE_\w+: [^\n]*\(docs/settings\.md\)\.$", str(problem)) or re.match(r"VIGIE_DEBUG cannot be", str(problem))
    why = str(problem) if own else type(problem).__name__
    return error("start.setting", f"{about} empêche le portail de démarrer ({why.rstrip('.')}).", "Corrigez-le : docs/settings.md.")


def setting_named_by(problem: Exception) -> str:
    """By our own text, or by the line of the settings that failed."""
    if own := re.match(r"VIGIE_[A-Z_]+", str(problem)):
        return own[0]
    lines = [frame for frame in traceback.extract_tb(problem.__traceback__) if Path(frame.filename) == SETTINGS_FILE]
    named = SETTING.search(lines[-1].line or "") if lines else None
    return named[1] if named else ""
