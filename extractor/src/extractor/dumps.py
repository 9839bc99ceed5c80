"""What a run works on: the files of one version, however they came to this machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from common.domain.data_types import DataType
from common.runtime.errors import DiscogsographyError
from extractor.pipeline import DumpFile
from extractor.state.keeper import MarkerKeeper


class NoDump(DiscogsographyError):  # noqa: N818 - named for what it is
    """There is nothing to work on. Not a success: an operator who expects data must see it."""


class DownloadFailed(DiscogsographyError):  # noqa: N818 - named for what it is
    """A listing, a transfer or a check of a file failed for good."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A version to extract.

    Args:
        files: Path or remote key of each type's file.
        checksums: Published hash by file name; empty when nothing is published.
        is_partial: Files are missing, so that nothing may be removed after the run.
    """

    version: str
    files: Mapping[DataType, Path | str]
    checksums: Mapping[str, str]
    is_partial: bool = False


class DumpSource(Protocol):
    """Where dumps come from."""

    async def choose(self) -> Choice:
        """The version to extract.

        Raises:
            NoDump: there is none that is complete enough.
            DownloadFailed: the site cannot be read.
        """
        ...

    async def fetch(self, choice: Choice, keeper: MarkerKeeper) -> Sequence[DumpFile]:
        """Bring the files to disk and verify them, recording it in the marker.

        Raises:
            DownloadFailed: a file could not be had, or is not what was published.
        """
        ...

    async def close(self) -> None:
        """Release connections; the run is over."""
        ...
