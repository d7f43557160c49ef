"""Guard rails: conventions of the house that a reader would otherwise have to remember (CONTRIBUTING.md)."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.template import engines
from django.template.loader import get_template
from wagtail.models import Page

from home import catalogue
from tests.template_reading import inline_code, untranslated
from tests.undefined_variables import UndefinedVariable
from theme.icons import ICONS

ROOT: Path = settings.BASE_DIR
ROOMS = [room for room in catalogue.rooms() if room.name != "config"]
PYTHON = [path for folder in [*catalogue.rooms(), ROOT / "bench"] for path in sorted(folder.rglob("*.py"))]
CODE = [path for path in PYTHON if "migrations" not in path.parts]
TEMPLATES = [path for path in catalogue.sources() if path.suffix in {".html", ".txt"}]
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
OURS = [app for app in apps.get_app_configs() if Path(app.path).parent == ROOT]

ONE_IMPORTER = {
    "av": "speech/audio.py",
    "pydub": "speech/editing.py",
    "whisper": "speech/engines/openai_whisper.py",
    "h5py": "call_review/features.py",
    "typst": "documents/pdf.py",
    "openpyxl": "documents/tables.py",
    "icalendar": "documents/calendars.py",
    "segno": "documents/qr.py",
    "babel": "home/catalogue.py",
    "PIL": "explainers/pictures.py",
    "zxcvbn": "accounts/passwords.py",
    "fido2": "accounts/passkeys.py",
    "jwt": "accounts/proconnect/tokens.py",
    "requests": "accounts/proconnect/provider.py",
    "stdnum": "privacy/identifiers.py",
    "phonenumbers": "privacy/phones.py",
    "storages": "files/object_store.py",
    "botocore": "files/object_store.py",
    "prometheus_client": "operations/metrics.py",
    "pythonjsonlogger": "operations/logs.py",
    "sentry_sdk": "operations/reporting.py",
    "packaging": "operations/checks/software.py",
}
FEW_IMPORTERS = {
    # The keys of passkeys are refused or read; the private journal is sealed.
    "cryptography": {"accounts/passkeys.py", "wellbeing/sealing.py"},
    # The engine as it comes, and its short windows; the bench compares both.
    "faster_whisper": {"speech/engines/faster_whisper.py", "speech/engines/short_windows.py", "bench/plain.py"},
    "ctranslate2": {"speech/engines/faster_whisper.py", "speech/engines/short_windows.py", "bench/inside.py"},
    "onnxruntime": {"speech/voice.py", "bench/inside.py"},
    # PyTorch runs the engine and reads its weights.
    "torch": {"speech/engines/openai_whisper.py", "speech/engines/openai_weights.py"},
    # The product reads numbers said in words; the bench must count them as the corpus of calls does.
    "text_to_num": {"privacy/spoken.py", "bench/score.py"},
}
# Regulation (EU) 2024/1689, article 5(1)(f): no emotion is inferred from a voice at work, no sentiment from words; nobody is known by a
# voiceprint. These libraries are for that.
AUDIO_EMOTION = {
    "librosa", "opensmile", "parselmouth", "praat-parselmouth", "speechbrain", "pyaudioanalysis", "surfboard", "my-voice-analysis",
    "disvoice", "openl3", "audeer", "audonnx", "emotion", "hume", "transformers", "pysptk", "pyworld", "torchaudio", "vokaturi",
    "essentia", "nkululeko", "deepface", "pyannote", "pyannote-audio", "resemblyzer", "textblob", "vadersentiment", "flair", "asent",
}  # fmt: skip
JUDGING = re.compile(r"score|emotion|mood|stress|sentiment", re.IGNORECASE)
# Columns that may carry such a name, each with why it judges nobody.
JUDGING_ALLOWED: dict[str, str] = {}
WITHOUT_TRANSLATION = {
    "templates/500.html": "shown when nothing works, the choice of language included: written in both",
    "templates/503.html": "shown when nothing works, the choice of language included: written in both",
    "home/templates/home/gallery.html": "specimens of the components, for who writes pages",
}
FRENCH = re.compile("[àâçéèêëîïôûùœÀÉÈÊÔŒ’«»\u00a0]")
# Python that holds French outside gettext, each with its reason. Management commands speak French to who runs them.
FRENCH_ALLOWED = {
    "config/settings.py": "names of the languages, each in its own",
    "home/demo.py": "the people of the demonstration",
    "explainers/demo.py": "the explainers of the demonstration",
    "careers/demo.py": "the certifications of the demonstration",
    "explainers/publishing.py": "names of the workflow, kept in the database",
    "courses/publishing.py": "title of the index, kept in the database",
    "home/information.py": "first text of pages that editors rewrite",
    "home/views.py": "specimens of the gallery of components",
    "accounts/roles.py": "names of Wagtail groups, kept in the database",
    "accounts/matching.py": "letters that names are compared without",
    "accounts/models/user.py": "names of the languages, each in its own",
    "accounts/roster/columns.py": "headings of the roster file, which is French",
    "accounts/roster/role_names.py": "what rosters call the roles, in French",
    "accounts/roster/reading.py": "what a wrongly decoded file looks like",
    "privacy/dates.py": "names of the months, as people write them",
    "privacy/findings.py": "words after which a number is a quantity, and letters of e-mail addresses",
    "privacy/dictation.py": "words between the groups of a number said aloud, signs that end a clause",
    "privacy/names.py": "letters of names",
    "privacy/addresses.py": "letters of names of places",
    "privacy/questions.py": "signs that follow a number",
    "privacy/conversation.py": "signs that end a sentence",
    "speech/engines/__init__.py": "sentences that Whisper is known to invent",
}
# Templates found by name: by Django (503 also by the reverse proxy), and by allauth, which adds the ending to that of a message.
FOUND_BY_NAME = {
    *("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"),
}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def template_name(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def imports(path: Path) -> set[str]:
    """Top-level packages imported anywhere in the file, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


