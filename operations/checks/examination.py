"""All checks, one after the other. Whatever fails in one of them is itself a finding: an examination always ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from operations.checks import access_log, configuration, database, engines, folders, neighbours, people, software, work
from operations.checks.finding import ERROR, Check, Finding, error

SUBJECTS = (software, configuration, folders, database, access_log, work, neighbours, engines, people)


@dataclass
class Examination:
    findings: list[Finding] = field(default_factory=list)
    well: list[Check] = field(default_factory=list)
    not_asked: list[Check] = field(default_factory=list)
    """For want of the database, or of its migrations."""

    @property
    def has_errors(self) -> bool:
        return any(finding.severity == ERROR for finding in self.findings)

    def found(self, *codes: str) -> bool:
        return any(finding.code in codes for finding in self.findings)

    def ask(self, check: Check) -> None:
        if check.needs_database and self.found("database.away", "database.version"):
            self.not_asked.append(check)
            return
        try:
            found = list(check.ask())
        except DatabaseError as problem:
            if self.found("migrations.not_applied"):  # a table that is not made yet
                self.not_asked.append(check)
                return
            found = [unexpected(check, problem)]
        except Exception as problem:  # a check that fails must not hide the others
            found = [unexpected(check, problem)]
        self.findings += found
        if not found:
            self.well.append(check)


def examine(*, deep: bool = False, backups: Path | None = None) -> Examination:
    """`deep` also loads the speech model, draws a PDF and reads the whole SQLite file; `backups` is the folder where they are."""
    examination = Examination()
    for check in checks(deep=deep, backups=backups):
        examination.ask(check)
    return examination


def checks(*, deep: bool = False, backups: Path | None = None) -> list[Check]:
    asked = [check for subject in SUBJECTS for check in subject.CHECKS if deep or not check.deep]
    if backups:
        asked.append(Check("backups", gettext_lazy("sauvegardes"), partial(folders.backups, backups)))
    return asked


def unexpected(check: Check, problem: Exception) -> Finding:
    """Of an exception only its type: its text may hold a password or what a person wrote."""
    said = {"title": check.title, "type": type(problem).__name__}
    return error(
        f"{check.name}.unexpected",
        _("Ce contrôle n’a pas pu être mené à son terme : %(title)s (%(type)s).") % said,
        _("Corrigez d’abord les autres erreurs, puis relancez ; si celle-ci reste, signalez-la avec son code."),
    )
