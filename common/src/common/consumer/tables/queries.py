"""SQL that both table consumers run: entity rows, purges, the record of finished runs."""

# ruff: noqa: S608 - what is put into the texts are names of tables and columns, constants of the program

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from common.stores.statement import Sql


BOOKKEEPING: Final = ("hash", "run", "sequence", "transform")
"""Columns of every entity table beside those of the record, last in each COPY row."""

PURGE_TIMEOUT_S: Final = 3600.0
"""A purge reads a whole table: 19 million releases take minutes on a slow disk."""


@dataclass(frozen=True)
class RowTable:
    """An entity table: a row a record, gated by the content hash. All names are constants of the program, never data.

    Args:
        schema, name: `public`, `releases`.
        key: Primary key column, the record's id.
        key_type: Its type.
        columns: Columns that the record fills beside the key, in the order of the writer's fields.
    """

    schema: str
    name: str
    key: str
    key_type: str
    columns: tuple[str, ...]

    @property
    def qualified(self) -> str:
        """`public.releases`."""
        return f"{self.schema}.{self.name}"

    @property
    def copied(self) -> tuple[str, ...]:
        """Columns of a COPY row, in order."""
        return (self.key, *self.columns, *BOOKKEEPING)

    @property
    def staging(self) -> str:
        """Name of the session's temporary table."""
        return f"staged_{self.schema}_{self.name}"

    @cached_property
    def read(self) -> Sql:
        """Parameters: keys. Rows: key, hash, run, sequence, transform of the rows that exist, locked in key order (so that two
        writers wait for each other instead of deadlocking). Cost: an index probe a key."""
        return Sql(
            f"{self.name}.read",
            f"SELECT {self.key}::text, hash, run, sequence, transform FROM {self.qualified} "
            f"WHERE {self.key} = ANY(%(keys)s::{self.key_type}[]) ORDER BY {self.key} FOR NO KEY UPDATE",
        )

    @cached_property
    def insert(self) -> Sql:
        """A binary COPY of new rows; a row that another writer was faster with is a unique violation."""
        return Sql(f"{self.name}.insert", f"COPY {self.qualified} ({', '.join(self.copied)}) FROM STDIN (FORMAT binary)")

    @cached_property
    def make_staging(self) -> Sql:
        """The session's temporary table for changed rows, empty at each transaction's start."""
        return Sql(
            f"{self.name}.make_staging",
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {self.staging} ON COMMIT DELETE ROWS AS "
            f"SELECT {', '.join(self.copied)} FROM {self.qualified} WITH NO DATA",
        )

    @cached_property
    def stage(self) -> Sql:
        """A binary COPY of changed rows."""
        return Sql(f"{self.name}.stage", f"COPY {self.staging} ({', '.join(self.copied)}) FROM STDIN (FORMAT binary)")

    @cached_property
    def replace(self) -> Sql:
        """Staged rows over the rows that they change. Cost: an index probe and a row version each."""
        assignments = ", ".join(f"{column} = staged.{column}" for column in self.copied[1:])
        return Sql(
            f"{self.name}.replace",
            f"UPDATE {self.qualified} AS row SET {assignments}, updated_at = now() FROM {self.staging} AS staged WHERE row.{self.key} = staged.{self.key}",
        )

    @cached_property
    def stamp(self) -> Sql:
        """Parameters: keys, sequences (arrays of one length), run. Marks unchanged rows as sighted in a run, at their last place in its file."""
        return Sql(
            f"{self.name}.stamp",
            f"UPDATE {self.qualified} AS row SET updated_at = now(), run = %(run)s, "
            "sequence = CASE WHEN row.run = %(run)s THEN greatest(row.sequence, sighted.sequence) ELSE sighted.sequence END "
            f"FROM unnest(%(keys)s::{self.key_type}[], %(sequences)s::bigint[]) AS sighted (key, sequence) WHERE row.{self.key} = sighted.key",
        )

    @cached_property
    def touch(self) -> Sql:
        """Parameters: keys. Marks unchanged rows as sighted by messages that name no run."""
        return Sql(
            f"{self.name}.touch",
            f"UPDATE {self.qualified} SET updated_at = now() WHERE {self.key} = ANY(%(keys)s::{self.key_type}[])",
        )

    @cached_property
    def count_by_run(self) -> Sql:
        """Parameters: consumer, data_type, run. Rows: one, total and stale: rows that the run neither sighted nor rejected.
        Cost: a scan of the table."""
        return Sql(
            f"{self.name}.count_by_run",
            f"SELECT count(*) AS total, count(*) FILTER (WHERE {self._not_in_run}) AS stale FROM {self.qualified} AS row",
            timeout_s=PURGE_TIMEOUT_S,
        )

    @cached_property
    def delete_by_run(self) -> Sql:
        """Parameters: consumer, data_type, run. Deletes what `count_by_run` calls stale."""
        return Sql(
            f"{self.name}.delete_by_run",
            f"DELETE FROM {self.qualified} AS row WHERE {self._not_in_run}",
            timeout_s=PURGE_TIMEOUT_S,
        )

    @cached_property
    def count_by_time(self) -> Sql:
        """Parameters: consumer, data_type, started_at. Rows: one, total, stale and fresh: for runs whose messages name no run."""
        return Sql(
            f"{self.name}.count_by_time",
            f"SELECT count(*) AS total, count(*) FILTER (WHERE {self._not_since}) AS stale, "
            f"count(*) FILTER (WHERE updated_at >= %(started_at)s) AS fresh FROM {self.qualified} AS row",
            timeout_s=PURGE_TIMEOUT_S,
        )

    @cached_property
    def delete_by_time(self) -> Sql:
        """Parameters: consumer, data_type, started_at. Deletes what `count_by_time` calls stale."""
        return Sql(
            f"{self.name}.delete_by_time",
            f"DELETE FROM {self.qualified} AS row WHERE {self._not_since}",
            timeout_s=PURGE_TIMEOUT_S,
        )

    @cached_property
    def analyze(self) -> Sql:
        """Fresh statistics for the planner, which would otherwise know the table as it was before the import."""
        return Sql(f"{self.name}.analyze", f"ANALYZE {self.qualified}", timeout_s=PURGE_TIMEOUT_S)

    def deleted_keys(self, delete: Sql) -> Sql:
        """One of the deletes, with the keys of its rows put into the temporary table `gone (key)`."""
        return Sql(
            f"{delete.name}.keys", f"WITH d AS ({delete.text} RETURNING {self.key}) INSERT INTO gone SELECT {self.key} FROM d", delete.timeout_s
        )

    @property
    def _not_in_run(self) -> str:
        rejected = "SELECT lower(record_id) FROM public.import_rejects WHERE consumer = %(consumer)s AND run = %(run)s AND data_type = %(data_type)s"
        return f"row.run < %(run)s AND row.{self.key}::text NOT IN ({rejected})"

    @property
    def _not_since(self) -> str:
        rejected = (
            "SELECT lower(record_id) FROM public.import_rejects "
            "WHERE consumer = %(consumer)s AND run = 0 AND data_type = %(data_type)s AND rejected_at >= %(started_at)s"
        )
        return f"row.updated_at < %(started_at)s AND row.{self.key}::text NOT IN ({rejected})"


REJECTS_SINCE: Final = Sql(
    name="purge.rejects_since",
    text="""
    SELECT count(*) FILTER (WHERE readable) AS readable, count(*) FILTER (WHERE NOT readable) AS unreadable
    FROM public.import_rejects
    WHERE consumer = %(consumer)s AND run = 0 AND data_type = %(data_type)s AND rejected_at >= %(started_at)s
""",
)
"""Parameters: consumer, data_type, started_at. Rows: one. Rejects of messages that name no run."""

UPSERT_IMPORT_RUN: Final = Sql(
    name="import_runs.upsert",
    text="""
    INSERT INTO public.import_runs (source, version, started_at, run, state, partial, counts, tables_done_at)
    VALUES (%(source)s, %(version)s, %(started_at)s, %(run)s, %(state)s, %(partial)s, %(counts)s::jsonb, now())
    ON CONFLICT (source, version, run) DO UPDATE SET
      started_at = EXCLUDED.started_at, state = EXCLUDED.state, partial = EXCLUDED.partial, counts = EXCLUDED.counts,
      tables_done_at = EXCLUDED.tables_done_at
""",
)
"""Parameters: source, version, started_at, run, state, partial, counts (JSON text). The graph's side of the row is left alone."""
