"""The graph: loading, growing, choosing, undoing; what hostile names and bad answers do to it."""

import asyncio
import json
from pathlib import Path
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Page, Request, Route, expect

from tests.explore.e2e.test_shell import HOSTILE, does_not_scroll_sideways, door
from tests.explore.e2e.walks import Catalogue, address, at_rest, open_graph, row, rows, snapshot_node
from tests.support.browser import Handler, garbage, hang_up, limited, refusing, replying, slow, unavailable


def requests_of(page: Page, path: str) -> list[Request]:
    """Requests for a path, as they are made."""
    made: list[Request] = []
    page.on("request", lambda request: made.append(request) if urlsplit(request.url).path == path else None)
    return made


def query(request: Request) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(request.url).query).items()}


async def test_ui_09_a_pick_loads_the_centre_and_its_categories(page: Page) -> None:
    label = await door(page, "label")
    explored, expanded = requests_of(page, "/api/explore"), requests_of(page, "/api/expand")
    await page.goto("/?pane=labels")
    await page.goto("/")
    await page.locator("#searchTypeBtn").first.click()
    await page.locator("[data-type=label]").click()
    box = page.locator("#searchInput")
    await box.fill(label["name"])
    await page.locator(".autocomplete-item").first.click()
    await at_rest(page)
    await expect(page).to_have_url(re.compile(r"[?&]type=label"))
    await expect(page).to_have_url(re.compile(r"[?&]name="))
    answer = await (await page.request.get(f"/api/explore?type=label&id={label['id']}&categories=all")).json()
    filled = [each["category"] for each in answer["categories"] if each["count"]]
    assert len(explored) == 1
    # The panel beside the graph asks for children too, in pages of its own.
    pages = [query(each) for each in expanded if query(each)["limit"] == "30"]
    assert sorted(each["category"] for each in pages) == sorted(filled)
    assert {each["offset"] for each in pages} == {"0"}


async def test_ui_10_the_rest_of_a_category(page: Page) -> None:
    catalogue = Catalogue({"releases": 45})
    await catalogue.serve(page)
    await open_graph(page, address())
    await expect(row(page, "Releases, 30 of 45")).to_be_visible()
    await row(page, "Load 15 more").click()
    await expect(row(page, "Releases, 45 of 45")).to_be_visible()
    await expect(row(page, "Load")).to_have_count(0)
    assert [(each["offset"], each["limit"]) for each in catalogue.expansions()] == [("0", "30"), ("30", "30")]


async def test_ui_11_the_later_search_wins(page: Page) -> None:
    catalogue = Catalogue({"releases": 3})
    late = asyncio.Event()
    catalogue.handlers["/api/explore First"] = slow(late, replying(body=catalogue.exploration("First")))
    await catalogue.serve(page)
    await page.goto(address("First"))
    await page.evaluate("to => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')) }", address("Second"))
    await expect(row(page, "Second")).to_be_visible()
    late.set()
    await at_rest(page)
    await expect(row(page, "Second")).to_be_visible()
    await expect(row(page, "First")).to_have_count(0)


async def test_ui_12_a_child_opens_in_the_panel(page: Page) -> None:
    label = await door(page, "label")
    await open_graph(page, f"/?type=label&id={label['id']}")
    artist = page.locator('[role=treeitem][data-key^="artist:"]').first
    key = await artist.get_attribute("data-key")
    name = (await artist.locator("bdi").inner_text()).strip()
    await artist.click()
    await expect(page.locator("#infoPanel.open")).to_contain_text(name)
    await expect(page).to_have_url(re.compile(f"sel={re.escape(str(key)).replace(':', '(%3A|:)')}"))


async def test_ui_14_a_shared_view_is_restored(page: Page, tolerate: Any) -> None:
    catalogue = Catalogue({"releases": 45, "labels": 9, "people": 4})

    async def saved(route: Route) -> None:
        nodes = [
            {"id": "3", "type": "release", "name": "Release 003", "category": "releases"},
            {"id": "17", "type": "release", "name": "Release 017"},
            {"id": "2", "type": "label", "name": "Label 002", "category": "labels"},
        ]
        await snapshot_node(route, nodes, {"id": "7", "type": "artist", "name": "Nickel Canyon"})

    catalogue.handlers["/api/snapshot/abcdefgh12345678"] = saved
    await catalogue.serve(page)
    await open_graph(page, "/?snapshot=abcdefgh12345678")
    assert [each.split(",")[0] for each in await rows(page)] == [
        "Nickel Canyon",
        "Releases",
        "Release 003",
        "Release 017",
        "Load 30 more",
        "Labels",
        "Label 002",
        "Load 8 more",
        "People",
    ]
    assert not catalogue.expansions()
    await row(page, "Load 30 more").click()
    await expect(row(page, "Releases, 30 of 45")).to_be_visible()

    tolerate(page, "404")
    await page.goto("/?snapshot=gone567812345678")
    await expect(page.get_by_role("main").get_by_text("This shared view has ended")).to_be_visible()


