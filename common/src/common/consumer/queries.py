"""Statements of the two ledgers. Tables, constraints and indexes are made by schema-init."""

from typing import Final

from common.stores.statement import Cypher, Sql


INSERT_REJECTS: Final = Sql(
    name="ledger.insert_rejects",
    timeout_s=30,
    text="""
    INSERT INTO public.import_rejects (consumer, run, data_type, record_id, readable, reason)
    SELECT %(consumer)s, r.run, r.data_type, r.record_id, r.readable, r.reason
    FROM unnest(%(runs)s::bigint[], %(data_types)s::text[], %(record_ids)s::text[], %(readables)s::boolean[], %(reasons)s::text[])
      AS r(run, data_type, record_id, readable, reason)
    ON CONFLICT DO NOTHING
""",
)
"""Parameters: consumer, and five arrays of equal length. Cost: one key look-up a record."""

REOPEN_SIGNALS: Final = Sql(
    name="ledger.reopen_signals",
    timeout_s=30,
    text="""
    WITH reopened AS (
      UPDATE public.import_states SET state = 'pending', error = NULL, updated_at = now()
      WHERE consumer = %(consumer)s AND run = 0 AND version = %(version)s AND state = 'done'
      RETURNING version
    )
    DELETE FROM public.import_signals s USING reopened
    WHERE s.consumer = %(consumer)s AND s.run = 0 AND s.version = reopened.version
""",
)
"""Parameters: consumer, version. A run that does not say when it started begins anew when its version was finished before."""

UPSERT_SIGNAL: Final = Sql(
    name="ledger.upsert_signal",
    timeout_s=30,
    text="""
    INSERT INTO public.import_signals (consumer, source, version, run, started_at, data_type, message)
    VALUES (%(consumer)s, %(source)s, %(version)s, %(run)s, %(started_at)s, %(data_type)s, %(message)s::jsonb)
    ON CONFLICT (consumer, run, version, data_type) DO UPDATE SET message = EXCLUDED.message
""",
)
"""Parameters: consumer, source, version, run, started_at, data_type, message (JSON text). A repeated signal keeps its outcome."""

OPEN_RUNS: Final = Sql(
    name="ledger.open_runs",
    timeout_s=30,
    text="""
    SELECT s.run, s.version, s.data_type, s.message::text AS message, s.outcome, coalesce(t.state, 'pending') AS state,
           coalesce(p.seen, 0)::bigint AS seen, r.readable, r.unreadable
    FROM public.import_signals s
    LEFT JOIN public.import_states t ON t.consumer = s.consumer AND t.run = s.run AND t.version = s.version
    CROSS JOIN LATERAL (
      SELECT sum(seen) AS seen FROM public.import_progress
      WHERE consumer = s.consumer AND run = s.run AND data_type = s.data_type AND s.run > 0
    ) p
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE readable) AS readable, count(*) FILTER (WHERE NOT readable) AS unreadable FROM public.import_rejects
      WHERE consumer = s.consumer AND run = s.run AND data_type = s.data_type AND s.run > 0
    ) r
    WHERE s.consumer = %(consumer)s AND coalesce(t.state, 'pending') <> 'done'
    ORDER BY min(s.received_at) OVER (PARTITION BY s.run, s.version), s.run, s.version, s.data_type
""",
)
"""Parameters: consumer. Rows: one a signal of a run that is not done, oldest run first. Cost: rejects of the open runs."""

LAST_DONE: Final = Sql(
    name="ledger.last_done",
    timeout_s=30,
    text="SELECT coalesce(max(run), 0)::bigint AS run FROM public.import_states WHERE consumer = %(consumer)s AND state = 'done'",
)
"""Parameters: consumer. One row: run. Cost: one row a run ever imported."""

SETTLE_TYPE: Final = Sql(
    name="ledger.settle_type",
    timeout_s=30,
    text="""
    UPDATE public.import_signals SET outcome = %(outcome)s, settled_at = now()
    WHERE consumer = %(consumer)s AND run = %(run)s AND version = %(version)s AND data_type = %(data_type)s
""",
)
"""Parameters: consumer, run, version, data_type, outcome."""

FINISH_RUN: Final = Sql(
    name="ledger.finish_run",
    timeout_s=30,
    text="""
    INSERT INTO public.import_states (consumer, run, version, state, error, updated_at)
    VALUES (%(consumer)s, %(run)s, %(version)s, %(state)s, %(error)s, now())
    ON CONFLICT (consumer, run, version) DO UPDATE SET state = EXCLUDED.state, error = EXCLUDED.error, updated_at = now()
""",
)
"""Parameters: consumer, run, version, state, error."""

COUNT_SEEN: Final = Sql(
    name="ledger.count_seen",
    timeout_s=30,
    text="""
    INSERT INTO public.import_progress AS p (consumer, run, data_type, writer, seen, updated_at)
    VALUES (%(consumer)s, %(run)s, %(data_type)s, %(writer)s, %(seen)s, now())
    ON CONFLICT (consumer, run, data_type, writer) DO UPDATE SET seen = p.seen + EXCLUDED.seen, updated_at = now()
""",
)
"""Parameters: consumer, run, data_type, writer, seen. One row a process and type, so that no two processes wait for each other."""

TRY_LEASE: Final = Sql(name="ledger.try_lease", timeout_s=10, text="SELECT pg_try_advisory_lock(hashtextextended(%(name)s, 0)) AS taken")
"""Parameters: name. Held by the session until it is released or the session ends."""

RELEASE_LEASE: Final = Sql(name="ledger.release_lease", timeout_s=10, text="SELECT pg_advisory_unlock(hashtextextended(%(name)s, 0)) AS released")
"""Parameters: name."""

