"""How many Discogs users own and look for the releases of this platform's users, asked release by release."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from authlib.oauth1 import ClientAuth
from cryptography.fernet import InvalidToken
import httpx

from api.internal import queries
from api.internal.credentials import reveal
from api.internal.models import Enrichment
from api.settings import ApiSettings
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


MOST_RELEASES: Final = 1_500
"""Of one run: at a request a second it ends within the half hour that its caller waits."""
REQUEST_TIMEOUT_S: Final = 30.0
TOO_MANY: Final = 429

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How politely Discogs is asked. `sleep` is an argument for the sake of tests.

    Attributes:
        pause_s: After each request.
        refused_pause_s: After "too many requests".
        most_refusals: So many of these in a row are waited out; one more ends the run.
    """

    pause_s: float = 1.0
    refused_pause_s: float = 60.0
    most_refusals: int = 5
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signs the calls: the application's key and one user's token."""

    consumer_key: str
    consumer_secret: str
    token: str
    token_secret: str


class Signature(httpx.Auth):
    """Signs requests without a body by OAuth 1.0a, HMAC-SHA1."""

    def __init__(self, credentials: Credentials) -> None:
        self._signer = ClientAuth(credentials.consumer_key, credentials.consumer_secret, credentials.token, credentials.token_secret)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Adds the header."""
        _, headers, _ = self._signer.prepare(request.method, str(request.url), {}, "")
        request.headers["Authorization"] = headers["Authorization"]
        yield request


async def enrich(postgres: PostgresStore, graph: Neo4jStore, http: httpx.AsyncClient, settings: ApiSettings, pace: Pace | None = None) -> Enrichment:
    """Ask Discogs about releases whose counts are missing or old, and keep the answers in both stores."""
    wanted = [row["release_id"] for row in await postgres.rows(queries.UNCOUNTED_RELEASES)]
    batch, remaining = wanted[:MOST_RELEASES], max(0, len(wanted) - MOST_RELEASES)
    if not batch:
        return Enrichment(enriched=0, skipped=0, errors=0, remaining=0)
    credentials = await _credentials(postgres, settings)
    if credentials is None:
        return Enrichment(enriched=0, skipped=len(batch), errors=0, remaining=remaining, error="no_credentials")
    kept: list[dict[str, Any]] = []
    errors = 0
    async for release_id, counts in _ask(http, settings, credentials, batch, pace or Pace()):
        if counts is None:
            errors += 1
            continue
        have, want = counts
        await postgres.execute(queries.KEEP_COMMUNITY_COUNTS, release_id=release_id, have=have, want=want)
        kept.append({"id": str(release_id), "have": have, "want": want})
    if kept:
        await _set_on_graph(graph, kept)
    return Enrichment(enriched=len(kept), skipped=len(batch) - len(kept) - errors, errors=errors, remaining=remaining)


async def _ask(
    http: httpx.AsyncClient, settings: ApiSettings, credentials: Credentials, release_ids: Sequence[int], pace: Pace
) -> AsyncIterator[tuple[int, tuple[int, int] | None]]:
    """Each release with its owners and seekers, `None` where Discogs did not say; ends early when Discogs goes on refusing."""
    auth = Signature(credentials)
    for release_id in release_ids:
        refusals = 0
        while True:
            try:
                answer = await http.get(
                    f"{settings.discogs_api_url.rstrip('/')}/releases/{release_id}",
                    auth=auth,
                    headers={"User-Agent": settings.discogs_user_agent},
                    timeout=REQUEST_TIMEOUT_S,
                )
            except httpx.HTTPError as error:
                log.warning(Mark.NETWORK, "Discogs did not answer", release_id=release_id, error=error)
                answer = None
            if answer is None or answer.status_code != TOO_MANY:
                break
            refusals += 1
            if refusals > pace.most_refusals:
                log.warning(Mark.PAUSED, "Discogs goes on refusing: the run ends early", release_id=release_id, refusals=refusals)
                return
            await pace.sleep(pace.refused_pause_s)
        yield release_id, None if answer is None else community_counts(answer)
        await pace.sleep(pace.pause_s)


def community_counts(answer: httpx.Response) -> tuple[int, int] | None:
    """Owners and seekers in an answer about a release; `None` when it is none."""
    if answer.status_code != httpx.codes.OK:
        return None
    try:
        body = answer.json()
    except ValueError:
        return None
    community = body.get("community") if isinstance(body, dict) else None
    if not isinstance(community, dict):
        return (0, 0) if isinstance(body, dict) else None
    have, want = community.get("have") or 0, community.get("want") or 0
    return (have, want) if isinstance(have, int) and isinstance(want, int) else None


async def _credentials(postgres: PostgresStore, settings: ApiSettings) -> Credentials | None:
    tokens = await postgres.rows(queries.DISCOGS_TOKEN)
    consumer = {row["key"]: row["value"] for row in await postgres.rows(queries.DISCOGS_CONSUMER)}
    if not tokens or len(consumer) < 2:
        return None
    master = settings.encryption_master_key.get_secret_value() if settings.encryption_master_key else None
    stored = (consumer["discogs_consumer_key"], consumer["discogs_consumer_secret"], tokens[0]["access_token"], tokens[0]["access_secret"])
    try:
        clear = [reveal(value, master) for value in stored]
    except InvalidToken:
        log.error(Mark.AUTH, "Discogs credentials cannot be read: they were encrypted under another ENCRYPTION_MASTER_KEY")
        return None
    return Credentials(*clear) if all(clear) else None


async def _set_on_graph(graph: Neo4jStore, rows: Sequence[dict[str, Any]]) -> None:
    try:
        await graph.execute(queries.SET_COMMUNITY_COUNTS, rows=list(rows))
    except Exception as error:  # the counts are kept in PostgreSQL, where scores read them
        log.warning(Mark.WARNING, "Cannot set community counts in the graph", rows=len(rows), error=error)