async def test_ui_weak_12_a_shared_view_of_old_shows_names(page: Page) -> None:
    catalogue = Catalogue({"releases": 45})

    async def saved(route: Route) -> None:
        await snapshot_node(route, [{"id": "3", "type": "release"}], {"id": "Nickel Canyon", "type": "artist"})

    catalogue.handlers["/api/snapshot/abcdefgh12345678"] = saved
    catalogue.handlers["/api/graph/nodes"] = replying(
        body={"nodes": [{"id": "3", "type": "release", "name": "Dusk", "weight": 2, "year": 1999, "catalog_number": None}], "missing": []}
    )
    await catalogue.serve(page)
    await open_graph(page, "/?snapshot=abcdefgh12345678")
    await expect(row(page, "Dusk, release, 1999")).to_be_visible()
    assert any(path == "/api/explore" and asked.get("name") == "Nickel Canyon" for path, asked in catalogue.asked)


async def test_ui_weak_11_the_centre_is_known_by_its_id(page: Page) -> None:
    catalogue = Catalogue({"releases": 2})
    await catalogue.serve(page)
    await open_graph(page, address())
    assert {each["id"] for each in catalogue.expansions()} == {"7"}
    assert not any(asked.get("id") == "Nickel Canyon" or "Nickel" in path for path, asked in catalogue.asked if path != "/api/explore")


async def test_ui_weak_13_sharing_works_for_everybody_and_says_so(page: Page) -> None:
    """Without an account, however large the graph is; and where the browser refuses, it says what to do."""
    await Catalogue({"releases": 190, "labels": 190, "styles": 190, "genres": 190}).serve(page)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await open_graph(page, address(year="1999"))
    share = page.get_by_role("button", name="Copy a link to this view")
    await share.click()
    messages = page.get_by_role("region", name="Messages")
    await expect(messages).to_contain_text("Link copied")
    assert await page.evaluate("navigator.clipboard.readText()") == page.url
    await page.evaluate("""() => {
        navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
        document.execCommand = () => false;
    }""")
    await share.click()
    await expect(messages).to_contain_text("Copy the address of the page instead")


async def test_ui_weak_14_an_unknown_name_says_so(page: Page) -> None:
    catalogue = Catalogue({"releases": 2})
    catalogue.handlers["/api/explore Nikcel Canyon"] = refusing(404, "not_found", "Artist 'Nikcel Canyon' not found")
    await catalogue.serve(page)
    await page.goto(address("Nikcel Canyon"))
    await expect(page.get_by_role("main").get_by_text("No artist of this name")).to_be_visible()
    await page.get_by_role("main").get_by_role("link", name="Nickel Canyon").click()
    await at_rest(page)
    await expect(row(page, "Nickel Canyon")).to_be_visible()


async def test_ui_weak_16_the_address_is_the_view(page: Page) -> None:
    catalogue = Catalogue({"releases": 12, "labels": 3})
    await catalogue.serve(page)
    await open_graph(page, address())
    await row(page, "Label 001").click()
    await row(page, "Releases").click()
    lines = page.get_by_role("button", name="Lines among them")
    await lines.click()
    for part in ("sel=label", "closed=releases", "hide=lines"):
        await expect(page).to_have_url(re.compile(part))
    await page.reload()
    await at_rest(page)
    await expect(row(page, "Releases, 12")).to_have_attribute("aria-expanded", "false")
    await expect(lines).to_have_attribute("aria-pressed", "false")

    await page.keyboard.press("c")
    await expect(page).to_have_url(re.compile(r"type=label"))
    await at_rest(page)
    assert "hide" not in page.url
    await page.go_back()
    await expect(page).to_have_url(re.compile("closed=releases"))
    await at_rest(page)
    await expect(row(page, "Releases, 12")).to_have_attribute("aria-expanded", "false")


async def test_ui_weak_17_counts_are_in_sight(page: Page) -> None:
    await Catalogue({"releases": 190, "labels": 4}).serve(page)
    await open_graph(page, address())
    await expect(row(page, "Releases")).to_contain_text("30 / 190")
    await expect(row(page, "Labels")).to_contain_text("4 / 4")
    await expect(page.locator("#graphLegend [data-kind=release]")).to_contain_text("30")


async def test_ui_weak_18_marks_have_the_colours_of_the_tokens(page: Page) -> None:
    await Catalogue({"releases": 2, "labels": 2, "styles": 2}).serve(page)
    await open_graph(page, address())
    for theme in ("dark", "light"):
        await page.evaluate("theme => { document.documentElement.className = theme }", theme)
        for kind in ("release", "label", "style"):
            token = await page.evaluate(
                """kind => {
                    const probe = document.createElement("i");
                    probe.style.color = `var(--node-${kind})`;
                    document.body.append(probe);
                    const token = getComputedStyle(probe).color;
                    probe.remove();
                    return token;
                }""",
                kind,
            )
            await expect(page.locator(f"#graphLegend [data-kind={kind}] svg")).to_have_css("color", token)


