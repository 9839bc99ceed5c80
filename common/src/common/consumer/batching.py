"""From deliveries to batches and back to settlements. Pure.

deliveries ──decode──► records ──one batch a run, each id once──► writer ──► which deliveries are dead-lettered, up to which tag all is settled
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from common.consumer.spec import Batch, HasId, Item, Reject
from common.domain.data_types import DataType
from common.domain.messages import RunStamp
from common.messaging.intake import Delivery
from common.runtime.errors import BadRecord, describe_exception


@dataclass(frozen=True, slots=True)
class Refusal:
    """A delivery that goes to the dead-letter queue, and what the ledger says of it."""

    delivery: Delivery
    reject: Reject


@dataclass(frozen=True, slots=True)
class Bundle[R: HasId]:
    """One batch for the writer. `deliveries[i]` are those of `batch.items[i]`: the one that is written and older versions of its id."""

    batch: Batch[R]
    deliveries: Sequence[Sequence[Delivery]]

    def refusals(self, rejected: Mapping[int, str]) -> list[Refusal]:
        """The rejected records with every delivery of their ids: acking the older versions would lose the record without a trace."""
        return [
            Refusal(delivery, Reject(self.batch.data_type, self.batch.run, self.batch.items[index].record.id, reason))
            for index, reason in sorted(rejected.items())
            for delivery in self.deliveries[index]
        ]


@dataclass(frozen=True, slots=True)
class Sorted[R: HasId]:
    """One taking of a queue, decoded: bundles oldest run first, and what no record could be made of."""

    bundles: Sequence[Bundle[R]]
    refusals: Sequence[Refusal]


def sort_out[R: HasId](data_type: DataType, deliveries: Sequence[Delivery], decode: Callable[[DataType, bytes], R]) -> Sorted[R]:
    """Decode deliveries, part them by run, keep of each id the highest sequence, among equals the last that arrived."""
    refusals: list[Refusal] = []
    groups: dict[RunStamp | None, dict[str, list[tuple[Delivery, R]]]] = {}
    run: RunStamp | None = None
    group: dict[str, list[tuple[Delivery, R]]] = {}
    for delivery in deliveries:
        try:
            record = decode(data_type, delivery.body)
        except BadRecord as error:
            refusals.append(_unreadable(delivery, str(error)))
            continue
        except Exception as error:  # an unknown error of one record is a fault of that record, as in a writer
            refusals.append(_unreadable(delivery, describe_exception(error)))
            continue
        # Neighbours share their run, so the dictionary of runs is asked only when it changes.
        if not groups or (delivery.run is not run and delivery.run != run):
            run = delivery.run
            group = groups.setdefault(run, {})
        versions = group.setdefault(record.id, [])
        if versions and delivery.sequence < versions[0][0].sequence:
            versions.append((delivery, record))
        else:
            versions.insert(0, (delivery, record))
    return Sorted([_bundle(data_type, stamp, groups[stamp]) for stamp in sorted(groups, key=_age)], refusals)


def _bundle[R: HasId](data_type: DataType, run: RunStamp | None, group: Mapping[str, Sequence[tuple[Delivery, R]]]) -> Bundle[R]:
    items: list[Item[R]] = []
    deliveries: list[list[Delivery]] = []
    for versions in group.values():
        delivery, record = versions[0]
        items.append(Item(record, delivery.body, delivery.sequence))
        deliveries.append([delivery] if len(versions) == 1 else [other for other, _ in versions])
    return Bundle(Batch(data_type, run, items), deliveries)


def _age(run: RunStamp | None) -> int:
    return -1 if run is None else run.number


def _unreadable(delivery: Delivery, reason: str) -> Refusal:
    return Refusal(delivery, Reject(delivery.data_type, delivery.run, readable_id(delivery.body), reason))


def readable_id(body: bytes) -> str | None:
    """The `id` of a record that could not be decoded, where there is a usable one: it tells a known loss from an unknown one."""
    try:
        record = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    identity = record.get("id") if isinstance(record, dict) else None
    return identity if isinstance(identity, str) and identity.strip() else None
