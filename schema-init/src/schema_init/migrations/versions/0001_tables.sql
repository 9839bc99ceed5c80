-- The documented tables of the schemas public, insights and musicbrainz.
-- Every statement tolerates a database that was made before there was a version table.

-- Discogs entities -------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS artists (
    data_id VARCHAR PRIMARY KEY,
    hash VARCHAR NOT NULL,
    data JSONB NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS labels (
    data_id VARCHAR PRIMARY KEY,
    hash VARCHAR NOT NULL,
    data JSONB NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS masters (
    data_id VARCHAR PRIMARY KEY,
    hash VARCHAR NOT NULL,
    data JSONB NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS releases (
    data_id VARCHAR PRIMARY KEY,
    hash VARCHAR NOT NULL,
    data JSONB NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

-- Users and what belongs to them ------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    email VARCHAR(255) NOT NULL UNIQUE,
    hashed_password VARCHAR(255) NOT NULL,
    is_active BOOLEAN NOT NULL DEFAULT true,
    is_admin BOOLEAN NOT NULL DEFAULT false,
    password_changed_at TIMESTAMPTZ,
    totp_secret VARCHAR,
    totp_enabled BOOLEAN NOT NULL DEFAULT false,
    totp_recovery_codes JSONB,
    totp_failed_attempts INTEGER NOT NULL DEFAULT 0,
    totp_locked_until TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS oauth_tokens (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider VARCHAR(50) NOT NULL,
    access_token TEXT NOT NULL,
    access_secret TEXT NOT NULL,
    provider_username VARCHAR(255),
    provider_user_id VARCHAR(255),
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    UNIQUE (user_id, provider)
);

CREATE TABLE IF NOT EXISTS app_tokens (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name VARCHAR(255) NOT NULL,
    scope TEXT[] NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    last_used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ
);

CREATE TABLE IF NOT EXISTS app_config (
    key VARCHAR(255) PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS user_collections (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    release_id BIGINT NOT NULL,
    instance_id BIGINT,
    folder_id INTEGER,
    title VARCHAR(500),
    artist VARCHAR(500),
    year INTEGER,
    formats JSONB,
    label VARCHAR(255),
    condition VARCHAR(100),
    rating SMALLINT,
    notes TEXT,
    date_added TIMESTAMPTZ,
    metadata JSONB,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    UNIQUE NULLS NOT DISTINCT (user_id, release_id, instance_id)
);

CREATE TABLE IF NOT EXISTS user_wantlists (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    release_id BIGINT NOT NULL,
    title VARCHAR(500),
    artist VARCHAR(500),
    year INTEGER,
    format VARCHAR(255),
    rating SMALLINT,
    notes TEXT,
    date_added TIMESTAMPTZ,
    metadata JSONB,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    UNIQUE (user_id, release_id)
);

CREATE TABLE IF NOT EXISTS sync_history (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    sync_type VARCHAR(50) NOT NULL,
    status VARCHAR(50) NOT NULL DEFAULT 'pending',
    items_synced INTEGER,
    pages_fetched INTEGER,
    error_message TEXT,
    started_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    completed_at TIMESTAMPTZ
);

-- Operation -----------------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS extraction_history (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    triggered_by UUID NOT NULL REFERENCES users (id),
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    started_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    record_counts JSONB,
    error_message TEXT,
    extractor_version VARCHAR(50),
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS queue_metrics (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded_at TIMESTAMPTZ NOT NULL,
    queue_name VARCHAR(100) NOT NULL,
    messages_ready INTEGER,
    messages_unacknowledged INTEGER,
    consumers INTEGER,
    publish_rate REAL,
    ack_rate REAL
);

CREATE TABLE IF NOT EXISTS service_health_metrics (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded_at TIMESTAMPTZ NOT NULL,
    service_name VARCHAR(50) NOT NULL,
    status VARCHAR(20),
    response_time_ms REAL,
    endpoint_stats JSONB
);

CREATE TABLE IF NOT EXISTS admin_audit_log (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    admin_id UUID NOT NULL REFERENCES users (id),
    action VARCHAR(100) NOT NULL,
    target VARCHAR(255),
    details JSONB,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

-- Insights ------------------------------------------------------------------------------------------------------------

CREATE SCHEMA IF NOT EXISTS insights;

CREATE TABLE IF NOT EXISTS insights.artist_centrality (
    rank INTEGER PRIMARY KEY,
    artist_id TEXT NOT NULL,
    artist_name TEXT NOT NULL,
    edge_count BIGINT NOT NULL,
    computed_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS insights.genre_trends (
    genre TEXT NOT NULL,
    decade INTEGER NOT NULL,
    release_count BIGINT NOT NULL,
    computed_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    PRIMARY KEY (genre, decade)
);

CREATE TABLE IF NOT EXISTS insights.label_longevity (
    rank INTEGER PRIMARY KEY,
    label_id TEXT NOT NULL,
    label_name TEXT NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER,
    years_active INTEGER NOT NULL,
    total_releases BIGINT NOT NULL,
    peak_decade INTEGER,
    still_active BOOLEAN NOT NULL DEFAULT false,
    computed_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS insights.monthly_anniversaries (
    master_id TEXT NOT NULL,
    title TEXT NOT NULL,
    artist_name TEXT,
    release_year INTEGER NOT NULL,
    anniversary INTEGER NOT NULL,
    computed_month INTEGER NOT NULL,
    computed_year INTEGER NOT NULL,
    computed_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    PRIMARY KEY (master_id, computed_year, computed_month)
);

CREATE TABLE IF NOT EXISTS insights.data_completeness (
    entity_type TEXT PRIMARY KEY,
    total_count BIGINT NOT NULL,
    with_image BIGINT NOT NULL DEFAULT 0,
    with_year BIGINT NOT NULL DEFAULT 0,
    with_country BIGINT NOT NULL DEFAULT 0,
    with_genre BIGINT NOT NULL DEFAULT 0,
    completeness_pct NUMERIC(5, 2) NOT NULL DEFAULT 0,
    computed_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS insights.release_rarity (
    release_id BIGINT PRIMARY KEY,
    title TEXT,
    artist_name TEXT,
    year INTEGER,
    rarity_score REAL NOT NULL,
    tier TEXT NOT NULL,
    hidden_gem_score REAL,
    pressing_scarcity REAL,
    label_catalog REAL,
    format_rarity REAL,
    temporal_scarcity REAL,
    graph_isolation REAL,
    collection_prevalence REAL,
    computed_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS insights.community_counts (
    release_id BIGINT PRIMARY KEY,
    have_count INTEGER NOT NULL DEFAULT 0,
    want_count INTEGER NOT NULL DEFAULT 0,
    fetched_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS insights.computation_log (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    insight_type TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'running',
    started_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    completed_at TIMESTAMPTZ,
    rows_affected BIGINT,
    error_message TEXT,
    duration_ms BIGINT
);

-- MusicBrainz ---------------------------------------------------------------------------------------------------------

CREATE SCHEMA IF NOT EXISTS musicbrainz;

CREATE TABLE IF NOT EXISTS musicbrainz.artists (
    mbid UUID PRIMARY KEY,
    name TEXT NOT NULL,
    sort_name TEXT,
    type TEXT,
    gender TEXT,
    begin_date TEXT,
    end_date TEXT,
    ended BOOLEAN DEFAULT false,
    area TEXT,
    begin_area TEXT,
    end_area TEXT,
    disambiguation TEXT,
    discogs_artist_id BIGINT,
    aliases JSONB,
    tags JSONB,
    data JSONB,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS musicbrainz.labels (
    mbid UUID PRIMARY KEY,
    name TEXT NOT NULL,
    type TEXT,
    label_code INTEGER,
    begin_date TEXT,
    end_date TEXT,
    ended BOOLEAN DEFAULT false,
    area TEXT,
    disambiguation TEXT,
    discogs_label_id BIGINT,
    data JSONB,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS musicbrainz.releases (
    mbid UUID PRIMARY KEY,
    name TEXT NOT NULL,
    barcode TEXT,
    status TEXT,
    release_group_mbid UUID,
    discogs_release_id BIGINT,
    data JSONB,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS musicbrainz.release_groups (
    mbid UUID PRIMARY KEY,
    name TEXT NOT NULL,
    type TEXT,
    secondary_types JSONB,
    first_release_date TEXT,
    disambiguation TEXT,
    discogs_master_id BIGINT,
    data JSONB,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    updated_at TIMESTAMPTZ DEFAULT NOW()
);

CREATE TABLE IF NOT EXISTS musicbrainz.relationships (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_mbid UUID NOT NULL,
    target_mbid UUID NOT NULL,
    source_entity_type TEXT NOT NULL,
    target_entity_type TEXT NOT NULL,
    relationship_type TEXT NOT NULL,
    begin_date TEXT,
    end_date TEXT,
    ended BOOLEAN DEFAULT false,
    attributes JSONB,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    CONSTRAINT relationships_natural_key UNIQUE NULLS NOT DISTINCT (
        source_mbid, target_mbid, source_entity_type, target_entity_type, relationship_type, begin_date, end_date, attributes
    )
);

CREATE TABLE IF NOT EXISTS musicbrainz.external_links (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mbid UUID NOT NULL,
    entity_type TEXT NOT NULL,
    service_name TEXT NOT NULL,
    url TEXT NOT NULL,
    created_at TIMESTAMPTZ DEFAULT NOW(),
    UNIQUE (mbid, entity_type, service_name, url)
);
