"""Identity of a normalised record, for the hash gate of every writer."""

import hashlib
from typing import Any

import orjson


def content_hash(record: dict[str, Any]) -> str:
    """Hash of a normalised record.

    Args:
        record: `id` included, `type` and `sha256` absent.
    Returns:
        64 lower-case hex digits: SHA-256 of compact UTF-8 JSON with keys sorted at every level.
    Source: docs/reference/messages.md, "Content hash".
    """
    return hashlib.sha256(orjson.dumps(record, option=orjson.OPT_SORT_KEYS)).hexdigest()
