"""Files of an object store are saved and come back, over HTTP to a real server of that protocol."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from operations import archive
from operations.archive import Manifest
from operations.backup import copy_files, names
from operations.restore import restore_files


@pytest.fixture
def bucket(settings) -> Iterator[None]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    _host, port = server.get_host_and_port()
    access = {"endpoint_url": f"http://127.0.0.1:{port}", "access_key": "key", "secret_key": "secret", "region_name": "eu-west-3"}
    client = boto3.client(
        "s3", endpoint_url=access["endpoint_url"], aws_access_key_id="key", aws_secret_access_key="secret", region_name="eu-west-3"
    )
    name = f"vigie-{uuid.uuid4().hex}"  # the servers of one process share their buckets
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    backend = "storages.backends.s3.S3Storage"
    settings.STORAGES = settings.STORAGES | {
        store: {"BACKEND": backend, "OPTIONS": {**access, "bucket_name": name, "location": store, "file_overwrite": False}}
        for store in archive.STORES
    }
    yield
    client.close()
    server.stop()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_object_store_is_saved_and_comes_back(bucket, tmp_path):
    calls = {f"ab/{n:032x}/original": f"sound {n}".encode() for n in range(5)}
    for name, content in calls.items():
        storages["calls"].save(name, ContentFile(content))
    storages["calls"].save(f"ab/{9:032x}/original.part", ContentFile(b"half"))
    storages["default"].save("images/plan.png", ContentFile(b"picture"))

    manifest = Manifest(1, "", "sqlite", [], {}, False)
    assert copy_files(tmp_path, manifest, lambda files: None) == 0
    assert sorted(manifest.files) == sorted([*(f"files/calls/{name}" for name in calls), "files/default/images/plan.png"])

    storages["calls"].delete(next(iter(calls)))
    storages["default"].save("images/later.png", ContentFile(b"later"))
    restore_files(tmp_path, manifest, lambda files: None)
    assert {name: storages["calls"].open(name).read() for name in names(storages["calls"])} == calls
    assert list(names(storages["default"])) == ["images/plan.png"]
