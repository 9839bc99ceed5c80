"""What a backup says of itself, and what is found when its files are looked at."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from common.runtime.errors import ConfigError
from utilities.backup.manifest import MANIFEST, NOT_INCLUDED, Counts, Manifest, Versions, entry_of, key_fingerprint, problems, require_sound


COUNTS = Counts(tables={"public.artists": 2}, nodes={"Artist": 2}, relationships={"BY": 1})


def written(folder: Path, **changes: Any) -> Manifest:
    """A backup of one small file."""
    folder.mkdir(exist_ok=True)
    (folder / "postgres.dump").write_bytes(b"rows")
    fields: dict[str, Any] = {
        "format": 1,
        "created_at": "2026-01-01T00:00:00+00:00",
        "platform": "native",
        "versions": Versions(postgres="17.6", neo4j="2026.08.1", schema_number="0014"),
        "origin": "sample",
        "key_fingerprint": None,
        "is_whole": True,
        "counts": COUNTS,
        "files": {"postgres.dump": entry_of(folder / "postgres.dump")},
        "catalogue": {},
        "not_included": NOT_INCLUDED,
        "graph_stopped_s": 1.5,
    }
    manifest = Manifest(**fields | changes)
    manifest.write(folder)
    return manifest


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    manifest = written(tmp_path / "b")
    assert Manifest.read(tmp_path / "b") == manifest
    assert require_sound(tmp_path / "b") == manifest
    assert any(told.startswith("secrets:") for told in manifest.not_included), "what is left out is named"


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda path: path.unlink(), "postgres.dump is missing"),
        (lambda path: path.write_bytes(b"row"), "postgres.dump has 3 bytes instead of 4"),
        (lambda path: path.write_bytes(b"rowz"), "postgres.dump is not what was written: its SHA-256 differs"),
    ],
)
def test_damage_is_named(tmp_path: Path, damage: Any, told: str) -> None:
    manifest = written(tmp_path / "b")
    damage(tmp_path / "b" / "postgres.dump")
    assert list(problems(tmp_path / "b", manifest)) == [told]
    with pytest.raises(ConfigError, match="is damaged"):
        require_sound(tmp_path / "b")


def test_a_folder_without_a_manifest_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no complete backup: it has no manifest\.json"):
        Manifest.read(tmp_path)


@pytest.mark.parametrize(
    ("text", "told"), [(b'{"format": 2}', "format: Input should be 1"), (b"{", "is damaged"), (b"[]", "none that this version understands")]
)
def test_a_manifest_that_is_not_understood_is_refused(tmp_path: Path, text: bytes, told: str) -> None:
    manifest = written(tmp_path)
    if b"2" in text:
        text = orjson.dumps(manifest.model_dump() | {"format": 2})
    (tmp_path / MANIFEST).write_bytes(text)
    with pytest.raises(ConfigError, match=told):
        Manifest.read(tmp_path)


def test_counts_are_compared_by_name() -> None:
    found = Counts(tables={"public.artists": 1, "public.added_later": 9}, nodes={"Artist": 2, "Label": 3}, relationships={})
    assert COUNTS.differences(found) == ["public.artists: 1 instead of 2", "Label: 3 instead of 0", "BY: 0 instead of 1"]
    assert COUNTS.differences(COUNTS) == []


def test_the_key_is_recognised_and_not_told() -> None:
    assert key_fingerprint("secret\n") == key_fingerprint("secret") != key_fingerprint("other")
    assert "secret" not in key_fingerprint("secret")
