-- Which state of the catalogue answers belong to: grows by one whenever an import has ended in both stores.

CREATE SCHEMA IF NOT EXISTS catalogue;

CREATE TABLE catalogue.generation (
    one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
    current BIGINT NOT NULL DEFAULT 0,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

INSERT INTO catalogue.generation DEFAULT VALUES;

-- The generation that an import's end began; null while it is still to come.
ALTER TABLE public.import_runs ADD COLUMN generation BIGINT;
