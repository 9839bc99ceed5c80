-- The documented indexes. Readers rely on the names of none, but on the exact expressions.

-- Discogs entities

CREATE INDEX IF NOT EXISTS idx_artists_hash ON artists (hash);
CREATE INDEX IF NOT EXISTS idx_artists_updated_at ON artists (updated_at);
CREATE INDEX IF NOT EXISTS idx_labels_hash ON labels (hash);
CREATE INDEX IF NOT EXISTS idx_labels_updated_at ON labels (updated_at);
CREATE INDEX IF NOT EXISTS idx_masters_hash ON masters (hash);
CREATE INDEX IF NOT EXISTS idx_masters_updated_at ON masters (updated_at);
CREATE INDEX IF NOT EXISTS idx_releases_hash ON releases (hash);
CREATE INDEX IF NOT EXISTS idx_releases_updated_at ON releases (updated_at);

CREATE INDEX IF NOT EXISTS idx_artists_name ON artists ((data ->> 'name'));
CREATE INDEX IF NOT EXISTS idx_labels_name ON labels ((data ->> 'name'));
CREATE INDEX IF NOT EXISTS idx_masters_title ON masters ((data ->> 'title'));
CREATE INDEX IF NOT EXISTS idx_masters_year ON masters ((data ->> 'year'));
CREATE INDEX IF NOT EXISTS idx_releases_title ON releases ((data ->> 'title'));
CREATE INDEX IF NOT EXISTS idx_releases_year ON releases ((data ->> 'year'));
CREATE INDEX IF NOT EXISTS idx_releases_country ON releases ((data ->> 'country'));
CREATE INDEX IF NOT EXISTS idx_releases_genres ON releases USING gin ((data -> 'genres'));
CREATE INDEX IF NOT EXISTS idx_releases_labels ON releases USING gin ((data -> 'labels'));
CREATE INDEX IF NOT EXISTS idx_artists_fts ON artists USING gin (to_tsvector('english', COALESCE(data ->> 'name', '')));
CREATE INDEX IF NOT EXISTS idx_labels_fts ON labels USING gin (to_tsvector('english', COALESCE(data ->> 'name', '')));
CREATE INDEX IF NOT EXISTS idx_masters_fts ON masters USING gin (to_tsvector('english', COALESCE(data ->> 'title', '')));
CREATE INDEX IF NOT EXISTS idx_releases_fts ON releases USING gin (to_tsvector('english', COALESCE(data ->> 'title', '')));

-- Users and operation

CREATE INDEX IF NOT EXISTS idx_app_tokens_user_active ON app_tokens (user_id) WHERE revoked_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_app_tokens_token_lookup ON app_tokens (token_hash) WHERE revoked_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_user_collections_user_id ON user_collections (user_id);
CREATE INDEX IF NOT EXISTS idx_user_collections_release_id ON user_collections (release_id);
CREATE INDEX IF NOT EXISTS idx_user_wantlists_user_id ON user_wantlists (user_id);
CREATE INDEX IF NOT EXISTS idx_user_wantlists_release_id ON user_wantlists (release_id);
CREATE INDEX IF NOT EXISTS idx_sync_history_user_started ON sync_history (user_id, started_at DESC);
CREATE INDEX IF NOT EXISTS idx_sync_history_running ON sync_history (user_id) WHERE status = 'running';
CREATE INDEX IF NOT EXISTS idx_extraction_history_status ON extraction_history (status);
CREATE INDEX IF NOT EXISTS idx_extraction_history_created_at ON extraction_history (created_at DESC);
CREATE INDEX IF NOT EXISTS idx_queue_metrics_recorded_queue ON queue_metrics (recorded_at, queue_name);
CREATE INDEX IF NOT EXISTS idx_service_health_recorded_service ON service_health_metrics (recorded_at, service_name);
CREATE INDEX IF NOT EXISTS idx_admin_audit_log_created_at ON admin_audit_log (created_at DESC);
CREATE INDEX IF NOT EXISTS idx_admin_audit_log_admin_id ON admin_audit_log (admin_id);

-- Insights

CREATE INDEX IF NOT EXISTS idx_release_rarity_score ON insights.release_rarity (rarity_score DESC);
CREATE INDEX IF NOT EXISTS idx_release_rarity_tier ON insights.release_rarity (tier);
CREATE INDEX IF NOT EXISTS idx_release_rarity_gem ON insights.release_rarity (hidden_gem_score DESC NULLS LAST);
CREATE INDEX IF NOT EXISTS idx_community_counts_fetched ON insights.community_counts (fetched_at);
CREATE INDEX IF NOT EXISTS idx_computation_log_type_started ON insights.computation_log (insight_type, started_at DESC);
CREATE INDEX IF NOT EXISTS idx_anniversaries_month_year ON insights.monthly_anniversaries (computed_year, computed_month);
CREATE INDEX IF NOT EXISTS idx_genre_trends_genre ON insights.genre_trends (genre);

-- MusicBrainz

CREATE INDEX IF NOT EXISTS idx_mb_artists_discogs_id ON musicbrainz.artists (discogs_artist_id) WHERE discogs_artist_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_mb_labels_discogs_id ON musicbrainz.labels (discogs_label_id) WHERE discogs_label_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_mb_releases_discogs_id ON musicbrainz.releases (discogs_release_id) WHERE discogs_release_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_mb_release_groups_discogs_id ON musicbrainz.release_groups (discogs_master_id) WHERE discogs_master_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_mb_artists_name ON musicbrainz.artists (name);
CREATE INDEX IF NOT EXISTS idx_mb_labels_name ON musicbrainz.labels (name);
CREATE INDEX IF NOT EXISTS idx_mb_rels_source ON musicbrainz.relationships (source_mbid);
CREATE INDEX IF NOT EXISTS idx_mb_rels_target ON musicbrainz.relationships (target_mbid);
CREATE INDEX IF NOT EXISTS idx_mb_rels_type ON musicbrainz.relationships (relationship_type);
CREATE INDEX IF NOT EXISTS idx_mb_links_mbid ON musicbrainz.external_links (mbid);
CREATE INDEX IF NOT EXISTS idx_mb_links_service ON musicbrainz.external_links (service_name);
