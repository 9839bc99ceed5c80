"""Things of whatever catalogue the site has, found by its API."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from playwright.async_api import Page


@dataclass(frozen=True, slots=True)
class Entity:
    """Something of the catalogue."""

    type: str
    id: str
    name: str

    @property
    def page(self) -> str:
        """Address of its page."""
        return f"/?page={quote(f'{self.type}:{self.id}', safe='')}"

    @property
    def graph(self) -> str:
        """Address of the graph around it."""
        return f"/?type={self.type}&name={quote(self.name, safe='')}&id={quote(self.id, safe='')}"


async def answer(page: Page, path: str) -> Any:
    """What the API says."""
    reply = await page.request.get(path)
    assert reply.ok, f"{path}: {reply.status}"
    return await reply.json()


async def an_artist(page: Page) -> Entity:
    """An artist with releases, collaborators and like artists: one of many connections that is no placeholder."""
    return FOUND.get("artist") or _keep(await _artist(page))


async def a_label(page: Page) -> Entity:
    """A label with enough releases for a fingerprint, of several years."""
    return FOUND.get("label") or _keep(await _label(page))


async def a_release(page: Page) -> Entity:
    """A release with a master, tracks and versions."""
    return FOUND.get("release") or _keep(await _release(page))


FOUND: Final[dict[str, Entity]] = {}
"""What was looked for before: a run has one site, and its limits count every question."""


def _keep(entity: Entity) -> Entity:
    return FOUND.setdefault(entity.type, entity)


async def _artist(page: Page) -> Entity:
    for each in (await answer(page, "/api/insights/top-artists?limit=20"))["items"]:
        if each["artist_name"] == "Various":
            continue
        found = await answer(page, f"/api/collaborators/{each['artist_id']}?limit=3")
        if found["collaborators"]:
            return Entity("artist", each["artist_id"], each["artist_name"])
    raise AssertionError("no artist has collaborators")


async def _label(page: Page) -> Entity:
    rows = (await answer(page, "/api/insights/label-longevity?limit=20"))["items"]
    best = max(rows, key=lambda row: row["total_releases"])
    return Entity("label", best["label_id"], best["label_name"])


async def _release(page: Page) -> Entity:
    label = await a_label(page)
    for row in (await answer(page, f"/api/label/{label.id}/releases?sort=-versions&limit=50"))["releases"]:
        about = await answer(page, f"/api/release/{row['id']}")
        if about["tracks"] and about["master"] and about["master"]["version_count"] > 1:
            return Entity("release", row["id"], row["title"])
    raise AssertionError("no release has a master")


async def one_of(page: Page, kind: str) -> Entity:
    """One of each type."""
    match kind:
        case "artist":
            return await an_artist(page)
        case "label":
            return await a_label(page)
        case "release":
            return await a_release(page)
        case "master":
            about = await answer(page, f"/api/release/{(await a_release(page)).id}")
            return Entity("master", about["master"]["id"], about["master"]["title"])
        case "genre" | "style":
            branch = (await answer(page, "/api/genre-tree"))["genres"][0]
            name = branch["name"] if kind == "genre" else branch["styles"][0]["name"]
            return Entity(kind, name, name)
        case "person":
            artist = await an_artist(page)
            people = (await answer(page, f"/api/artist/{artist.id}/people"))["people"]
            return Entity("person", people[0]["name"], people[0]["name"])
        case _:
            raise AssertionError(kind)