async def test_ui_weak_22_a_double_click_centres_without_opening(page: Page) -> None:
    catalogue = Catalogue({"labels": 1})
    await catalogue.serve(page)
    await open_graph(page, address())
    await row(page, "Label 000").hover()
    card = page.get_by_test_id("hover-card")
    ground = page.get_by_role("application")
    # The picture says where a node is by the card of what the keyboard walks to.
    await ground.focus()
    await page.keyboard.press("Home")
    await expect(card).to_be_visible()
    point = await node_point(page)
    await page.mouse.dblclick(*point)
    await expect(page).to_have_url(re.compile("type=label"))
    assert "sel=" not in page.url
    await page.go_back()
    await at_rest(page)
    assert "sel=" not in page.url


async def node_point(page: Page) -> tuple[float, float]:
    """Where the one label of the picture is on the screen: the pixel of its colour."""
    point = await page.locator("#graphContainer canvas").first.evaluate(
        """canvas => {
            const probe = document.createElement("i");
            probe.style.color = "var(--node-label)";
            document.body.append(probe);
            const wanted = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
            probe.remove();
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            const frame = canvas.getBoundingClientRect();
            let [sumX, sumY, count] = [0, 0, 0];
            for (let i = 0; i < data.length; i += 4) {
                if (wanted.some((part, at) => Math.abs(part - data[i + at]) > 3)) continue;
                sumX += (i / 4) % canvas.width;
                sumY += Math.floor(i / 4 / canvas.width);
                count += 1;
            }
            return [frame.left + sumX / count * frame.width / canvas.width, frame.top + sumY / count * frame.height / canvas.height];
        }"""
    )
    return point[0], point[1]


async def test_steps_are_undone_and_done_again(page: Page) -> None:
    await Catalogue({"releases": 5, "labels": 2}).serve(page)
    await open_graph(page, address())
    await row(page, "Label 001").focus()
    await page.keyboard.press("h")
    await expect(row(page, "Label 001")).to_have_count(0)
    await page.keyboard.press("Control+z")
    await expect(row(page, "Label 001")).to_be_visible()
    await page.keyboard.press("Control+Shift+Z")
    await expect(row(page, "Label 001")).to_have_count(0)
    await page.keyboard.press("Shift+H")
    await expect(row(page, "Label 001")).to_be_visible()


async def test_a_node_is_expanded_where_it_stands(page: Page) -> None:
    catalogue = Catalogue({"releases": 40, "labels": 2})
    await catalogue.serve(page)
    await open_graph(page, address())
    await row(page, "Label 001").focus()
    catalogue.handlers["/api/explore"] = replying(
        body={
            "center": {"id": "1", "name": "Label 001", "type": "label"},
            "categories": [{"id": "cat-people", "name": "People", "category": "people", "count": 40}],
            "alternatives": [],
        }
    )
    catalogue.counts = {**catalogue.counts, "people": 40}
    await page.keyboard.press("e")
    await expect(row(page, "People, 12 of 40")).to_be_visible()
    await expect(row(page, "People")).to_have_attribute("aria-level", "4")
    await page.keyboard.press("e")
    await expect(row(page, "People")).to_have_count(0)


async def test_the_context_menu_is_reached_by_keys(page: Page) -> None:
    await Catalogue({"releases": 40}).serve(page)
    await open_graph(page, address())
    category = row(page, "Releases")
    await category.focus()
    await page.keyboard.press("Shift+F10")
    await page.get_by_role("menuitem").first.click(trial=True)
    menu, place = await page.get_by_role("menu").bounding_box(), await category.bounding_box()
    assert menu is not None and place is not None
    assert (0 < menu["x"] - place["x"] < 60, 0 < menu["y"] - place["y"] < 60) == (True, True)
    await page.keyboard.press("Escape")
    await expect(category).to_be_focused()
    await page.keyboard.press("Shift+F10")
    await page.get_by_role("menuitem", name="Load 10 more").click()
    await expect(row(page, "Releases, 40 of 40")).to_be_visible()

    picture = page.get_by_role("application", name=re.compile("Graph around"))
    await picture.focus()
    await page.keyboard.press("ArrowUp")
    told = page.get_by_test_id("hover-card").filter(has_text="Releases", visible=True)
    await (await told.element_handle()).wait_for_element_state("stable")  # what was loaded is still being laid out
    card = await told.bounding_box()
    await page.keyboard.press("ContextMenu")
    await page.get_by_role("menuitem").first.click(trial=True)
    menu = await page.get_by_role("menu").bounding_box()
    assert menu is not None and card is not None
    middle = card["x"] + card["width"] / 2
    assert abs(menu["x"] - middle) < 60, "the card is at the node, and so is the menu"
    await page.keyboard.press("Escape")
    await expect(picture).to_be_focused()


