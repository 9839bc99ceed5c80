"""What `./up` is to import: decided and checked before anything is started."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
import os
from pathlib import Path
import shutil
import subprocess
from typing import Any, Final, Literal

from common.domain.data_types import Source
from common.runtime.errors import ConfigError
from utilities.stack.downloads import PLANS, look_up, plan_for
from utilities.stack.dumps import DumpSet, find_dumps, is_sample
from utilities.stack.install import Ask, Say, folder_bytes, require_space
from utilities.stack.layout import Layout
from utilities.stack.services import Reading


type Origin = Literal["sample", "real"]

SAMPLE_RELEASES: Final = 3000
SAMPLE_SEED: Final = 1
STORE_MB_PER_DUMP_MB: Final = 12  # a gzipped MB of Discogs dump becomes about 7 MB of stores; twice that while they write
BASE_MB: Final = 1500
"""Empty stores with their preallocated logs, and the servers' programs."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Readings by source, and whether their world is made up."""

    origin: Origin
    readings: Mapping[Source, Reading]

    def read_again(self, *, limit: int | None, force: bool) -> "Catalogue":
        """The same dumps, read in another way."""
        return replace(self, readings={source: replace(reading, limit=limit, force=force) for source, reading in self.readings.items()})

    def beside(self, other: "Catalogue | None") -> "Catalogue":
        """This catalogue, with the readings that another one of the same world had for other sources."""
        if other is None or other.origin != self.origin:
            return self
        return replace(self, readings={**other.readings, **self.readings})

    def remembered(self) -> dict[str, Any]:
        """Form that the stack's state file holds. A forced import is forced once."""
        readings = {
            source.value: {"dump_dir": str(reading.dump_dir) if reading.dump_dir else None, "limit": reading.limit, "site": reading.site}
            for source, reading in self.readings.items()
        }
        return {"origin": self.origin, "readings": readings}


def recall(told: Mapping[str, Any]) -> Catalogue | None:
    """The catalogue of the last import; `None` when there was none."""
    if not told:
        return None
    readings = {
        Source(source): Reading(dump_dir=Path(reading["dump_dir"]) if reading["dump_dir"] else None, limit=reading["limit"], site=reading.get("site"))
        for source, reading in told["readings"].items()
    }
    return Catalogue(told["origin"], readings)


def local(folder: Path, layout: Layout, say: Say, *, limit: int | None, force: bool) -> Catalogue:
    """Dumps that lie in a folder.

    Raises:
        ConfigError: nothing usable in it, or no space for what it would become.
    """
    found = find_dumps(folder.resolve())
    for dumps in found.values():
        note = f", without {', '.join(dumps.missing)}: a partial import, which removes nothing" if dumps.missing else ""
        say(f"Found {dumps.source} dumps of {dumps.version or 'no date'} ({dumps.size_bytes / 1e6:,.1f} MB{note})")
    if limit is None:
        size_mb = sum(dumps.size_bytes for dumps in found.values()) // 1_000_000
        require_space(layout, BASE_MB + size_mb * STORE_MB_PER_DUMP_MB, "This import")
    return Catalogue("sample" if is_sample(folder.resolve()) else "real", readings_of(found, limit=limit, force=force))


def readings_of(found: Mapping[Source, DumpSet], *, limit: int | None, force: bool) -> dict[Source, Reading]:
    """What each extractor is told of the folders that were found."""
    return {source: Reading(dumps.folder, limit, force) for source, dumps in found.items()}


def downloaded(sources: Sequence[Source], layout: Layout, say: Say, ask: Ask, *, limit: int | None, force: bool) -> Catalogue:
    """The newest real dumps, after saying what that takes.

    Sites are those of `DISCOGS_DATA_URL` and `MUSICBRAINZ_DUMP_URL` where these are set, as for the extractor.

    Raises:
        ConfigError: a site cannot be reached, the disk is too small, or the answer was no.
    """
    needed = 0
    readings = {}
    for source in sources:
        planned = plan_for(source, os.environ)
        say(f"Asking {planned.url} for its newest dumps")
        plan = look_up(planned)
        say(plan.describe(limit))
        # What an earlier call has downloaded, or is on the way of importing, needs no place a second time.
        needed += max(0, plan.needed_bytes(limit) - folder_bytes(layout.root / source.value))
        readings[source] = Reading(None, limit, force, site=planned.url if planned.url != PLANS[source].url else None)
    require_space(layout, BASE_MB + max(0, needed - folder_bytes(layout.data)) // 1_000_000, "This download and import")
    if not ask("Go on?"):
        raise ConfigError("Nothing was started")
    return Catalogue("real", readings)


def sample(layout: Layout, say: Say, *, limit: int | None, force: bool) -> Catalogue:
    """The sample catalogue, written into the stack's folder when it is not there.

    Raises:
        ConfigError: the generator failed.
    """
    folder = layout.root / "sample"
    if not folder.exists():
        say(f"Making the sample catalogue ({SAMPLE_RELEASES:,} releases of a world that does not exist)")
        fresh = folder.with_name("sample.new")
        shutil.rmtree(fresh, ignore_errors=True)
        layout.make()
        command = [str(layout.venv_bin / "sample-catalogue"), "--releases", str(SAMPLE_RELEASES), "--seed", str(SAMPLE_SEED), "--out", str(fresh)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise ConfigError(f"The sample catalogue could not be made:\n{done.stdout}{done.stderr}")
        fresh.rename(folder)
    return Catalogue("sample", readings_of(find_dumps(folder), limit=limit, force=force))
