-- Rules that were only habits of the writers so far.

-- Words of the status columns. NOT VALID: rows from before are left as they are, new ones are held to it.

ALTER TABLE sync_history ADD CONSTRAINT sync_history_status_check
    CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')) NOT VALID;
ALTER TABLE extraction_history ADD CONSTRAINT extraction_history_status_check
    CHECK (status IN ('pending', 'running', 'completed', 'waiting', 'failed')) NOT VALID;
ALTER TABLE service_health_metrics ADD CONSTRAINT service_health_metrics_status_check
    CHECK (status IN ('healthy', 'unhealthy', 'unknown')) NOT VALID;
ALTER TABLE insights.computation_log ADD CONSTRAINT computation_log_status_check
    CHECK (status IN ('running', 'completed', 'failed')) NOT VALID;

-- A token is found by its hash alone.
CREATE UNIQUE INDEX app_tokens_token_hash_unique ON app_tokens (token_hash);

-- One running sync a user. Where a crash left several, only the newest can still be alive.
UPDATE sync_history old
SET status = 'failed', completed_at = NOW(), error_message = COALESCE(error_message, 'interrupted')
WHERE status = 'running'
    AND EXISTS (
        SELECT FROM sync_history newer
        WHERE newer.user_id = old.user_id AND newer.status = 'running' AND (newer.started_at, newer.id) > (old.started_at, old.id)
    );
CREATE UNIQUE INDEX sync_history_one_running ON sync_history (user_id) WHERE status = 'running';