async def test_the_graph_is_saved_as_data(page: Page, tmp_path: Path) -> None:
    await Catalogue({"releases": 3}).serve(page)
    await open_graph(page, address())
    for form in ("JSON data", "PNG picture", "SVG picture"):
        await page.get_by_role("button", name="Save the graph").click()
        async with page.expect_download() as started:
            await page.get_by_role("menuitem", name=form).click()
        file = await started.value
        await file.save_as(tmp_path / file.suggested_filename)
    data = json.loads((tmp_path / "Nickel Canyon.json").read_text())
    assert [each["key"] for each in data["nodes"]] == ["artist:7", "category:artist:7:releases", "release:0", "release:1", "release:2"]
    assert all("x" in each for each in data["nodes"])
    assert len(data["edges"]) == 4
    assert (tmp_path / "Nickel Canyon.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "Nickel Canyon.svg").read_text().startswith("<svg")


async def test_hostile_names_are_text(page: Page, phone: Page, axe: Any) -> None:
    names = {f"releases/{number}": name for number, name in enumerate(HOSTILE)}
    for each in (page, phone):
        await Catalogue({"releases": len(HOSTILE)}, name=HOSTILE[0], names=names).serve(each)
        await each.add_init_script("window.alert = () => { throw new Error('a name was executed') }")
        await open_graph(each, address(HOSTILE[0]))
        await does_not_scroll_sideways(each)
        assert await each.locator("main img, main b").count() == 0
    await expect(row(page, "<img src=x").first).to_be_visible()
    await row(page, "xxxx").first.hover()
    await row(page, "Releases").click(button="right")
    await expect(page.get_by_role("menu")).to_be_visible()
    await page.keyboard.press("Escape")
    await axe(page)


async def test_ui_weak_49_a_graph_that_does_not_load_says_why(page: Page, tolerate: Any) -> None:
    catalogue = Catalogue({"releases": 3})
    await catalogue.serve(page)
    tolerate(page, "Failed to load resource")
    failures: dict[str, tuple[Handler, str]] = {
        "limited": (limited(60), "Too many requests"),
        "unavailable": (unavailable(), "The catalogue is busy"),
        "garbage": (garbage(), "This did not load"),
        "misshapen": (replying(body={"center": 3}), "This did not load"),
        "failing": (refusing(500, "internal", "Internal error"), "This did not load"),
        "hung up": (hang_up(), "The catalogue cannot be reached"),
    }
    for name, (handler, says) in failures.items():
        catalogue.handlers[f"/api/explore {name}"] = handler
        await page.goto(address(name))
        await expect(page.get_by_role("main").get_by_text(says)).to_be_visible()
    catalogue.handlers.clear()
    await page.get_by_role("button", name="Try again").click()
    await at_rest(page)


async def test_a_category_that_does_not_load_leaves_the_rest(page: Page, tolerate: Any) -> None:
    catalogue = Catalogue({"releases": 3, "labels": 2})
    await catalogue.serve(page)
    tolerate(page, "Failed to load resource")
    for handler in (limited(30), garbage(), replying(body={"children": [None], "total": 1}), hang_up()):
        catalogue.handlers["/api/expand labels"] = handler
        await page.goto(address())
        await expect(row(page, "Release 002")).to_be_visible()
        await expect(page.get_by_role("alert")).to_contain_text("Labels did not load")
    catalogue.handlers.clear()
    await page.get_by_role("button", name="Try again").click()
    await expect(row(page, "Label 001")).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)


async def test_answers_out_of_order_do_not_mix(page: Page) -> None:
    catalogue = Catalogue({"releases": 44})
    late = asyncio.Event()
    await catalogue.serve(page)
    await open_graph(page, address())

    async def held(route: Route) -> None:
        body = catalogue.page({"category": "releases", "before_year": "1985", "limit": "30"})
        if "before_year=1985" in route.request.url:
            await late.wait()
        else:
            body = catalogue.page({"category": "releases", "before_year": "1982", "limit": "30"})
        await route.fulfill(json=body)

    catalogue.handlers["/api/expand"] = held
    for year in ("1985", "1982"):
        await page.evaluate("to => { history.replaceState(null, '', to); dispatchEvent(new PopStateEvent('popstate')) }", address(year=year))
        await expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", year)
    await expect(row(page, "Releases, 6 of 6")).to_be_visible()
    late.set()
    await at_rest(page)
    await expect(row(page, "Releases, 6 of 6")).to_be_visible()
