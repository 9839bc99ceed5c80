"""Messages of the Discogs exchanges, the smallest valid ones and those of the graph chapter."""

import hashlib
from typing import Any, Final


PREFIX: Final = "discogsography-discogs"
TYPES: Final = ("artists", "labels", "masters", "releases")


def exchange(data_type: str) -> str:
    return f"{PREFIX}-{data_type}"


def queue(data_type: str) -> str:
    return f"{PREFIX}-graphinator-{data_type}"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def record(record_id: str, **fields: Any) -> dict[str, Any]:
    """A record whose hash follows its content."""
    return {"type": "data", "id": record_id, "sha256": sha(f"{record_id}{sorted(fields.items(), key=str)}"), **fields}


def artist(record_id: str = "900001", **fields: Any) -> dict[str, Any]:
    return record(record_id, **{"name": f"Artist {record_id}", **fields})


def label(record_id: str = "700001", **fields: Any) -> dict[str, Any]:
    return record(record_id, **{"name": f"Label {record_id}", **fields})


def master(record_id: str = "500001", **fields: Any) -> dict[str, Any]:
    return record(record_id, **{"title": f"Master {record_id}", **fields})


def release(record_id: str = "300001", **fields: Any) -> dict[str, Any]:
    return record(record_id, **{"title": f"Release {record_id}", **fields})


EXAMPLE_ARTIST: Final = artist(
    "900001",
    name="Example Quartet",
    profile="…",
    members=[{"id": "900010", "name": "Pat Sample"}, {"id": "900011", "name": "Kim Sample"}],
    groups=[{"id": "900020", "name": "Bigger Example"}],
    aliases=[{"id": "900030", "name": "Example 4"}],
)
EXAMPLE_RELEASE: Final = release(
    "300001",
    status="Accepted",
    title="First Example",
    released="1984-05-00",
    country="UK",
    master_id="500001",
    artists=[{"id": "900001", "name": "Example Quartet"}],
    labels=[{"id": "700001", "name": "Sample Records", "catno": "SAM 001"}],
    formats=[{"name": "Vinyl", "qty": "1", "text": "", "descriptions": {"description": ["LP", "Album"]}}],
    genres=["Electronic"],
    styles=["House"],
    extraartists=[{"id": "900050", "name": "Lee Example", "role": "Producer, Mixed By"}],
)


def extraction_complete(
    version: str = "20260301", *, started_at: str | None = None, published: int | dict[str, int] | None = None, **fields: Any
) -> dict[str, Any]:
    """The signal of a run; `published` counts distinct records, one number for every type."""
    message: dict[str, Any] = {
        "type": "extraction_complete",
        "version": version,
        "timestamp": "2026-03-05T14:00:00.000000Z",
        "record_counts": {},
        **fields,
    }
    if started_at:
        message["started_at"] = started_at
    if published is not None:
        message["published_counts"] = published if isinstance(published, dict) else dict.fromkeys(TYPES, published)
    return message


def file_complete(data_type: str, total: int = 1) -> dict[str, Any]:
    return {
        "type": "file_complete",
        "data_type": data_type,
        "timestamp": "2026-03-05T12:45:23Z",
        "total_processed": total,
        "file": f"discogs_20260301_{data_type}.xml.gz",
    }


def run_headers(started_at: str, sequence: int = 0, version: str = "20260301") -> dict[str, Any]:
    """Headers of a record of a run."""
    return {"version": version, "started_at": started_at, "sequence": sequence}
