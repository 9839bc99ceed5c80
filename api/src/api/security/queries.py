"""SQL of accounts' state and of tokens."""

from typing import Final

from common.stores.statement import Sql


ACCOUNT_STATE: Final = Sql(
    name="security.account_state",
    timeout_s=5,
    text="""
        SELECT u.is_active, u.password_changed_at, EXISTS (SELECT FROM revoked_tokens r WHERE r.jti = %(jti)s) AS is_revoked
        FROM users u WHERE u.id = %(user_id)s
    """,
)
"""Parameters: user_id, jti (may be null). At most one row. Cost: two key look-ups."""

APP_TOKEN: Final = Sql(
    name="security.app_token",
    timeout_s=5,
    text="""
        SELECT t.id::text AS id, t.token_hash, t.scope, u.id::text AS user_id, u.email
        FROM app_tokens t JOIN users u ON u.id = t.user_id
        WHERE t.token_hash = %(token_hash)s AND t.revoked_at IS NULL AND u.is_active
    """,
)
"""Parameter: token_hash. At most one row. Cost: two key look-ups."""

APP_TOKEN_USED: Final = Sql(
    name="security.app_token_used",
    timeout_s=5,
    text="""
        UPDATE app_tokens SET last_used_at = NOW()
        WHERE id = %(token_id)s AND (last_used_at IS NULL OR last_used_at < NOW() - INTERVAL '1 minute')
    """,
)
"""Parameter: token_id. Cost: a key look-up, and at most one write a minute for each token."""

REVOKE: Final = Sql(
    name="security.revoke",
    timeout_s=5,
    text="""
        WITH expired AS (DELETE FROM revoked_tokens WHERE expires_at < NOW())
        INSERT INTO revoked_tokens (jti, expires_at) VALUES (%(jti)s, to_timestamp(%(expires_at)s)) ON CONFLICT (jti) DO NOTHING
    """,
)
"""Parameters: jti, expires_at (seconds since 1970). Removes rows of expired tokens on the way. Cost: key look-ups."""
