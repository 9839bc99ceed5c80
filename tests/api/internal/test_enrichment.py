"""Community counts: asked of a small server that stands in for Discogs."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
import hmac
import re
from typing import Any
from urllib.parse import quote
import uuid

from cryptography.fernet import Fernet
import orjson
import pytest

from api.internal.credentials import oauth_key, reveal
from api.internal.enrichment import Pace, enrich
from common.domain.insights import SECRET_HEADER
from tests.support.api import INTERNAL_SECRET, Api, api_settings
from tests.support.http_sites import Answer, Site
from tests.support.servers import TestStack


MASTER = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
ROUTE = "/api/internal/insights/community-enrichment"


@dataclass(slots=True)
class Naps:
    """Pauses that were asked for; none is made."""

    taken: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.taken.append(seconds)


@pytest.fixture
def discogs() -> Iterator[Site]:
    with Site() as site:
        yield site


def counts(have: int, want: int) -> bytes:
    return orjson.dumps({"id": 1, "community": {"have": have, "want": want}})


def signature(url: str, parameters: dict[str, str], consumer_secret: str, token_secret: str) -> str:
    """HMAC-SHA1 of a GET as RFC 5849 has it, encoded as in the header."""
    listed = "&".join(f"{key}={parameters[key]}" for key in sorted(parameters))
    base = "&".join(quote(part, safe="") for part in ("GET", url, listed))
    secret = f"{quote(consumer_secret, safe='')}&{quote(token_secret, safe='')}"
    return quote(base64.b64encode(hmac.digest(secret.encode(), base.encode(), "sha1")), safe="")


async def seed(api: Api, *, master: str | None, collection: list[int], wantlist: list[int]) -> None:
    user = uuid.uuid4()
    await api.postgres.rows("INSERT INTO users (id, email, hashed_password) VALUES (%s, 'a@example.org', 'x')", (user,))

    def stored(text: str) -> str:
        return Fernet(oauth_key(master)).encrypt(text.encode()).decode() if master else text

    await api.postgres.rows(
        "INSERT INTO oauth_tokens (user_id, provider, access_token, access_secret) VALUES (%s, 'discogs', %s, %s)",
        (user, stored("token"), stored("token secret")),
    )
    await api.postgres.rows(
        "INSERT INTO app_config (key, value) VALUES ('discogs_consumer_key', %s), ('discogs_consumer_secret', %s)",
        (stored("key"), stored("consumer secret")),
    )
    for number, release_id in enumerate(collection):
        await api.postgres.rows("INSERT INTO user_collections (user_id, release_id, instance_id) VALUES (%s, %s, %s)", (user, release_id, number))
    for release_id in wantlist:
        await api.postgres.rows("INSERT INTO user_wantlists (user_id, release_id) VALUES (%s, %s)", (user, release_id))


def test_the_key_of_oauth_values_is_derived_as_documented() -> None:
    assert oauth_key(MASTER) == b"Yk7S557qhvrDU6-1Iny7A8-yvuMdSbh5Cfmt7y48_VU="
    assert reveal(Fernet(oauth_key(MASTER)).encrypt(b"clear").decode(), MASTER) == "clear"
    assert reveal("clear", None) == "clear"
    assert reveal("", MASTER) == ""


async def test_counts_are_asked_for_by_signed_calls_and_kept_in_both_stores(api: Api, stack: TestStack, discogs: Site) -> None:
    settings = api_settings(stack, api.postgres, api.graph, encryption_master_key=MASTER, discogs_api_url=discogs.url)
    await seed(api, master=MASTER, collection=[1, 2, 3, 4, 7], wantlist=[2, 5, 6])
    await api.postgres.rows("INSERT INTO insights.community_counts (release_id, fetched_at) VALUES (6, now()), (7, now() - INTERVAL '8 days')")
    await api.graph.rows("CREATE (:Release {id: '1'})")
    discogs.answer("/releases/1", Answer(status=429), Answer(counts(10, 20)))
    discogs.answer("/releases/2", Answer(status=404))
    discogs.answer("/releases/3", "no json")
    discogs.answer("/releases/4", Answer(counts(1, 1), cut_after=3))
    discogs.answer("/releases/5", orjson.dumps({"id": 5}))
    discogs.answer("/releases/7", counts(7, 0))
    naps = Naps()

    done = await enrich(api.state.postgres, api.state.graph, api.state.http, settings, Pace(sleep=naps.sleep))

    assert done.model_dump() == {"enriched": 3, "skipped": 0, "errors": 3, "remaining": 0, "error": None}
    kept = await api.postgres.rows("SELECT release_id, have_count, want_count FROM insights.community_counts WHERE release_id <> 6 ORDER BY 1")
    assert [tuple(row.values()) for row in kept] == [(1, 10, 20), (5, 0, 0), (7, 7, 0)]
    assert await api.graph.rows("MATCH (r:Release) RETURN r.community_have AS have, r.community_want AS want") == [{"have": 10, "want": 20}]
    assert naps.taken == [60.0] + [1.0] * 6
    assert len(discogs.paths("/releases/6")) == 0  # fresh enough
    request = discogs.requests[0]
    assert request.headers["User-Agent"] == settings.discogs_user_agent
    signed = dict(re.findall(r'(\w+)="([^"]*)"', request.headers["Authorization"]))
    assert signed["oauth_signature_method"] == "HMAC-SHA1"
    assert (signed["oauth_consumer_key"], signed["oauth_token"]) == ("key", "token")
    assert signed.pop("oauth_signature") == signature(f"{discogs.url}releases/1", signed, "consumer secret", "token secret")

    # A second run finds the answered ones fresh, and asks again for the others; Discogs goes on refusing.
    discogs.answer("/releases/2", Answer(status=429))
    again = await enrich(api.state.postgres, api.state.graph, api.state.http, settings, Pace(sleep=naps.sleep))
    assert again.model_dump() == {"enriched": 0, "skipped": 3, "errors": 0, "remaining": 0, "error": None}
    assert len(discogs.paths("/releases/2")) == 1 + 6


async def test_without_credentials_nothing_is_asked(api: Api, stack: TestStack, discogs: Site) -> None:
    api.client.headers[SECRET_HEADER] = INTERNAL_SECRET
    nothing: dict[str, Any] = {"enriched": 0, "skipped": 0, "errors": 0, "remaining": 0, "error": None}
    assert (await api.client.post(ROUTE)).json() == nothing
    assert (await api.client.get(ROUTE)).json() == nothing

    await seed(api, master=None, collection=[1], wantlist=[])
    await api.postgres.rows("UPDATE app_config SET value = '' WHERE key = 'discogs_consumer_key'")
    assert (await api.client.post(ROUTE)).json() == nothing | {"skipped": 1, "error": "no_credentials"}

    # Values that were encrypted under another secret are as good as none.
    settings = api_settings(stack, api.postgres, api.graph, encryption_master_key=MASTER, discogs_api_url=discogs.url)
    done = await enrich(api.state.postgres, api.state.graph, api.state.http, settings, Pace(sleep=Naps().sleep))
    assert done.error == "no_credentials"
    assert discogs.requests == []
