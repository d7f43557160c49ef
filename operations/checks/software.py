"""Are the libraries those that this version was tried with?"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from packaging.requirements import Requirement

from operations.checks.finding import Check, Finding, error, note


def libraries() -> Iterator[Finding]:
    absent, other = [], []
    for requirement in locked():
        try:
            if not requirement.specifier.contains(metadata.version(requirement.name), prereleases=True):
                other.append(requirement.name)
        except metadata.PackageNotFoundError:
            absent.append(requirement.name)
    setup = _("Installez les bibliothèques du verrou : make setup.")
    if absent:
        yield error("libraries.missing", _("Des bibliothèques manquent : %(names)s.") % {"names": ", ".join(absent)}, setup)
    if other:
        said = {"names": ", ".join(other)}
        yield note("libraries.other", _("Des bibliothèques ne sont pas dans la version prévue : %(names)s.") % said, setup)


def locked() -> list[Requirement]:
    """Those of `requirements/base.txt` that are for this machine."""
    lines = (settings.BASE_DIR / "requirements" / "base.txt").read_text("utf-8").splitlines()
    named = [Requirement(line.rstrip("\\ ")) for line in lines if line and line[0].isalnum()]
    return [requirement for requirement in named if requirement.marker is None or requirement.marker.evaluate()]


def frameworks() -> Iterator[Finding]:
    """What Django, Wagtail and the others find wrong by themselves, without asking the database, which may be away."""
    messages = [message for message in checks.run_checks(databases=[]) if message.level >= checks.WARNING and not message.is_silenced()]
    see = _("Le détail : manage.py check.")
    if serious := sorted({str(message.id) for message in messages if message.is_serious()}):
        yield error("frameworks.errors", _("Django refuse cette configuration : %(ids)s.") % {"ids": ", ".join(serious)}, see)
    if others := sorted({str(message.id) for message in messages if not message.is_serious()}):
        yield note("frameworks.warnings", _("Django met en garde : %(ids)s.") % {"ids": ", ".join(others)}, see)


CHECKS = (
    Check("libraries", gettext_lazy("bibliothèques"), libraries),
    Check("frameworks", gettext_lazy("contrôles de Django"), frameworks),
)
