from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import StorageHandler

from accounts import roles
from accounts.models import Organisation, Role, User
from call_review.models import Recording, recording


@pytest.fixture
def caisse(db) -> Organisation:
    return Organisation.objects.create(name="Caisse de l’Ouest")


@pytest.fixture
def prefecture(db) -> Organisation:
    return Organisation.objects.create(name="Préfecture")


@pytest.fixture
def alice_administers(alice: User, caisse: Organisation) -> User:
    roles.grant(alice, Role.ADMINISTRATOR, organisation=caisse)
    return alice


@pytest.fixture
def bob_checks_quality(bob: User, caisse: Organisation) -> User:
    roles.grant(bob, Role.QUALITY, organisation=caisse)
    return bob


@pytest.fixture
def charlie_administers_elsewhere(charlie: User, prefecture: Organisation) -> User:
    roles.grant(charlie, Role.ADMINISTRATOR, organisation=prefecture)
    return charlie


@pytest.fixture
def storage(tmp_path, monkeypatch) -> Path:
    """The folder of the calls, empty."""
    folder = tmp_path / "calls"
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder, "base_url": None}}
    monkeypatch.setattr(django_settings, "STORAGES", {**django_settings.STORAGES, "calls": backend})
    handler = StorageHandler()
    fields = [Recording._meta.get_field(name) for name in ("original", "listening", "features")]
    for field in fields:
        monkeypatch.setattr(field, "storage", handler["calls"])
    monkeypatch.setattr(recording, "storages", handler)
    return folder
