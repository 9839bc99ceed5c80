"""A small made-up catalogue in place of the API, for tests of the graph that need names, figures and answers of their own; and ways to read the graph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
import json
import re
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.async_api import Locator, Page, Route, expect

from tests.support.browser import Handler, intercept


CHILD_TYPES: Final = {"releases": "release", "labels": "label", "aliases": "artist", "people": "person", "styles": "style", "genres": "genre"}
FIRST_YEAR: Final = 1980


def child(category: str, number: int) -> dict[str, Any]:
    """Child number so much of a category; its year is 1980 and the number's half."""
    kind = CHILD_TYPES[category]
    return {
        "id": str(number),
        "name": f"{kind.capitalize()} {number:03}",
        "type": kind,
        "year": FIRST_YEAR + number // 2 if kind == "release" else None,
        "first_year": None if kind == "release" else FIRST_YEAR + number // 2,
        "last_year": None,
        "release_count": None if kind == "release" else 1,
        "weight": 100 - number,
        "role": None,
        "catalog_number": None,
        "kind": "member" if category == "aliases" else None,
    }


@dataclass
class Catalogue:
    """One artist, `7 Nickel Canyon`, with as many children as said; answers what the graph asks and notes it."""

    counts: Mapping[str, int]
    name: str = "Nickel Canyon"
    names: Mapping[str, str] = field(default_factory=dict)
    """Other names of children, by `category/number`."""
    handlers: dict[str, Handler] = field(default_factory=dict)
    """Answers in place of these, by path or by `path category`."""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def serve(self, page: Page) -> None:
        """Take the place of the API for this page."""
        await intercept(page, "**/api/**", self._answer)

    def expansions(self, **parameters: str) -> list[dict[str, str]]:
        """Questions for children that had these parameters."""
        return [each for path, each in self.asked if path == "/api/expand" and parameters.items() <= each.items()]

    async def _answer(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        self.asked.append((url.path, query))
        handler = self.handlers.get(f"{url.path} {query.get('category', query.get('name', ''))}") or self.handlers.get(url.path)
        if handler is not None:
            await handler(route)
            return
        status, body = self._body(url.path, query)
        await route.fulfill(status=status, json=body)

    def _body(self, path: str, query: dict[str, str]) -> tuple[int, object]:
        match path:
            case "/api/explore":
                return 200, self.exploration(query.get("name", self.name), query.get("type", "artist"))
            case "/api/expand":
                return 200, self.page(query)
            case "/api/trends":
                years = [{"year": FIRST_YEAR + year, "count": 2} for year in range(self.counts.get("releases", 0) // 2)]
                return 200, {"id": "7", "name": self.name, "type": "artist", "data": years, "alternatives": []}
            case "/api/explore/year-range":
                return 200, {"min_year": FIRST_YEAR, "max_year": FIRST_YEAR + 20}
            case "/api/explore/genre-emergence":
                return 200, {"genres": [], "styles": [{"name": "Style 001", "first_year": 1990}]}
            case "/api/graph/edges":
                return 200, {"edges": []}
            case "/api/graph/nodes":
                return 200, {"nodes": [], "missing": []}
            case "/api/autocomplete":
                hit = {"id": "7", "type": "artist", "name": self.name, "detail": "1980–2001", "score": 0.9, "weight": 9}
                return 200, {"results": [hit]}
            case _:
                return 404, {"error": "Not Found", "detail": "Not Found", "code": "not_found", "request_id": "test"}

    def exploration(self, name: str, kind: str = "artist") -> dict[str, Any]:
        """What `/api/explore` says of it."""
        categories = [{"id": f"cat-{each}", "name": each.capitalize(), "category": each, "count": count} for each, count in self.counts.items()]
        return {"center": {"id": "7", "name": name, "type": kind}, "categories": categories, "alternatives": []}

    def page(self, query: Mapping[str, str]) -> dict[str, Any]:
        """What `/api/expand` says: children of the years asked for, counted by those that there are."""
        category, offset, limit = query["category"], int(query.get("offset", 0)), int(query.get("limit", 50))
        to = int(query.get("before_year", query.get("year_to", 9999)))
        since = int(query.get("year_from", 0))
        numbers = [number for number in range(self.counts[category]) if since <= FIRST_YEAR + number // 2 <= to]
        children = [child(category, number) for number in numbers[offset : offset + limit]]
        for each in children:
            each["name"] = self.names.get(f"{category}/{each['id']}", each["name"])
        total = len(numbers)
        more = offset + len(children) < total
        return {"id": "7", "name": self.name, "children": children, "total": total, "offset": offset, "limit": limit, "has_more": more}


def address(name: str = "Nickel Canyon", **keys: str) -> str:
    """Address of the graph around an artist."""
    return f"/?{urlencode({'type': 'artist', 'name': name, **keys})}"


def tree(page: Page) -> Locator:
    """The outline."""
    return page.get_by_role("tree")


def row(page: Page, name: str) -> Locator:
    """Row of the outline whose name begins so."""
    return tree(page).get_by_role("treeitem", name=re.compile(f"^{re.escape(name)}"))


async def at_rest(page: Page) -> None:
    """Wait until the graph is there and fetches nothing."""
    await expect(page.locator("#graphContainer")).to_be_visible()
    await expect(page.locator("#graphContainer")).to_have_attribute("aria-busy", "false")


async def open_graph(page: Page, to: str) -> None:
    """Go there and wait for the graph."""
    await page.goto(to)
    await at_rest(page)


async def rows(page: Page) -> Sequence[str]:
    """Rows of the outline in sight, as a screen reader says them."""
    return await tree(page).get_by_role("treeitem").locator(":scope > :last-child").all_inner_texts()


async def snapshot_node(route: Route, nodes: Sequence[Mapping[str, str]], center: Mapping[str, str]) -> None:
    """Answer with a saved view."""
    body = {"nodes": [dict(each) for each in nodes], "center": dict(center), "created_at": "2026-01-01T00:00:00Z"}
    await route.fulfill(status=200, content_type="application/json", body=json.dumps(body))
