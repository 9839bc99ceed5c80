"""Text that PostgreSQL cannot hold."""

import pytest

from common.consumer.tables.text import check_text
from common.runtime.errors import BadRecord


@pytest.mark.parametrize("body", [b'"\\u0000"', b'"\\\\\\u0000"', b'"\\ud800"', b'"\\uDFFF"', b'"\xff"', b'"\\udc00\\ud800"'])
def test_what_postgres_cannot_hold_is_refused(body: bytes) -> None:
    with pytest.raises(BadRecord):
        check_text(body)


@pytest.mark.parametrize("body", [b'"plain"', b'"\\\\u0000"', b'"\\ud83d\\ude00"', '"ü😀"'.encode(), b'"\\u0001"', b'"\\\\ud800"'])
def test_what_only_looks_like_it_passes(body: bytes) -> None:
    check_text(body)
