"""What `manage.py doctor` prints, as text and as JSON. Knows nothing of Django, which may be what is missing."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import asdict

from operations.checks.finding import ERROR, Check, Finding

WIDTH = 100


def as_text(
    findings: Sequence[Finding], well: Sequence[Check], not_asked: Sequence[Check], gettext: Callable[[str], str] = lambda text: text
) -> str:
    """Errors first; what is well in one line."""
    errors = [finding for finding in findings if finding.severity == ERROR]
    notes = [finding for finding in findings if finding.severity != ERROR]
    paragraphs = [_summary(len(errors), len(notes), gettext)]
    for label, some in ((gettext("erreur"), errors), (gettext("à savoir"), notes)):
        for finding in some:
            wrong = _folded(f"{label.upper()}  {finding.wrong} [{finding.code}]", "  ")
            paragraphs.append(f"{wrong}\n{_folded('→ ' + finding.remedy, '  ', first='  ')}")
    for label, checks in ((gettext("Rien à redire"), well), (gettext("Pas demandé"), not_asked)):
        if checks:
            paragraphs.append(_folded(f"{label} ({len(checks)}) : {', '.join(str(check.title) for check in checks)}.", "  "))
    return "\n\n".join(paragraphs) + "\n"


def _summary(errors: int, notes: int, gettext: Callable[[str], str]) -> str:
    if errors or notes:
        return gettext("Erreurs : %(errors)d. À savoir : %(notes)d.") % {"errors": errors, "notes": notes}
    return gettext("Rien à signaler.")


def _folded(text: str, indent: str, first: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def as_json(findings: Sequence[Finding], well: Sequence[Check], not_asked: Sequence[Check]) -> str:
    status = "error" if any(finding.severity == ERROR for finding in findings) else "ok"
    names = {"well": [check.name for check in well], "not_asked": [check.name for check in not_asked]}
    return json.dumps({"status": status, "findings": [asdict(finding) for finding in findings], **names}, ensure_ascii=False) + "\n"
