"""What the page shows of a platform in each of its states."""

from datetime import datetime

from playwright.async_api import Page, expect
import pytest

from dashboard.models import PipelineMetrics
from tests.dashboard.e2e.board import LOG_ENTRY, STATUS, altered, showing, with_pipeline
from tests.dashboard.support.canned import with_statuses
from tests.dashboard.support.canned_site import CannedSite


@pytest.mark.parametrize(
    ("statuses", "word"),
    [
        (("healthy", "healthy", "healthy"), "Operational"),
        (("healthy", "unhealthy", "healthy"), "Degraded"),
        (("unhealthy", "unhealthy", "unhealthy"), "Offline"),
        (("healthy", "healthy", "unknown"), "Unknown"),
    ],
)
async def test_ui_39_the_services_as_a_whole_are_a_word(page: Page, site: CannedSite, statuses: tuple[str, ...], word: str) -> None:
    await showing(page, site, with_statuses(*statuses))

    await expect(page.locator(STATUS)).to_have_text(word)
    await expect(page.locator("#discogs-tableinator-status-badge")).to_have_text(statuses[2].capitalize())


async def test_ui_40_dead_letters_take_the_place_of_queues(page: Page) -> None:
    await expect(page.locator("#discogs-graphinator-releases-count")).to_have_text("31,402")
    await expect(page.locator("#discogs-rate-text-graphinator-releases-publish")).to_have_text("8.7k")

    await page.locator("#dlq-toggle").click()

    await expect(page.locator("#dlq-toggle")).to_have_attribute("aria-pressed", "true")
    await expect(page.locator("#discogs-graphinator-releases-count")).to_have_text("3")
    await expect(page.locator("#discogs-tableinator-releases-count")).to_have_text("0")
    await expect(page.locator("#discogs-bar-releases-messages")).to_have_attribute("data-messages", "3")
    await expect(page.locator("#discogs-bar-releases-messages")).to_have_attribute("style", "height: 100%;")
    await expect(page.locator("#discogs-bar-yaxis-4")).to_have_text("3")
    await expect(page.locator("#discogs-chart-legend-graphinator")).to_have_text("graphinator DLQ")
    await expect(page.locator("#discogs-rate-text-graphinator-releases-publish")).to_have_text("N/A")
    await expect(page.get_by_role("heading", name="Dead-letter queues over time")).to_be_visible()

    await page.locator("#dlq-toggle").click()
    await expect(page.locator("#discogs-chart-legend-graphinator")).to_have_text("graphinator")


async def test_ui_weak_36_a_service_that_starts_is_not_called_unhealthy_and_an_extractor_says_what_it_does(page: Page, site: CannedSite) -> None:
    await showing(page, site, "starting")
    await expect(page.locator("#discogs-graphinator-status-badge")).to_have_text("Starting")

    await showing(page, site, "importing")
    await expect(page.locator("#discogs-extractor-discogs-status-badge")).to_have_text("Active")


async def test_ui_weak_37_types_are_found_however_a_service_writes_them(page: Page, site: CannedSite) -> None:
    def with_underscores(pipeline: PipelineMetrics, _now: datetime) -> PipelineMetrics:
        extractor, *consumers = pipeline.services
        told = {"extraction_progress": {"release_groups": 4_012_345, "total": 4_012_345}, "last_extraction_time": {"release_groups": 0.4}}
        return pipeline.model_copy(update={"services": [extractor.model_copy(update=told), *consumers]})

    await showing(page, site, with_pipeline("importing", "musicbrainz", with_underscores))

    await expect(page.locator("#musicbrainz-extractor-musicbrainz-release-groups-state")).to_have_text("Processing (4.0M)")
    await expect(page.locator("#musicbrainz-extractor-musicbrainz-releases-state")).to_have_text("Idle")


async def test_ui_weak_38_a_queue_that_only_sounds_like_one_is_not_counted(page: Page, site: CannedSite) -> None:
    def with_namesake(pipeline: PipelineMetrics, _now: datetime) -> PipelineMetrics:
        namesake = pipeline.queues[0].model_copy(
            update={"name": "discogsography-discogs-graphinator-releases-old", "consumer": "graphinator-old", "type": "releases", "messages": 999_999}
        )
        return pipeline.model_copy(update={"queues": [namesake, *pipeline.queues]})

    await showing(page, site, with_pipeline("importing", "discogs", with_namesake))

    await expect(page.locator("#discogs-graphinator-releases-count")).to_have_text("31,402")
    await expect(page.locator("#discogs-bar-releases-messages")).to_have_attribute("data-messages", "31402")


