"""Text that JSON allows and PostgreSQL cannot hold. Pure."""

import re
from typing import Final

import orjson

from common.runtime.errors import BadRecord


_SUSPECT: Final = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def check_text(body: bytes) -> None:
    """Refuse what decodes here, or is skipped over here, but is no text for PostgreSQL.

    The publisher escapes control characters only, so what follows the search is rare.

    Raises:
        BadRecord: bytes that are not UTF-8, U+0000, or half of a surrogate pair.
    """
    if not body.isascii():
        try:
            body.decode()
        except UnicodeDecodeError as error:
            raise BadRecord(f"text is not UTF-8: {error.reason}") from None
    if not _SUSPECT.search(body):
        return
    if _NUL.search(body):
        raise BadRecord("text holds U+0000")
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRecord(f"unreadable message: {error}") from None
