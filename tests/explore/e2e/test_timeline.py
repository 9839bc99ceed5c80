"""The years of the graph: slider, playback, two years beside each other."""

import asyncio
import re
from typing import Any

from playwright.async_api import Page, expect

from tests.explore.e2e.walks import Catalogue, address, at_rest, open_graph, row
from tests.support.browser import replying, slow


async def test_ui_13_the_slider_asks_once_when_it_rests(page: Page) -> None:
    catalogue = Catalogue({"releases": 44, "labels": 44, "people": 3})
    await catalogue.serve(page)
    await page.clock.install()
    await open_graph(page, address(closed="people"))
    slider = page.get_by_role("slider", name="Year")
    await expect(slider).to_have_attribute("aria-valuetext", "All years")
    await slider.focus()
    await page.clock.pause_at(await page.evaluate("Date.now() + 1000"))
    await page.keyboard.press("Home")
    for _ in range(5):
        await page.keyboard.press("ArrowRight")
    await expect(slider).to_have_attribute("aria-valuenow", "1985")
    await page.clock.run_for(290)
    assert "year" not in page.url
    assert len(catalogue.expansions()) == 2
    await page.clock.run_for(20)
    await page.clock.resume()
    await expect(page).to_have_url(re.compile("year=1985"))
    await expect(row(page, "Releases, 12 of 12")).to_be_visible()
    await at_rest(page)
    filtered = [each for each in catalogue.expansions() if "before_year" in each]
    assert sorted((each["category"], each["before_year"], each["offset"]) for each in filtered) == [
        ("labels", "1985", "0"),
        ("releases", "1985", "0"),
    ]

    await page.get_by_role("button", name="Show all years").click()
    await expect(row(page, "Releases, 30 of 44")).to_be_visible()
    assert "year" not in page.url


async def test_ui_weak_21_speeds_are_what_they_say(page: Page) -> None:
    catalogue = Catalogue({"releases": 44})
    await catalogue.serve(page)
    await page.clock.install()
    await open_graph(page, address(year="1981"))
    slider = page.get_by_role("slider", name="Year")
    await page.clock.pause_at(await page.evaluate("Date.now() + 1000"))
    await page.get_by_role("button", name="Play the years").click()
    await page.clock.run_for(2050)
    await expect(slider).to_have_attribute("aria-valuenow", "1983")
    await page.get_by_text("10 y/s").click()
    await page.clock.run_for(1050)
    await expect(slider).to_have_attribute("aria-valuenow", "1993")
    await page.get_by_role("button", name="Pause").click()
    await page.clock.run_for(1000)
    await expect(slider).to_have_attribute("aria-valuenow", "1993")


async def test_ui_weak_20_years_are_compared_by_whole_sets(page: Page) -> None:
    catalogue = Catalogue({"releases": 44, "labels": 44})
    await catalogue.serve(page)
    await open_graph(page, address(years="1985-1995"))
    await expect(page.get_by_text("12 → 32").first).to_be_visible()
    await expect(row(page, "Labels, 12 in the first year, 32 in the second")).to_be_visible()
    # The first page is cut at 30; by whole sets nothing of it is the earlier year's alone.
    assert {each["limit"] for each in catalogue.expansions(category="labels")} == {"200"}
    await expect(row(page, "Label 000, label, 1, in both years")).to_be_visible()
    await expect(page.get_by_title("First year only")).to_have_count(0)
    await row(page, "22 more in the graph").first.click()
    await expect(row(page, "Release 012, release, 1986, second year only")).to_be_visible()

    await page.get_by_text("Only", exact=True).click()
    await expect(page).to_have_url(re.compile("mode=exclusive"))
    await expect(row(page, "Release 010, release, 1985, first year only")).to_be_visible()
    await expect(row(page, "Release 030, release, 1995, second year only")).to_be_visible()
    await expect(page.get_by_text("2 → 2").first).to_be_visible()
    assert catalogue.expansions(category="releases", year_from="1985", year_to="1985")


async def test_ui_weak_19_a_new_centre_ends_the_comparison(page: Page) -> None:
    catalogue = Catalogue({"releases": 44, "labels": 3})
    await catalogue.serve(page)
    await open_graph(page, address(years="1985-1995"))
    await row(page, "Label 001").focus()
    await page.keyboard.press("c")
    await expect(page).to_have_url(re.compile("type=label"))
    await at_rest(page)
    assert "years" not in page.url
    await expect(page.get_by_role("button", name="Compare years")).to_be_visible()
    await expect(row(page, "Load 14 more")).to_be_visible()


async def test_what_emerges_with_a_year_is_announced(page: Page) -> None:
    """Of what the new year brings into the picture, however late the first years of styles are known."""
    catalogue = Catalogue({"releases": 44, "styles": 30})
    known = asyncio.Event()
    first_years = {"genres": [], "styles": [{"name": "Style 001", "first_year": 1980}, {"name": "Style 020", "first_year": 1990}]}
    catalogue.handlers["/api/explore/genre-emergence"] = slow(known, replying(200, first_years))
    await catalogue.serve(page)
    await open_graph(page, address(year="1988"))
    await page.get_by_role("slider", name="Year").focus()
    await page.keyboard.press("PageUp")
    await expect(row(page, "Styles, 30 of 30")).to_be_visible()
    known.set()
    await expect(page.get_by_test_id("announcer")).to_contain_text("New by 1998: Style 020")

    await page.keyboard.press("PageDown")
    await expect(row(page, "Styles, 18 of 18")).to_be_visible()
    await page.keyboard.press("PageUp")
    await expect(page.get_by_test_id("announcer")).to_contain_text("New by 1998: Style 020")


async def test_two_years_are_chosen_by_keys(page: Page, axe: Any) -> None:
    await Catalogue({"releases": 44}).serve(page)
    await open_graph(page, address())
    await page.keyboard.press("y")
    first, second = page.get_by_role("slider", name="First year"), page.get_by_role("slider", name="Second year")
    await expect(first).to_have_attribute("aria-valuenow", "1981")
    await expect(second).to_have_attribute("aria-valuenow", "2001")
    await second.focus()
    await page.keyboard.press("PageDown")
    await expect(page).to_have_url(re.compile("years=1981-1991"))
    await at_rest(page)
    await axe(page)
    await page.keyboard.press("y")
    await expect(first).to_have_count(0)
    await page.go_back()
    await expect(page).to_have_url(re.compile("years=1981-1991"))
