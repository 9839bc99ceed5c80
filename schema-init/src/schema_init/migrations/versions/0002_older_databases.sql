-- Brings a database that was made before there was a version table to the shape of 0001: columns that came later, wider ids,
-- the wider key of relationships. On a new database nothing changes.

-- Columns. Those that 0001 makes NOT NULL without a default are as old as their table.

ALTER TABLE artists ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW();
ALTER TABLE labels ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW();
ALTER TABLE masters ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW();
ALTER TABLE releases ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW();

ALTER TABLE users
    ADD COLUMN IF NOT EXISTS is_active BOOLEAN NOT NULL DEFAULT true,
    ADD COLUMN IF NOT EXISTS is_admin BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN IF NOT EXISTS password_changed_at TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS totp_secret VARCHAR,
    ADD COLUMN IF NOT EXISTS totp_enabled BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN IF NOT EXISTS totp_recovery_codes JSONB,
    ADD COLUMN IF NOT EXISTS totp_failed_attempts INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS totp_locked_until TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW();

ALTER TABLE oauth_tokens
    ADD COLUMN IF NOT EXISTS provider_username VARCHAR(255),
    ADD COLUMN IF NOT EXISTS provider_user_id VARCHAR(255),
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW();

ALTER TABLE app_tokens
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    ADD COLUMN IF NOT EXISTS last_used_at TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS revoked_at TIMESTAMPTZ;

ALTER TABLE app_config ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW();

ALTER TABLE user_collections
    ADD COLUMN IF NOT EXISTS instance_id BIGINT,
    ADD COLUMN IF NOT EXISTS folder_id INTEGER,
    ADD COLUMN IF NOT EXISTS title VARCHAR(500),
    ADD COLUMN IF NOT EXISTS artist VARCHAR(500),
    ADD COLUMN IF NOT EXISTS year INTEGER,
    ADD COLUMN IF NOT EXISTS formats JSONB,
    ADD COLUMN IF NOT EXISTS label VARCHAR(255),
    ADD COLUMN IF NOT EXISTS condition VARCHAR(100),
    ADD COLUMN IF NOT EXISTS rating SMALLINT,
    ADD COLUMN IF NOT EXISTS notes TEXT,
    ADD COLUMN IF NOT EXISTS date_added TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS metadata JSONB,
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW();

ALTER TABLE user_wantlists
    ADD COLUMN IF NOT EXISTS title VARCHAR(500),
    ADD COLUMN IF NOT EXISTS artist VARCHAR(500),
    ADD COLUMN IF NOT EXISTS year INTEGER,
    ADD COLUMN IF NOT EXISTS format VARCHAR(255),
    ADD COLUMN IF NOT EXISTS rating SMALLINT,
    ADD COLUMN IF NOT EXISTS notes TEXT,
    ADD COLUMN IF NOT EXISTS date_added TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS metadata JSONB,
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW();

ALTER TABLE sync_history
    ADD COLUMN IF NOT EXISTS items_synced INTEGER,
    ADD COLUMN IF NOT EXISTS pages_fetched INTEGER,
    ADD COLUMN IF NOT EXISTS error_message TEXT,
    ADD COLUMN IF NOT EXISTS completed_at TIMESTAMPTZ;

ALTER TABLE extraction_history
    ADD COLUMN IF NOT EXISTS started_at TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS completed_at TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS record_counts JSONB,
    ADD COLUMN IF NOT EXISTS error_message TEXT,
    ADD COLUMN IF NOT EXISTS extractor_version VARCHAR(50),
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ NOT NULL DEFAULT NOW();

ALTER TABLE queue_metrics
    ADD COLUMN IF NOT EXISTS messages_ready INTEGER,
    ADD COLUMN IF NOT EXISTS messages_unacknowledged INTEGER,
    ADD COLUMN IF NOT EXISTS consumers INTEGER,
    ADD COLUMN IF NOT EXISTS publish_rate REAL,
    ADD COLUMN IF NOT EXISTS ack_rate REAL;

ALTER TABLE service_health_metrics
    ADD COLUMN IF NOT EXISTS status VARCHAR(20),
    ADD COLUMN IF NOT EXISTS response_time_ms REAL,
    ADD COLUMN IF NOT EXISTS endpoint_stats JSONB;

ALTER TABLE admin_audit_log
    ADD COLUMN IF NOT EXISTS target VARCHAR(255),
    ADD COLUMN IF NOT EXISTS details JSONB,
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ NOT NULL DEFAULT NOW();

ALTER TABLE insights.release_rarity
    ADD COLUMN IF NOT EXISTS hidden_gem_score REAL,
    ADD COLUMN IF NOT EXISTS pressing_scarcity REAL,
    ADD COLUMN IF NOT EXISTS label_catalog REAL,
    ADD COLUMN IF NOT EXISTS format_rarity REAL,
    ADD COLUMN IF NOT EXISTS temporal_scarcity REAL,
    ADD COLUMN IF NOT EXISTS graph_isolation REAL,
    ADD COLUMN IF NOT EXISTS collection_prevalence REAL;

ALTER TABLE insights.data_completeness
    ADD COLUMN IF NOT EXISTS with_image BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS with_year BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS with_country BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS with_genre BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS completeness_pct NUMERIC(5, 2) NOT NULL DEFAULT 0;