# --- Data


def test_no_migration_is_missing():
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_column_judges_a_person():
    """Law C20: nor a table, nor a column of it under another name."""
    models = [model for app in OURS for model in app.get_models(include_auto_created=True)]
    fields = {
        (model._meta.label, field.name, getattr(field, "column", None) or "") for model in models for field in model._meta.get_fields()
    }
    assert len(fields) > 300, "the models were not read"
    judging = {f"{label}.{name}" for label, name, column in fields if JUDGING.search(f"{label.partition('.')[2]} {name} {column}")}
    assert judging == set(JUDGING_ALLOWED)


def test_times_carry_their_zone():
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert settings.USE_TZ
    assert configuration["tool"]["pytest"]["ini_options"]["filterwarnings"][0] == "error", "a naive datetime is a warning of Django's"
    assert "DTZ" in configuration["tool"]["ruff"]["lint"]["select"]


# --- Words


def test_every_sentence_has_its_english():
    assert [str(problem) for problem in catalogue.problems(catalogue.current())] == []


def test_french_signs_keep_their_spaces():
    """A non-breaking space before ? ! ; : » and after «, and the typographic apostrophe."""
    said = [message.id if message.pluralizable else (message.id,) for message in catalogue.found(catalogue.sources()) if message.id]
    wrong = re.compile(r"(?<=\S) [?!;:»](?!\w)|« |\w'\w")
    assert [sentence for sentences in said for sentence in sentences if wrong.search(sentence)] == []


def test_the_catalogue_is_up_to_date():
    assert catalogue.ENGLISH.read_bytes() == catalogue.written(catalogue.current()), "run `manage.py translations`"


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_text_escapes_translation(path):
    suspects = untranslated(path.read_text("utf-8"))
    assert not suspects or named(path) in WITHOUT_TRANSLATION, suspects


