"""Every pane with something in it: addresses that are chosen from the catalogue itself, so that they are good for any."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
from playwright.async_api import Page, expect


SIGHTS: Final = (
    "start",
    "graph",
    "details",
    "artist",
    "label",
    "release",
    "master",
    "genre",
    "style",
    "person",
    "unknown",
    "search",
    "search-empty",
    "path",
    "path-empty",
    "compare",
    "compare-labels",
    "compare-empty",
    "trends",
    "trends-empty",
    "insights",
    "genres",
    "genres-map",
    "genres-table",
    "credits",
    "credits-person",
    "labels",
    "ask",
)
"""What there is to see, by name."""


@dataclass(frozen=True, slots=True)
class Guide:
    """Where each sight is, and entities that are worth a visit: `{"id": …, "name": …}`."""

    addresses: Mapping[str, str]
    artists: tuple[Mapping[str, str], ...]
    labels: tuple[Mapping[str, str], ...]
    person: str


async def guide_to(site: str) -> Guide:
    """Ask a site what is in it."""
    async with httpx.AsyncClient(base_url=f"{site}/api", timeout=30, trust_env=False) as client:

        async def get(path: str, **parameters: Any) -> Any:
            answer = await client.get(path, params=parameters)
            answer.raise_for_status()
            return answer.json()

        ranked = (await get("/insights/top-artists", limit=8))["items"]
        # The first ones are everybody's: "Various" and the like, whose pages show less than those of an act.
        artists = tuple({"id": each["artist_id"], "name": each["artist_name"]} for each in ranked[1:])
        lasting = (await get("/insights/label-longevity", limit=2))["items"]
        labels = tuple({"id": each["label_id"], "name": each["label_name"]} for each in lasting)
        rare = (await get("/insights/release-rarity", limit=1))["items"][0]
        genre = (await get("/genre-tree"))["genres"][0]
        person = (await get("/credits/role/production/top", limit=1))["entries"][0]["name"]
        release = await get(f"/release/{rare['release_id']}")
        master = await get("/search", q=artists[0]["name"], types="master", limit=1)
    masters = [each["id"] for each in master["results"]] or [str(release.get("master_id") or "1")]
    return Guide(_addresses(artists, labels, str(rare["release_id"]), str(masters[0]), genre, person), artists, labels, person)


def _addresses(
    artists: tuple[Mapping[str, str], ...], labels: tuple[Mapping[str, str], ...], release: str, master: str, genre: Mapping[str, Any], person: str
) -> dict[str, str]:
    first, second = artists[:2]
    centre = {"type": "artist", "name": first["name"], "id": first["id"]}

    def to(**keys: str) -> str:
        return f"/?{urlencode(keys, quote_via=quote)}" if keys else "/"

    return {
        "start": to(),
        "graph": to(**centre),
        "details": to(**centre, sel=f"artist:{first['id']}"),
        "artist": to(page=f"artist:{first['id']}"),
        "label": to(page=f"label:{labels[0]['id']}"),
        "release": to(page=f"release:{release}"),
        "master": to(page=f"master:{master}"),
        "genre": to(page=f"genre:{genre['name']}"),
        "style": to(page=f"style:{genre['styles'][0]['name']}"),
        "person": to(page=f"person:{person}"),
        "unknown": to(page="artist:999999999"),
        "search": to(pane="search", q=first["name"]),
        "search-empty": to(pane="search"),
        "path": to(pane="path", **{"from": f"artist:{first['id']}", "to": f"artist:{second['id']}"}),
        "path-empty": to(pane="path"),
        "compare": to(pane="compare", ids=f"{first['id']},{second['id']}"),
        "compare-labels": to(pane="compare", kind="labels", ids=f"{labels[0]['id']},{labels[1]['id']}"),
        "compare-empty": to(pane="compare"),
        "trends": to(pane="trends", series=f"artist:{first['id']},label:{labels[0]['id']},genre:{genre['name']}"),
        "trends-empty": to(pane="trends"),
        "insights": to(pane="insights"),
        "genres": to(pane="genres"),
        "genres-map": to(pane="genres", view="map"),
        "genres-table": to(pane="genres", view="table"),
        "credits": to(pane="credits"),
        "credits-person": to(pane="credits", person=person),
        "labels": to(pane="labels"),
        "ask": to(pane="ask"),
    }


async def arrive(page: Page, address: str) -> None:
    """Go there, and wait until nothing is being fetched or awaited any more."""
    await page.goto(address)
    await page.wait_for_load_state("networkidle")
    await expect(page.locator("main")).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