MERGE_REJECTS: Final = Cypher(
    name="ledger.merge_rejects",
    timeout_s=30,
    text="""
    UNWIND $rows AS row
    MERGE (r:ImportReject {key: row.key})
    ON CREATE SET r.consumer = $consumer, r.run = row.run, r.data_type = row.data_type, r.record_id = row.record_id,
                  r.readable = row.readable, r.reason = row.reason, r.rejected_at = datetime()
""",
)
"""Parameters: consumer, rows of key, run, data_type, record_id, readable, reason. Cost: one key look-up a record."""

MERGE_SIGNAL: Final = Cypher(
    name="ledger.merge_signal",
    timeout_s=30,
    text="""
    MERGE (c:ExtractionCompletion {key: $key})
    ON CREATE SET c.consumer = $consumer, c.version = $version, c.started_at = $started_at, c.run = $run, c.signals = [],
                  c.state = 'pending', c.created_at = datetime()
    SET c.updated_at = datetime()
    WITH c, c.run = 0 AND c.state = 'done' AS again
    SET c += CASE WHEN again THEN $cleared ELSE {} END
    WITH c, CASE WHEN again THEN [] ELSE c.signals END AS known
    UNWIND known + [$data_type] AS signal
    WITH DISTINCT c, signal ORDER BY signal
    WITH c, collect(signal) AS signals
    SET c.signals = signals, c += $message
    RETURN signals
""",
)
"""Parameters: key, consumer, version, started_at, run, data_type, message (one property), cleared (properties of an unstamped run
that begins anew). The first SET takes the node's lock, so the union that follows is atomic: no signal overwrites another.
Rows: one, the signals so far."""

OPEN_LATCHES: Final = Cypher(
    name="ledger.open_latches",
    timeout_s=30,
    text="""
    MATCH (c:ExtractionCompletion {consumer: $consumer}) WHERE c.state <> 'done'
    RETURN c.key AS key, c.run AS run, c.state AS state, c.signals AS signals, properties(c) AS properties
    ORDER BY c.created_at, c.key
""",
)
"""Parameters: consumer. Rows: one a run that is not done, oldest first. Cost: one node a run ever imported."""

LAST_DONE_LATCH: Final = Cypher(
    name="ledger.last_done_latch",
    timeout_s=30,
    text="MATCH (c:ExtractionCompletion {consumer: $consumer, state: 'done'}) RETURN coalesce(max(c.run), 0) AS run",
)
"""Parameters: consumer. One row: run. Cost: one node a run ever imported."""

RUN_COUNTS: Final = Cypher(
    name="ledger.run_counts",
    timeout_s=30,
    text="""
    MATCH (p:ImportProgress) WHERE p.key STARTS WITH $prefix
    RETURN p.data_type AS data_type, sum(p.seen) AS seen, 0 AS readable, 0 AS unreadable
    UNION ALL
    MATCH (r:ImportReject) WHERE r.key STARTS WITH $prefix
    RETURN r.data_type AS data_type, 0 AS seen, sum(CASE WHEN r.readable THEN 1 ELSE 0 END) AS readable,
           sum(CASE WHEN r.readable THEN 0 ELSE 1 END) AS unreadable
""",
)
"""Parameters: prefix (`consumer:run:`). Rows: up to two a type, to be added. Cost: a range of two key indexes."""

SET_OUTCOME: Final = Cypher(
    name="ledger.set_outcome",
    timeout_s=30,
    text="MATCH (c:ExtractionCompletion {key: $key}) SET c += $outcome, c.updated_at = datetime()",
)
"""Parameters: key, outcome (one property)."""

SET_STATE: Final = Cypher(
    name="ledger.set_state",
    timeout_s=30,
    text="MATCH (c:ExtractionCompletion {key: $key}) SET c.state = $state, c.error = $error, c.updated_at = datetime()",
)
"""Parameters: key, state, error."""

ADD_SEEN: Final = Cypher(
    name="ledger.add_seen",
    timeout_s=30,
    text="""
    MERGE (p:ImportProgress {key: $key})
    ON CREATE SET p.consumer = $consumer, p.run = $run, p.data_type = $data_type, p.writer = $writer, p.seen = 0
    SET p.seen = p.seen + $seen
""",
)
"""Parameters: key, consumer, run, data_type, writer, seen. One node a process and type, so that no two processes wait for each other."""

TAKE_LEASE: Final = Cypher(
    name="ledger.take_lease",
    timeout_s=10,
    text="""
    MERGE (l:Lease {name: $name})
    SET l.asked_by = $owner
    WITH l WHERE l.owner IS NULL OR l.owner = $owner OR l.expires_at < datetime.realtime()
    SET l.owner = $owner, l.expires_at = datetime.realtime() + duration({seconds: $ttl_s})
    RETURN l.owner AS owner
""",
)
"""Parameters: name, owner, ttl_s. The first SET takes the node's lock, so of two that ask at once one gets it. Rows: one if it is ours."""

RENEW_LEASE: Final = Cypher(
    name="ledger.renew_lease",
    timeout_s=10,
    text="""
    MATCH (l:Lease {name: $name, owner: $owner})
    SET l.expires_at = datetime.realtime() + duration({seconds: $ttl_s})
    RETURN l.owner AS owner
""",
)
"""Parameters: name, owner, ttl_s. Rows: one if it is still ours."""

DROP_LEASE: Final = Cypher(name="ledger.drop_lease", timeout_s=10, text="MATCH (l:Lease {name: $name, owner: $owner}) DELETE l")
"""Parameters: name, owner."""
