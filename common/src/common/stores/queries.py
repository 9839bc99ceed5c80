"""Statements that opening and probing a store needs."""

from typing import Final

from common.stores.statement import Cypher, Sql


PROBE_TIMEOUT_S: Final = 5.0

PROBE_POSTGRES: Final = Sql(name="postgres.probe", timeout_s=PROBE_TIMEOUT_S, text="SELECT 1 AS alive")
"""One row. Cost: a round trip."""

PROBE_NEO4J: Final = Cypher(name="neo4j.probe", timeout_s=PROBE_TIMEOUT_S, text="RETURN 1 AS alive")
"""One row. Cost: a round trip."""

SET_LOCK_TIMEOUT: Final = Sql(name="postgres.set_lock_timeout", text="SELECT set_config('lock_timeout', %(milliseconds)s, false)")
"""Parameter: milliseconds as text, for the session. One row."""

SET_STATEMENT_TIMEOUT: Final = Sql(name="postgres.set_statement_timeout", text="SELECT set_config('statement_timeout', %(milliseconds)s, false)")
"""Parameter: milliseconds as text, for the session. One row."""
