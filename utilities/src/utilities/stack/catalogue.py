"""What `./up` is to import: decided and checked before anything is started."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
import shutil
import subprocess
from typing import Any, Final, Literal

from common.domain.data_types import Source
from common.runtime.errors import ConfigError
from utilities.stack.downloads import PLANS, require_reachable
from utilities.stack.dumps import DumpSet, find_dumps, is_sample
from utilities.stack.install import Ask, Say, require_space
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
        return replace(self, readings={source: Reading(reading.dump_dir, limit, force) for source, reading in self.readings.items()})

    def beside(self, other: "Catalogue | None") -> "Catalogue":
        """This catalogue, with the readings that another one of the same world had for other sources."""
        if other is None or other.origin != self.origin:
            return self
        return replace(self, readings={**other.readings, **self.readings})

    def remembered(self) -> dict[str, Any]:
        """Form that the stack's state file holds. A forced import is forced once."""
        readings = {
            source.value: {"dump_dir": str(reading.dump_dir) if reading.dump_dir else None, "limit": reading.limit}
            for source, reading in self.readings.items()
        }
        return {"origin": self.origin, "readings": readings}


def recall(told: Mapping[str, Any]) -> Catalogue | None:
    """The catalogue of the last import; `None` when there was none."""
    if not told:
        return None
    readings = {
        Source(source): Reading(dump_dir=Path(reading["dump_dir"]) if reading["dump_dir"] else None, limit=reading["limit"])
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


def downloaded(sources: list[Source], layout: Layout, say: Say, ask: Ask, *, limit: int | None, force: bool) -> Catalogue:
    """The newest real dumps, after saying what that takes.

    Raises:
        ConfigError: a site cannot be reached, the disk is too small, or the answer was no.
    """
    needed_gb = 0.0
    for source in sources:
        plan = PLANS[source]
        require_reachable(plan)
        say(plan.describe() if limit is None else f"{source}: download {plan.download_gb:.0f} GB from {plan.url}, then {limit:,} records a type")
        needed_gb += plan.download_gb + (plan.stores_gb if limit is None else 1)
    require_space(layout, int(needed_gb * 1000), "This download and import")
    if not ask("Go on?"):
        raise ConfigError("Nothing was started")
    return Catalogue("real", {source: Reading(None, limit, force) for source in sources})


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
