-- Access tokens that were given back before they expired. Redis holds the same, and answers sooner; this is what still knows
-- while Redis is away or has lost its memory. A row is of no use after `expires_at`.

CREATE TABLE IF NOT EXISTS revoked_tokens (
    jti TEXT PRIMARY KEY,
    expires_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE INDEX IF NOT EXISTS idx_revoked_tokens_expires_at ON revoked_tokens (expires_at);