def french_outside_gettext(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    translated: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and re.fullmatch(r"_|(.*\.)?\w*gettext\w*", ast.unparse(node.func)):
            translated |= {id(part) for part in ast.walk(node)}
        elif isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            translated.add(id(node.body[0].value))
    strings = (
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in translated
    )
    return [node.value for node in strings if FRENCH.search(node.value)]


@pytest.mark.parametrize("path", [path for path in CODE if "commands" not in path.parts and path.parts[-2] != "bench"], ids=named)
def test_no_sentence_of_the_code_escapes_translation(path):
    assert named(path) in FRENCH_ALLOWED or french_outside_gettext(path) == []


# --- Templates, icons, styles


def test_every_template_is_used():
    text = "\n".join(path.read_text("utf-8") for path in [*CODE, *TEMPLATES])
    pages = {model.template for model in apps.get_models() if issubclass(model, Page)}
    unused = []
    for name in map(template_name, TEMPLATES):
        component = re.fullmatch(r"components/(\w+)\.html", name)
        drawn = component and re.search(rf"""_draw\(\s*f?["']({component[1]}["']|{component[1].split("_")[0]}_\{{)""", text)
        if not (f'"{name}"' in text or drawn or name in FOUND_BY_NAME | pages or _overrides(name)):
            unused.append(name)
    assert unused == []


def _overrides(name: str) -> bool:
    """A library's template of the same name is drawn by that library."""
    site_packages = Path(apps.get_app_config("wagtailcore").path).parents[0]
    return any((Path(app.path) / "templates" / name).exists() for app in apps.get_app_configs() if site_packages in Path(app.path).parents)


def test_every_template_compiles():
    for path in TEMPLATES:
        get_template(template_name(path))


def test_every_icon_is_drawn_and_used():
    sprite = set(re.findall(r'id="([\w-]+)"', (ROOT / "static/vendor/bootstrap-icons/icons.svg").read_text()))
    text = "\n".join(path.read_text("utf-8") for path in [*CODE, *TEMPLATES, *SCRIPTS] if named(path) != "theme/icons.py")
    words = set(re.findall(r"[\w-]+", text))
    asked = {name for path in TEMPLATES for name in re.findall(r'(?:\{% icon |\bicon=)"([^"]+)"', path.read_text("utf-8"))}
    assert asked - ICONS == set(), "unknown icons"
    assert ICONS - sprite == set(), "icons missing from the sprite: make vendor"
    assert ICONS - words == set(), "icons that nothing uses"


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_script_or_style_is_written_in_a_page(path):
    assert inline_code(path.read_text("utf-8")) == []


def test_every_script_carries_the_nonce_of_its_page():
    scripts = {named(path): re.findall(r"<script\b[^>]*>", path.read_text("utf-8")) for path in TEMPLATES}
    assert sum(map(len, scripts.values())) > 30, "the scripts were not read"
    assert {name: tag for name, tags in scripts.items() for tag in tags if 'nonce="{{ csp_nonce }}"' not in tag} == {}


def test_pages_ask_nothing_of_other_sites():
    asks = re.compile(
        r"""(?:src|srcset|action|formaction|data-src|poster)=["'](?:https?:)?//|<link[^>]+href=["'](?:https?:)?//|url\(["']?https?:|@import"""
    )
    files = [*TEMPLATES, *SCRIPTS, *sorted((ROOT / "static/css").glob("*.css"))]
    assert [named(path) for path in files if path.parent.name != "email" and asks.search(path.read_text("utf-8"))] == []


def test_an_undefined_variable_fails_the_page_that_prints_it(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    template = engines["django"].from_string("{{ nobody_passed_this.name }}")
    template.template.origin.name = str(tmp_path / "page.html")
    with pytest.raises(UndefinedVariable, match="nobody_passed_this"):
        template.render({})


# --- Libraries and locks


@pytest.mark.parametrize("engine", [*ONE_IMPORTER, *FEW_IMPORTERS])
def test_each_engine_has_one_importer(engine):
    importers = {named(path) for path in PYTHON if engine in imports(path)}
    allowed = FEW_IMPORTERS.get(engine) or {ONE_IMPORTER[engine]}
    assert importers <= allowed


def test_no_library_reads_emotions_in_a_voice():
    imported = {module.lower().replace("_", "-") for path in [*PYTHON, *(ROOT / "tests").rglob("*.py")] for module in imports(path)}
    locked = {match[1].lower() for lock in LOCKS for match in re.finditer(r"^([\w.-]+)(?:\[[\w,]+\])?==", lock.read_text(), re.MULTILINE)}
    assert len(locked) > 50, "the locks were not read"
    assert AUDIO_EMOTION & (imported | locked) == set()


@pytest.mark.parametrize("lock", LOCKS, ids=named)
def test_locks_hold_hashes_and_no_address(lock):
    text = lock.read_text()
    assert not re.search(r"://|--index-url|--extra-index-url|--find-links|--trusted-host| @ ", text)
    for requirement in re.split(r"\n(?=\S)", text.strip()):
        assert requirement.startswith("#") or "--hash=sha256:" in requirement, requirement


def test_rooms_import_only_rooms_below(monkeypatch):
    from importlinter.cli import lint_imports

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("logging.config.dictConfig", lambda config: None)  # it would silence the loggers of this process
    assert lint_imports(no_cache=True) == 0


# --- Files


@pytest.mark.parametrize("room", ROOMS, ids=named)
def test_each_room_says_what_it_is(room):
    readme = room / "README.md"
    assert readme.exists() and 10 <= len(readme.read_text("utf-8").splitlines()) <= 80


def test_no_file_is_too_long():
    ours = [*CODE, *TEMPLATES, *SCRIPTS, *sorted((ROOT / "tests").rglob("*.py"))]
    assert {named(path): lines for path in ours if (lines := len(path.read_text("utf-8").splitlines())) > 400} == {}


def test_there_is_no_room_for_everything():
    assert not {room.name for room in ROOMS} & {"core", "common", "base", "utils", "services", "helpers", "shared"}


# --- What is documented


def test_every_setting_is_documented():
    read = set(re.findall(r"""\benv(?:\.\w+)?\(\s*["']([A-Z_]+)["']""", (ROOT / "config/settings.py").read_text()))
    documented = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text("utf-8"), re.MULTILINE)
    assert len(documented) == len(set(documented))
    assert set(documented) == read


def test_only_the_settings_read_the_environment():
    reads = re.compile(r"os\.environ\b(?!\.setdefault)|os\.getenv|\benviron\[")
    elsewhere = {named(path) for path in CODE if reads.search(path.read_text("utf-8"))}
    assert elsewhere <= {"config/gunicorn.py", "background/management/commands/serve.py"}


def test_make_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    helped = set(re.findall(r"^([a-z0-9-]+):.*?## .+$", makefile, re.MULTILINE))
    assert set(phony[1].split()) == helped


def test_every_command_says_what_it_does():
    commands = {name: load_command_class(app, name) for name, app in get_commands().items() if app in {config.name for config in OURS}}
    assert commands
    assert {name for name, command in commands.items() if not command.help.strip()} == set()
    documents = "\n".join(
        path.read_text("utf-8") for path in [ROOT / "Makefile", *ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("docs/**/*.md")]
    )
    assert {name for name in commands if not re.search(rf"(manage\.py|MANAGE\)|serve|`) ?`?{name}\b", documents)} == set()