ALTER TABLE insights.computation_log
    ADD COLUMN IF NOT EXISTS completed_at TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS rows_affected BIGINT,
    ADD COLUMN IF NOT EXISTS error_message TEXT,
    ADD COLUMN IF NOT EXISTS duration_ms BIGINT;

ALTER TABLE musicbrainz.artists
    ADD COLUMN IF NOT EXISTS sort_name TEXT,
    ADD COLUMN IF NOT EXISTS type TEXT,
    ADD COLUMN IF NOT EXISTS gender TEXT,
    ADD COLUMN IF NOT EXISTS begin_date TEXT,
    ADD COLUMN IF NOT EXISTS end_date TEXT,
    ADD COLUMN IF NOT EXISTS ended BOOLEAN DEFAULT false,
    ADD COLUMN IF NOT EXISTS area TEXT,
    ADD COLUMN IF NOT EXISTS begin_area TEXT,
    ADD COLUMN IF NOT EXISTS end_area TEXT,
    ADD COLUMN IF NOT EXISTS disambiguation TEXT,
    ADD COLUMN IF NOT EXISTS discogs_artist_id BIGINT,
    ADD COLUMN IF NOT EXISTS aliases JSONB,
    ADD COLUMN IF NOT EXISTS tags JSONB,
    ADD COLUMN IF NOT EXISTS data JSONB,
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ DEFAULT NOW(),
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ DEFAULT NOW();

ALTER TABLE musicbrainz.labels
    ADD COLUMN IF NOT EXISTS type TEXT,
    ADD COLUMN IF NOT EXISTS label_code INTEGER,
    ADD COLUMN IF NOT EXISTS begin_date TEXT,
    ADD COLUMN IF NOT EXISTS end_date TEXT,
    ADD COLUMN IF NOT EXISTS ended BOOLEAN DEFAULT false,
    ADD COLUMN IF NOT EXISTS area TEXT,
    ADD COLUMN IF NOT EXISTS disambiguation TEXT,
    ADD COLUMN IF NOT EXISTS discogs_label_id BIGINT,
    ADD COLUMN IF NOT EXISTS data JSONB,
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ DEFAULT NOW(),
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ DEFAULT NOW();

ALTER TABLE musicbrainz.releases
    ADD COLUMN IF NOT EXISTS barcode TEXT,
    ADD COLUMN IF NOT EXISTS status TEXT,
    ADD COLUMN IF NOT EXISTS release_group_mbid UUID,
    ADD COLUMN IF NOT EXISTS discogs_release_id BIGINT,
    ADD COLUMN IF NOT EXISTS data JSONB,
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ DEFAULT NOW(),
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ DEFAULT NOW();

ALTER TABLE musicbrainz.release_groups
    ADD COLUMN IF NOT EXISTS type TEXT,
    ADD COLUMN IF NOT EXISTS secondary_types JSONB,
    ADD COLUMN IF NOT EXISTS first_release_date TEXT,
    ADD COLUMN IF NOT EXISTS disambiguation TEXT,
    ADD COLUMN IF NOT EXISTS discogs_master_id BIGINT,
    ADD COLUMN IF NOT EXISTS data JSONB,
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ DEFAULT NOW(),
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ DEFAULT NOW();

ALTER TABLE musicbrainz.relationships
    ADD COLUMN IF NOT EXISTS begin_date TEXT,
    ADD COLUMN IF NOT EXISTS end_date TEXT,
    ADD COLUMN IF NOT EXISTS ended BOOLEAN DEFAULT false,
    ADD COLUMN IF NOT EXISTS attributes JSONB,
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ DEFAULT NOW();

ALTER TABLE musicbrainz.external_links ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ DEFAULT NOW();

-- Discogs ids were INTEGER once; the statements change nothing where they already are BIGINT.

ALTER TABLE musicbrainz.artists ALTER COLUMN discogs_artist_id TYPE BIGINT;
ALTER TABLE musicbrainz.labels ALTER COLUMN discogs_label_id TYPE BIGINT;
ALTER TABLE musicbrainz.releases ALTER COLUMN discogs_release_id TYPE BIGINT;
ALTER TABLE musicbrainz.release_groups ALTER COLUMN discogs_master_id TYPE BIGINT;

-- The key of relationships once covered five columns, under a name that PostgreSQL chose: two memberships of one person in one
-- band collapsed into one row. Such a key is found by its columns, dropped, and the wide one added.

DO $$
DECLARE
    narrow TEXT;
BEGIN
    FOR narrow IN
        SELECT c.conname
        FROM pg_constraint c
        WHERE c.conrelid = 'musicbrainz.relationships'::regclass
            AND c.contype = 'u'
            AND c.conname <> 'relationships_natural_key'
            AND (
                SELECT array_agg(a.attname::TEXT ORDER BY a.attname)
                FROM pg_attribute a
                WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
            ) = ARRAY['relationship_type', 'source_entity_type', 'source_mbid', 'target_entity_type', 'target_mbid']
    LOOP
        EXECUTE format('ALTER TABLE musicbrainz.relationships DROP CONSTRAINT IF EXISTS %I', narrow);
    END LOOP;
    IF NOT EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = 'musicbrainz.relationships'::regclass AND conname = 'relationships_natural_key'
    ) THEN
        ALTER TABLE musicbrainz.relationships ADD CONSTRAINT relationships_natural_key UNIQUE NULLS NOT DISTINCT (
            source_mbid, target_mbid, source_entity_type, target_entity_type, relationship_type, begin_date, end_date, attributes
        );
    END IF;
END
$$;
