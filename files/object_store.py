"""A store that speaks S3, for several machines. The only importer of django-storages and botocore."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from files.entry import Entry
from files.errors import StoreAway, StoreRefused

CHUNK = 64 * 1024
GONE = {"404", "NoSuchKey", "NotFound"}
BUSY = {408, 429}
# A page does not wait a minute for a store that is away.
PATIENCE = Config(
    connect_timeout=3, read_timeout=20, retries={"total_max_attempts": 2, "mode": "standard"}, s3={"addressing_style": "path"}
)


@contextmanager
def plain_errors(name: str) -> Iterator[None]:
    """Raises FileNotFoundError for what is not there, StoreRefused for what the store will not do, StoreAway for the rest."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in GONE:
            raise FileNotFoundError(name) from error
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
        refused = 400 <= status < 500 and status not in BUSY
        raise (StoreRefused if refused else StoreAway)(type(error).__name__) from error
    except (BotoCoreError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise StoreAway(type(error).__name__) from error


class ObjectStore(S3Storage):
    """Private objects only: no address of the store is ever given to a browser."""

    shared = True

    def __init__(self, *, working_folder: Path, **options: Any) -> None:
        super().__init__(**options, client_config=PATIENCE, file_overwrite=True, default_acl=None)
        self.working_folder = working_folder

    def keep(self, path: Path, name: str) -> None:
        """Large files go in parts, each with its checksum; an object appears whole or not at all. The local file stays."""
        with plain_errors(name):
            self._object(name).upload_file(str(path), ExtraArgs={"ChecksumAlgorithm": "SHA256"})

    def take_back(self, path: Path, name: str) -> None:
        self.delete(name)

    def local(self, name: str, folder: Path) -> Path:
        path = folder / name.rpartition("/")[2]
        with plain_errors(name):
            self._object(name).download_file(str(path))
        return path

    def part(self, name: str, first: int, last: int) -> Iterator[bytes]:
        if last < first:
            return iter(())
        with plain_errors(name):
            body = self._object(name).get(Range=f"bytes={first}-{last}")["Body"]
        return _chunks(name, body)

    def entries(self, above: str, starting: str = "") -> list[Entry]:
        prefix = self._key(above) + "/"
        with plain_errors(above):
            found = [(each.key.removeprefix(prefix), each) for each in self.bucket.objects.filter(Prefix=prefix + starting, Delimiter="/")]
        return [Entry(name, each.size, f"{each.size}-{each.e_tag}-{each.last_modified:%Y%m%d%H%M%S}") for name, each in found if name]

    def move(self, name: str, to: str) -> None:
        with plain_errors(name):
            self._object(to).copy({"Bucket": self.bucket.name, "Key": self._key(name)})
            self._object(name).delete()

    def place(self, name: str) -> str:
        return f"s3://{self.bucket.name}/{self._key(name)}"

    def delete(self, name: str) -> None:
        with plain_errors(name):
            super().delete(name)

    def size(self, name: str) -> int:
        with plain_errors(name):
            return super().size(name)

    def exists(self, name: str) -> bool:
        with plain_errors(name):
            return super().exists(name)

    def get_modified_time(self, name: str) -> datetime.datetime:
        with plain_errors(name):
            return super().get_modified_time(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with plain_errors(path):
            return super().listdir(path)

    def folders(self, above: str) -> list[str]:
        return sorted(self.listdir(above)[0])

    def remove_folder(self, name: str) -> None:
        with plain_errors(name):
            answers = self.bucket.objects.filter(Prefix=self._key(name) + "/").delete()
        if any(answer.get("Errors") for answer in answers):  # it answers 200, and says of which objects it did not take them away
            raise StoreRefused("Errors")

    def _key(self, name: str) -> str:
        return self._normalize_name(name)

    def _object(self, name: str) -> Any:
        return self.bucket.Object(self._key(name))


def _chunks(name: str, body: Any) -> Iterator[bytes]:
    """A store that goes away in the middle is away too."""
    with plain_errors(name):
        yield from body.iter_chunks(CHUNK)
