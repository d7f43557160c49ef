"""The English catalogue: what the code and the templates say in French, found, merged, checked and compiled without gettext's binaries.

French sentences are the message ids. The only French catalogue is made when compiling: in French zero takes the singular (« 0 appel »),
which gettext does not know of a language without catalogue.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Path = settings.BASE_DIR
LOCALE = ROOT / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
PARTS = LOCALE / "parts"
HEADER = """\
# English of Vigie. Made by `manage.py translations`, which keeps what is translated here.
msgid ""
msgstr ""
"Project-Id-Version: Vigie\\n"
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
NAMES = {"gettext": None, "gettext_noop": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
KEYWORDS = NAMES | {f"{name}_lazy": where for name, where in NAMES.items()} | {"_": None}
ALIAS = re.compile(r"\b(\w*gettext(?:_lazy|_noop)?) as (\w+)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd](?!\w)|\{\w*\}|%%")

LONE_PERCENT = re.compile(r"%(?!\()")

Key = tuple[str | None, str]


class CatalogueError(Exception):
    """A file that cannot be read as what it should be; permanent."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one sentence."""

    reason: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.sentence!r}"


def rooms(root: Path = ROOT) -> list[Path]:
    return [path.parent for path in sorted(root.glob("*/__init__.py")) if path.parent.name not in {"tests", "bench"}]


def sources(root: Path = ROOT) -> Iterator[Path]:
    """Our Python files and templates, tests and migrations apart."""
    for folder in [*rooms(root), root / "templates"]:
        for path in sorted(folder.rglob("*")):
            if (
                path.suffix in {".py", ".html", ".txt"}
                and "migrations" not in path.parts
                and (path.suffix == ".py" or "templates" in path.parts)
            ):
                yield path


def found(paths: Iterable[Path]) -> Catalog:
    """Every sentence that these files pass through gettext."""
    catalog = Catalog(locale="en")
    for path in paths:
        code = path.read_text("utf-8")
        if path.suffix != ".py":
            # Template text leaves ragged indentation behind, which is no Python
            code = "\n".join(line.strip() for line in templatize(code, origin=str(path)).splitlines())
        aliases = {alias: KEYWORDS[name] for name, alias in ALIAS.findall(code) if name in KEYWORDS}
        for _line, sentence, _comments, context in extract("python", BytesIO(code.encode()), KEYWORDS | aliases):
            catalog.add(sentence, context=context)
    return catalog


def merged(fresh: Catalog, *translated: Catalog) -> Catalog:
    """`fresh` with the translations of the others, the first that has one wins; what is no longer said is dropped."""
    known: dict[Key, Message] = {}
    for catalog in translated:
        for message in catalog:
            if message.id and any(_strings(message)):
                known.setdefault(_key(message), message)
    for message in fresh:
        if not message.id:
            continue
        if old := known.get(_key(message)):
            message.string = _shaped(message, _strings(old))
        elif old := known.get(_undoubled(_key(message))):
            message.string = _shaped(message, tuple(LONE_PERCENT.sub("%%", string) for string in _strings(old)))
        if old and old.fuzzy:
            message.flags.add("fuzzy")
    return fresh


def _key(message: Message) -> Key:
    """A sentence whose spaces become non-breaking keeps its translation."""
    return message.context, re.sub(r"\s", " ", message.id[0] if message.pluralizable else message.id)


def _undoubled(key: Key) -> Key:
    """A sentence of a template as its author writes it: Django doubles its percent signs."""
    return key[0], key[1].replace("%%", "%")


def _strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if message.pluralizable else (message.string or "",)


def _shaped(message: Message, strings: tuple[str, ...]) -> str | tuple[str, ...]:
    """A sentence that gained or lost its plural keeps its singular."""
    if not message.pluralizable:
        return strings[0]
    return strings if len(strings) == 2 else (strings[0], "")


def read(path: Path) -> Catalog:
    try:
        return read_po(BytesIO(path.read_bytes()), locale="en", abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}") from error


def written(catalog: Catalog) -> bytes:
    """The file: sorted, without dates or places, so that a change of one sentence changes one entry."""
    for message in catalog:
        # Babel guesses from the text alone, and takes « 62 % des » for a format
        message.flags -= {"python-format", "python-brace-format"}
    out = BytesIO()
    write_po(out, catalog, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return HEADER.encode() + out.getvalue()


def current(root: Path = ROOT) -> Catalog:
    """What the English catalogue should be now: what is said, with the translations of the waiting parts, then of the catalogue."""
    files = [*sorted((root / PARTS.relative_to(ROOT)).glob("*.po")), root / ENGLISH.relative_to(ROOT)]
    return merged(found(sources(root)), *(read(path) for path in files if path.exists()))


def problems(catalog: Catalog) -> list[Problem]:
    return [problem for message in catalog if message.id for problem in _problems(message)]


def _problems(message: Message) -> Iterator[Problem]:
    ids = message.id if message.pluralizable else (message.id,)
    strings = _strings(message)
    if not all(strings) or len(strings) != len(ids):
        yield Problem("not translated", ids[0])
        return
    if message.fuzzy:
        yield Problem("to be read again (fuzzy)", ids[0])
    for sentence, translation in zip(ids, strings, strict=True):
        if sorted(PLACEHOLDER.findall(sentence)) != sorted(PLACEHOLDER.findall(translation)):
            yield Problem(f"other placeholders in {translation!r}", sentence)
        if sentence[:1].isspace() != translation[:1].isspace() or sentence[-1:].isspace() != translation[-1:].isspace():
            yield Problem(f"other spaces around {translation!r}", sentence)


def compile_catalogues(*, only_if_older: bool = False) -> bool:
    """Write the binary catalogues that Django reads; True if it did."""
    if not ENGLISH.exists():
        return False
    english, french = ENGLISH.with_suffix(".mo"), LOCALE / "fr" / "LC_MESSAGES" / "django.mo"
    if only_if_older and all(path.exists() and path.stat().st_mtime >= ENGLISH.stat().st_mtime for path in (english, french)):
        return False
    catalog = read(ENGLISH)
    for path, content in ((english, catalog), (french, _french_plurals(catalog))):
        path.parent.mkdir(parents=True, exist_ok=True)
        out = BytesIO()
        write_mo(out, content)
        path.write_bytes(out.getvalue())
    return True


def _french_plurals(english: Catalog) -> Catalog:
    french = Catalog(locale="fr")
    for message in english:
        if message.id and message.pluralizable:
            french.add(message.id, message.id, context=message.context)
    return french
