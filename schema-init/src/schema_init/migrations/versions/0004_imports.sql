-- What an import leaves behind: which run touched a row, which signals came, how far each consumer is, what was rejected.

-- `run` is the number of the newest import that saw the row (0: none with a number), `sequence` its place in that import's file,
-- `transform` the version of the code that made the row of the record: another version writes it again though the hash is equal.
-- Constant defaults: no table is rewritten, however large.

ALTER TABLE artists
    ADD COLUMN run BIGINT NOT NULL DEFAULT 0, ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0, ADD COLUMN transform SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE labels
    ADD COLUMN run BIGINT NOT NULL DEFAULT 0, ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0, ADD COLUMN transform SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE masters
    ADD COLUMN run BIGINT NOT NULL DEFAULT 0, ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0, ADD COLUMN transform SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE releases
    ADD COLUMN run BIGINT NOT NULL DEFAULT 0, ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0, ADD COLUMN transform SMALLINT NOT NULL DEFAULT 0;

ALTER TABLE musicbrainz.artists
    ADD COLUMN hash TEXT NOT NULL DEFAULT '', ADD COLUMN run BIGINT NOT NULL DEFAULT 0, ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN transform SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE musicbrainz.labels
    ADD COLUMN hash TEXT NOT NULL DEFAULT '', ADD COLUMN run BIGINT NOT NULL DEFAULT 0, ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN transform SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE musicbrainz.releases
    ADD COLUMN hash TEXT NOT NULL DEFAULT '', ADD COLUMN run BIGINT NOT NULL DEFAULT 0, ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN transform SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE musicbrainz.release_groups
    ADD COLUMN hash TEXT NOT NULL DEFAULT '', ADD COLUMN run BIGINT NOT NULL DEFAULT 0, ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN transform SMALLINT NOT NULL DEFAULT 0;

-- Both ends of a relationship may assert it; it goes when neither does any more.
ALTER TABLE musicbrainz.relationships
    ADD COLUMN from_source BOOLEAN NOT NULL DEFAULT false, ADD COLUMN from_target BOOLEAN NOT NULL DEFAULT false;

-- One `extraction_complete` of one type, as a consumer received it, and how the type ended.
CREATE TABLE import_signals (
    consumer TEXT NOT NULL,
    source TEXT NOT NULL,
    version TEXT NOT NULL,
    run BIGINT NOT NULL,
    started_at TEXT,
    data_type TEXT NOT NULL,
    message JSONB NOT NULL,
    received_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    outcome TEXT,
    settled_at TIMESTAMPTZ,
    PRIMARY KEY (consumer, run, version, data_type)
);

-- Distinct records of a run that one process has seen, counted in the transaction that stamps them.
CREATE TABLE import_progress (
    consumer TEXT NOT NULL,
    run BIGINT NOT NULL,
    data_type TEXT NOT NULL,
    writer TEXT NOT NULL,
    seen BIGINT NOT NULL DEFAULT 0,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    PRIMARY KEY (consumer, run, data_type, writer)
) WITH (fillfactor = 50);

-- Records that went to a dead-letter queue. `readable` is false where the record had no id and a made-up one stands for it.
CREATE TABLE import_rejects (
    consumer TEXT NOT NULL,
    run BIGINT NOT NULL,
    data_type TEXT NOT NULL,
    record_id TEXT NOT NULL,
    readable BOOLEAN NOT NULL DEFAULT true,
    reason TEXT NOT NULL DEFAULT '',
    rejected_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    PRIMARY KEY (consumer, run, data_type, record_id)
);

-- Where a consumer is with the work after a run's last signal.
CREATE TABLE import_states (
    consumer TEXT NOT NULL,
    run BIGINT NOT NULL,
    version TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    error TEXT,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    PRIMARY KEY (consumer, run, version)
);

-- Imports as readers see them: done when both stores are.
CREATE TABLE import_runs (
    source TEXT NOT NULL,
    version TEXT NOT NULL,
    started_at TIMESTAMPTZ,
    run BIGINT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    partial BOOLEAN NOT NULL DEFAULT false,
    counts JSONB NOT NULL DEFAULT '{}',
    graph_done_at TIMESTAMPTZ,
    tables_done_at TIMESTAMPTZ,
    PRIMARY KEY (source, version, run)
);
