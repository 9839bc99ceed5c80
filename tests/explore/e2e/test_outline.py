"""The graph without a picture: as a tree, as a table, by the keyboard alone, and as assistive technology reads it."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.explore.e2e.test_shell import does_not_scroll_sideways, door
from tests.explore.e2e.walks import Catalogue, address, at_rest, open_graph, row, rows, tree


async def test_the_tree_is_walked_by_keys(page: Page) -> None:
    await Catalogue({"releases": 20, "labels": 2}).serve(page)
    await open_graph(page, address())
    await row(page, "Nickel Canyon").focus()
    for key, name in (
        ("ArrowDown", "Releases, 20 of 20"),
        ("ArrowRight", "Release 000"),
        ("ArrowDown", "Release 001"),
        ("End", "Label 001"),
        ("ArrowLeft", "Labels, 2 of 2"),
        ("Home", "Nickel Canyon"),
        ("Shift+R", "Releases, 20 of 20"),
    ):
        await page.keyboard.press(key)
        await expect(row(page, name)).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(row(page, "Releases, 20")).to_have_attribute("aria-expanded", "false")
    await expect(row(page, "Release 000")).to_have_count(0)
    await page.keyboard.press("ArrowRight")
    await expect(row(page, "Release 000")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.wait_for_function("document.activeElement.getAttribute('role') !== 'treeitem'")


async def test_ten_thousand_rows_are_few_elements(page: Page) -> None:
    catalogue = Catalogue({"releases": 10_000})
    await catalogue.serve(page)

    await open_graph(page, address(years="1980-2027"))
    await expect(row(page, "Releases")).to_be_visible()
    page_size = catalogue.page({"category": "releases", "year_to": "2027", "limit": "200"})
    assert len(page_size["children"]) == 96
    await row(page, "22 more in the graph").click()
    await expect(tree(page).get_by_role("treeitem").first).to_be_visible()
    await page.wait_for_function("document.querySelectorAll('[role=treeitem]').length < 60")


async def test_the_table_has_the_same_nodes_in_the_same_order(page: Page, axe: Any) -> None:
    await Catalogue({"releases": 4, "labels": 2}).serve(page)
    await open_graph(page, address())
    in_tree = [each.split(",")[0] for each in await rows(page)]
    await page.get_by_role("radio", name="Table").check(force=True)
    table = page.get_by_role("table", name="Graph around Nickel Canyon")
    in_table = await table.get_by_role("rowheader").all_inner_texts()
    assert [each.strip() for each in in_table] == [each for each in in_tree if each not in ("Releases", "Labels")]
    await axe(page)
    await table.get_by_role("button", name="Label 001").click()
    await expect(page).to_have_url(re.compile("sel=label"))


async def test_find_in_graph_goes_from_match_to_match(page: Page) -> None:
    await Catalogue({"releases": 25, "labels": 2}).serve(page)
    await open_graph(page, address())
    await page.keyboard.press("Control+f")
    box = page.get_by_role("textbox", name="Find in graph")
    await expect(box).to_be_focused()
    await box.fill("02")
    await expect(page.locator("search output")).to_have_text("6")
    await page.keyboard.press("Enter")
    await expect(page.locator("search output")).to_have_text("1/6")
    await page.keyboard.press("Shift+Enter")
    await expect(page.locator("search output")).to_have_text("6/6")
    await page.keyboard.press("Escape")
    await expect(box).to_have_value("")


async def test_expand_open_and_compare_without_a_mouse(page: Page) -> None:
    """On the real catalogue: walk the picture by arrows, open details, expand in place, choose two years, all by keys."""
    label = await door(page, "label")
    await open_graph(page, f"/?type=label&id={label['id']}")
    ground = page.get_by_role("application", name=re.compile("Graph around"))
    await ground.focus()
    said = page.get_by_test_id("announcer")
    await expect(said).to_contain_text("centre")
    await page.keyboard.press("ArrowUp")
    await expect(said).to_contain_text("category")
    await page.keyboard.press("ArrowUp")
    await expect(said).to_contain_text(re.compile(r"\d lines?$"))
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("sel="))
    await expect(page.locator("#infoPanel")).to_be_visible()
    await page.keyboard.press("e")
    await expect(said).to_contain_text("Expanding")
    await expect(page.locator('[role=treeitem][aria-level="4"]').first).to_be_visible()
    await at_rest(page)
    await page.keyboard.press("y")
    await expect(page.get_by_role("slider", name="First year")).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(said).to_contain_text("Undone")


async def test_the_graph_as_it_is_read_aloud(page: Page) -> None:
    await Catalogue({"releases": 12, "labels": 1}).serve(page)
    await open_graph(page, address())
    await expect(page.get_by_role("main")).to_match_aria_snapshot("""
      - heading "Graph around Nickel Canyon" [level=1]
      - complementary "Outline":
        - heading "Outline" [level=2]
        - tree "Graph around Nickel Canyon":
          - treeitem "Nickel Canyon, artist, centre" [expanded] [level=1] [selected]
          - treeitem "Releases, 12 of 12" [expanded] [level=2]
          - treeitem "Release 000, release, 1980" [level=3]
    """)
    await expect(page.get_by_role("main")).to_match_aria_snapshot("""
      - region "Graph":
        - 'application "Graph around Nickel Canyon: 2 categories, 13 of 13 neighbours"'
        - navigation "Trail"
        - toolbar "View"
        - region "Legend"
        - region "Timeline"
    """)


async def test_the_outline_of_a_phone_is_a_drawer(phone: Page, axe: Any) -> None:
    await Catalogue({"releases": 30, "labels": 12}).serve(phone)
    await open_graph(phone, address())
    await does_not_scroll_sideways(phone)
    await expect(phone.get_by_role("tree")).to_have_count(0)
    await expect(phone.get_by_role("toolbar", name="View").get_by_role("button")).to_have_count(4)
    await axe(phone)
    await phone.get_by_role("button", name="Outline").tap()
    # Fewer nodes of a category are drawn than are loaded: the heaviest.
    await expect(row(phone, "Releases, 30 of 30")).to_be_visible()
    await expect(row(phone, "Release 006")).to_be_visible()
    await expect(row(phone, "Release 007")).to_have_count(0)
    await row(phone, "Label 002").tap()
    await expect(phone.locator("#infoPanel")).to_have_attribute("data-rest", "half")
    await expect(phone.get_by_role("tree")).to_have_count(0)
    await axe(phone)
