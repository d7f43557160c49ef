from collections.abc import Iterator

import pytest

from tests.files import s3


@pytest.fixture(scope="package")
def s3_server() -> Iterator[str]:
    with s3.server() as address:
        yield address
