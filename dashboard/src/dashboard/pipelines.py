"""The two ways from dump to stores: which services and queues each consists of, in the order in which they are shown. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from common.domain.data_types import DataType, Source
from common.messaging.topology import CONSUMERS_OF, dlq_name, queue_name


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue that should exist."""

    name: str
    consumer: str
    data_type: DataType
    dead_letters: bool


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One source's way. `types` is the order in which types are shown."""

    source: Source
    extractor: str
    graph: str
    tables: str
    types: tuple[DataType, ...]

    @property
    def services(self) -> tuple[str, str, str]:
        """Names of its services."""
        return (self.extractor, self.graph, self.tables)

    @property
    def consumers(self) -> tuple[str, str]:
        """Names of those that take from queues."""
        return (self.graph, self.tables)

    def queues(self, prefix: str) -> Iterator[Queue]:
        """Its queues, each followed by that of its dead letters."""
        for consumer in self.consumers:
            for data_type in self.types:
                name = queue_name(prefix, consumer, data_type)
                yield Queue(name, consumer, data_type, dead_letters=False)
                yield Queue(dlq_name(name), consumer, data_type, dead_letters=True)


def _pipeline(source: Source, *types: DataType) -> Pipeline:
    graph, tables = CONSUMERS_OF[source]
    return Pipeline(source, f"extractor-{source.value}", graph, tables, types)


PIPELINES: Final[dict[Source, Pipeline]] = {
    Source.DISCOGS: _pipeline(Source.DISCOGS, DataType.MASTERS, DataType.RELEASES, DataType.ARTISTS, DataType.LABELS),
    Source.MUSICBRAINZ: _pipeline(Source.MUSICBRAINZ, DataType.RELEASE_GROUPS, DataType.RELEASES, DataType.ARTISTS, DataType.LABELS),
}
