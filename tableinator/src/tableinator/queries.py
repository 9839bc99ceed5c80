"""Tables of the Discogs records."""

from typing import Final

from common.consumer.tables.queries import RowTable
from common.domain.data_types import DISCOGS_TYPES, DataType


TABLES: Final[dict[DataType, RowTable]] = {
    data_type: RowTable(schema="public", name=data_type.value, key="data_id", key_type="text", columns=("data",)) for data_type in DISCOGS_TYPES
}