async def test_ui_weak_39_a_deep_queue_is_told_once(page: Page, site: CannedSite) -> None:
    for _ in range(3):
        await showing(page, site, "importing")
    told = page.locator(LOG_ENTRY).filter(has_text="Queue tableinator-releases over 60,000")

    await expect(told).to_have_count(1)
    assert await page.locator(LOG_ENTRY).count() <= 10


async def test_an_import_shows_progress_rate_and_time_left(page: Page) -> None:
    row = page.locator("#import tr[data-type=releases]")

    await expect(page.get_by_test_id("import-lead")).to_contain_text("14 min")
    await expect(row).to_contain_text("61.9%")
    await expect(row).to_contain_text("8,389/s")
    await expect(row).to_contain_text("3 refused")
    await expect(page.locator("#import tr[data-type=masters]")).to_have_attribute("data-state", "done")

    await page.get_by_role("radiogroup", name="Import").get_by_text("MusicBrainz").click()
    await expect(page.get_by_test_id("import-lead")).to_have_text("Import complete")


@pytest.mark.parametrize(("scenario", "lead"), [("idle", "Import complete"), ("failed", "The extractor gave up")])
async def test_an_import_that_ended_says_how(page: Page, site: CannedSite, scenario: str, lead: str) -> None:
    await showing(page, site, scenario)
    await expect(page.get_by_test_id("import-lead")).to_have_text(lead)


async def test_before_the_first_import_the_page_says_which_command_begins_one(page: Page, site: CannedSite) -> None:
    await showing(page, site, "empty")

    await expect(page.locator("#import")).to_contain_text("Nothing has been imported yet")
    await expect(page.locator("#import code").first).to_have_text("./up")
    await expect(page.locator("#pipelines")).to_contain_text("No service of any pipeline answers")


async def test_stores_that_are_down_are_called_so_and_nothing_is_made_up(page: Page, site: CannedSite) -> None:
    await showing(page, site, "stores-down")

    for store in ("neo4j", "postgresql", "rabbitmq", "redis"):
        await expect(page.locator(f"#db-{store}")).to_contain_text("Unavailable")
        await expect(page.locator(f"#db-{store}")).to_contain_text("It does not run")
    await expect(page.locator("#discogs-graphinator-releases-count")).to_have_text("—")
    await expect(page.locator("footer")).to_contain_text("Not known at present: postgres, neo4j, queues, redis")
    alert = page.locator("#alerts li", has_text="Neo4j does not answer")
    await expect(alert).to_contain_text("docker compose up -d neo4j starts it")
    await expect(alert).not_to_contain_text("ServiceUnavailable")
    await alert.get_by_text("The error, word for word").click()
    await expect(alert).to_contain_text("ServiceUnavailable: Couldn't connect to neo4j:7687")


async def test_a_pipeline_that_is_not_deployed_is_not_there(page: Page, site: CannedSite) -> None:
    await showing(page, site, "discogs-only")

    await expect(page.locator("#pipeline-discogs")).to_be_visible()
    await expect(page.locator("#pipeline-musicbrainz")).to_have_count(0)


async def test_alerts_say_what_to_do_and_dead_letters_why(page: Page, site: CannedSite) -> None:
    await expect(page.locator("#alert-count")).to_contain_text("1 critical, 2 warnings")
    await expect(page.locator("#alerts li[data-severity=critical] code").first).to_have_text("just dlq peek graphinator-releases")
    await expect(page.locator("#dead-letters")).to_contain_text('year "19986" out of range · last record 2549617')

    await page.locator("#alerts").get_by_text("Thresholds").click()
    await expect(page.get_by_role("table", name="Thresholds")).to_contain_text("60,000")

    await showing(page, site, altered("importing", alerts=[], dead_letters=[]))
    await expect(page.locator("#alerts")).to_contain_text("All quiet")
    await expect(page.locator("#dead-letters")).to_contain_text("every record was taken")
    await expect(page.locator("#alert-count")).to_have_count(0)


async def test_the_way_to_explore_is_three_ports_up(page: Page, site: CannedSite) -> None:
    link = page.get_by_role("banner").get_by_role("link", name="Explore")
    await expect(link).to_have_attribute("href", f"http://127.0.0.1:{site.port + 3}/")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("discogsography")
