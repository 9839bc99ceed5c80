"""Every type of the catalogue as a page of its own, and the front of the labels."""

from collections.abc import Awaitable, Callable
from pathlib import Path
import re

from playwright.async_api import Page, expect
import pytest

from tests.explore.e2e.catalogue import a_label, a_release, answer, one_of


type Axe = Callable[[Page], Awaitable[None]]
type Shot = Callable[[Page, str], Awaitable[Path]]

SIDEWAYS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
FIRST_SECTION = {
    "artist": "Collaborators",
    "label": "Label DNA",
    "release": "Tracklist",
    "master": "Versions",
    "genre": "Over the years",
    "style": "Over the years",
    "person": "Roles",
}


@pytest.mark.parametrize("kind", FIRST_SECTION)
async def test_every_type_opens(page: Page, kind: str, axe: Axe, shot: Shot) -> None:
    entity = await one_of(page, kind)
    await page.goto(entity.page)
    await expect(page.get_by_role("heading", level=1)).to_have_text(entity.name)
    await expect(page.get_by_role("heading", name=FIRST_SECTION[kind], exact=True)).to_be_visible()
    await expect(page.locator("[data-state=loading]")).to_have_count(0)
    await expect(page).to_have_title(re.compile(re.escape(entity.name)))
    await axe(page)
    await shot(page, f"page-{kind}-dark-1440")


@pytest.mark.parametrize("kind", ["release", "label"])
async def test_a_phone_reads_pages_without_scrolling_sideways(phone: Page, kind: str, axe: Axe, shot: Shot) -> None:
    entity = await one_of(phone, kind)
    await phone.goto(entity.page)
    await expect(phone.get_by_role("heading", name=FIRST_SECTION[kind], exact=True)).to_be_visible()
    await expect(phone.locator("[data-state=loading]")).to_have_count(0)
    await phone.wait_for_function(SIDEWAYS)
    await axe(phone)
    await shot(phone, f"page-{kind}-dark-390")


async def test_versions_sort_by_any_column(page: Page) -> None:
    release = await a_release(page)
    await page.goto(release.page)
    table = page.get_by_role("table", name="Other versions")
    await expect(table.locator("tr[aria-current=true]")).to_be_visible()
    await table.get_by_role("button", name="Rarity").click()
    await expect(table.get_by_role("columnheader", name="Rarity")).to_have_attribute("aria-sort", "descending")
    master = (await answer(page, f"/api/release/{release.id}"))["master"]["id"]
    rarest = (await answer(page, f"/api/master/{master}/versions?sort=-rarity&limit=1"))["versions"][0]
    await expect(table.locator("tbody tr").first).to_contain_text(f"{rarest['rarity']:.1f}")


async def test_a_catalogue_number_is_copied_and_said(page: Page) -> None:
    release = await a_release(page)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.goto(release.page)
    label = (await answer(page, f"/api/release/{release.id}"))["labels"][0]
    await page.get_by_role("button", name="Copy catalogue number").first.click()
    await expect(page.get_by_test_id("announcer")).to_contain_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == label["catno"]


async def test_the_years_of_a_label_filter_its_releases(page: Page) -> None:
    label = await a_label(page)
    await page.goto(label.page)
    last = page.get_by_role("slider", name="Years of releases, to")
    await last.focus()
    await page.keyboard.press("PageDown")
    chip = page.get_by_role("button", name="Remove the years")
    await expect(chip).to_be_visible()
    await chip.click()
    await expect(chip).to_have_count(0)


async def test_the_dna_is_a_table_too(page: Page) -> None:
    label = await a_label(page)
    await page.goto(label.page)
    await expect(page.get_by_role("img", name=re.compile("^DNA of"))).not_to_have_count(0)
    await page.get_by_text("Table", exact=True).first.click()
    dna = await answer(page, f"/api/label/{label.id}/dna")
    await expect(page.get_by_role("table", name=re.compile("^Genres of"))).to_contain_text(dna["genres"][0]["name"])


async def test_labels_are_compared_by_the_address(page: Page, axe: Axe, shot: Shot) -> None:
    first, second = [
        row["label_id"] for row in (await answer(page, "/api/insights/label-longevity?limit=50"))["items"] if row["total_releases"] >= 10
    ][:2]
    await page.goto("/?pane=labels")
    table = page.get_by_role("table", name=re.compile("longest time"))
    await expect(table.get_by_role("row")).not_to_have_count(0)
    await page.goto(f"/?pane=labels&compare={first},{second}")
    await expect(page.get_by_role("img", name=re.compile("^DNA of"))).to_have_count(2)
    await axe(page)
    await shot(page, "labels-dark-1440")
    await page.get_by_role("button", name=re.compile("^Remove ")).first.click()
    await expect(page).to_have_url(re.compile(f"compare={second}$"))
    await expect(page.get_by_text("Choose one more", exact=False)).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("img", name=re.compile("^DNA of"))).to_have_count(2)
