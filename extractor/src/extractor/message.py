"""The bytes of a record message: content hash and body from one serialisation."""

import hashlib
from typing import Any, Final

import orjson


_ID_SLOT: Final = orjson.Fragment(b"\0")  # a raw NUL cannot occur elsewhere in JSON, so the place of the record's id is found again
_ID_KEY: Final = b'"id":\0'


def message_body(record: dict[str, Any], record_id: str) -> bytes:
    """The message of a normalised record: `type`, `id`, `sha256`, then the record's other keys in sorted order.

    Args:
        record: Its keys `type` and `sha256` are removed, its `id` is blanked: it is not of use afterwards.
        record_id: The id in the envelope; usually also the record's own.
    Raises:
        orjson.JSONEncodeError: The record is nested too deep.
    """
    record.pop("type", None)
    record.pop("sha256", None)
    envelope_id = orjson.dumps(record_id)
    if "id" not in record:
        canonical = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
        return _splice(envelope_id, hashlib.sha256(canonical).hexdigest(), canonical[1:])
    own = record["id"]
    own_id = envelope_id if own == record_id else orjson.dumps(own, option=orjson.OPT_SORT_KEYS)
    record["id"] = _ID_SLOT
    before, _, after = orjson.dumps(record, option=orjson.OPT_SORT_KEYS).partition(_ID_KEY)
    digest = hashlib.sha256(b'%b"id":%b%b' % (before, own_id, after)).hexdigest()
    # `before` is "{" or ends in a comma, `after` begins with a comma or is "}": one comma too many is left, at the seam or at the end.
    if after != b"}":
        return _splice(envelope_id, digest, before[1:] + after[1:])
    return _splice(envelope_id, digest, before[1:-1] + after)


def _splice(envelope_id: bytes, digest: str, rest: bytes) -> bytes:
    comma = b"" if rest == b"}" else b","
    return b'{"type":"data","id":%b,"sha256":"%b"%b%b' % (envelope_id, digest.encode(), comma, rest)
