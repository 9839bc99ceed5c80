-- What the insights service keeps beside the documented columns.

-- What each signal was scored from, so that a score can be explained as it was made.
ALTER TABLE insights.release_rarity
    ADD COLUMN pressings INTEGER,
    ADD COLUMN label_releases BIGINT,
    ADD COLUMN rarest_format TEXT,
    ADD COLUMN newest_pressing_year INTEGER,
    ADD COLUMN degree BIGINT,
    ADD COLUMN have_count INTEGER,
    ADD COLUMN want_count INTEGER;

-- Scores are rounded to one digit: thousands of releases share one, and pages go by id within it.
CREATE INDEX idx_release_rarity_score_id ON insights.release_rarity (rarity_score DESC, release_id);
CREATE INDEX idx_release_rarity_gem_id ON insights.release_rarity (hidden_gem_score DESC NULLS LAST, release_id);

-- How many releases have a score: about a thousand rows that answer totals and percentiles of millions.
CREATE TABLE insights.rarity_distribution (
    tier TEXT NOT NULL,
    rarity_score REAL NOT NULL,
    releases BIGINT NOT NULL,
    gems BIGINT NOT NULL,
    PRIMARY KEY (tier, rarity_score)
);

-- The rarest releases of artists and labels that have too many to be sorted for each request. `total` is how many they have.
CREATE TABLE insights.rarity_tops (
    entity_type TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    rank INTEGER NOT NULL,
    release_id BIGINT NOT NULL,
    total BIGINT NOT NULL,
    PRIMARY KEY (entity_type, entity_id, rank)
);

-- `released` is the main release's date as far as it is known (1994, 1994-03, 1994-03-07), `rank` the place within the month's page.
ALTER TABLE insights.monthly_anniversaries ADD COLUMN released TEXT, ADD COLUMN rank INTEGER;

-- Percentage by field.
ALTER TABLE insights.data_completeness ADD COLUMN fields JSONB NOT NULL DEFAULT '{}';

-- `generation` is the state of the catalogue that was computed from, `is_stale` says that nothing came of it and older rows stayed.
ALTER TABLE insights.computation_log
    ADD COLUMN generation BIGINT,
    ADD COLUMN rows_done BIGINT,
    ADD COLUMN rows_expected BIGINT,
    ADD COLUMN is_stale BOOLEAN NOT NULL DEFAULT false;
