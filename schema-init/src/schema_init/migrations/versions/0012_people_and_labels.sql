-- What busy people, labels and the counts of MusicBrainz are answered with: derived from the graph and the tables when an import
-- has ended, replaced as a whole. Who has only a few credits is answered from the graph.

CREATE SCHEMA IF NOT EXISTS catalogue;

CREATE TABLE catalogue.busy_people (
    name TEXT PRIMARY KEY,
    timeline JSONB NOT NULL,
    connections JSONB NOT NULL
);

CREATE TABLE catalogue.label_profiles (
    label_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    release_count INTEGER NOT NULL,
    artist_count INTEGER NOT NULL,
    genres JSONB NOT NULL,
    styles JSONB NOT NULL,
    formats JSONB NOT NULL,
    years JSONB NOT NULL,
    artists JSONB NOT NULL,
    people JSONB NOT NULL
);

CREATE TABLE catalogue.label_styles (
    label_id TEXT NOT NULL,
    style TEXT NOT NULL,
    release_count INTEGER NOT NULL
);

CREATE INDEX idx_label_styles_style ON catalogue.label_styles (style, release_count DESC, label_id);

CREATE TABLE catalogue.enrichment_counts (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
