"""How a rejected record is named in a ledger. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
import hashlib
from typing import Final
from uuid import uuid4

from common.consumer.spec import Reject


MAX_ID_CHARS: Final = 200  # far beyond any real id, far below the key size of both stores' indexes
MAX_REASON_CHARS: Final = 2_000


@dataclass(frozen=True, slots=True)
class RejectRow:
    """One row of the ledger; `run` is 0 when the record's run is unknown."""

    run: int
    data_type: str
    record_id: str
    readable: bool
    reason: str


def reject_rows(rejects: Sequence[Reject]) -> list[RejectRow]:
    """Rows that every store accepts, whatever bytes a bad record brought."""
    return [
        RejectRow(
            run=0 if reject.run is None else reject.run.number,
            data_type=reject.data_type.value,
            record_id=f"unreadable:{uuid4()}" if reject.record_id is None else _storable_id(reject.record_id),
            readable=reject.record_id is not None,
            reason=_storable(reject.reason)[:MAX_REASON_CHARS],
        )
        for reject in rejects
    ]


def _storable(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def _storable_id(record_id: str) -> str:
    clean = _storable(record_id)
    if len(clean) <= MAX_ID_CHARS:
        return clean
    return f"{clean[:MAX_ID_CHARS]}…{hashlib.sha256(clean.encode()).hexdigest()}"
