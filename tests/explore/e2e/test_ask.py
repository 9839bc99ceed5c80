"""Ask: the gate, the stream step by step, actions applied and undone, what goes wrong, the pill beside the other panes."""

import json
import re
from typing import Any
from urllib.parse import urlencode

from playwright.async_api import Locator, Page, expect
import pytest

from tests.explore.e2e.asking import answering, asked, end, frame, refuse, result, send
from tests.explore.e2e.sights import Guide
from tests.explore.e2e.test_shell import HOSTILE, does_not_scroll_sideways
from tests.explore.e2e.walks import at_rest, row


def by(page: Page, test_id: str) -> Locator:
    return page.get_by_test_id(test_id)


async def ask(page: Page, question: str) -> None:
    field = by(page, "nlq-pill-input")
    await field.fill(question)
    await field.press("Enter")


FOCUS = {"type": "focus_node", "name": "Rock", "entity_type": "genre"}


async def test_ui_28_off_means_no_pill_and_says_what_to_do(page: Page) -> None:
    await answering(page, enabled=False)
    await page.goto("/?pane=ask")
    main = page.locator("#askPane")
    await expect(main).to_contain_text("switched off")
    await expect(main).to_contain_text("NLQ_ENABLED=true")
    await expect(by(page, "nlq-pill-input")).to_have_count(0)
    await page.goto("/?pane=compare")
    await expect(page.locator("#comparePane h1")).to_be_visible()
    await expect(by(page, "nlq-pill-collapsed")).to_have_count(0)
    await expect(page.locator("#nlqPillMount")).to_have_count(0)


async def test_ui_28_pill_opens_and_takes_the_focus(page: Page, axe: Any) -> None:
    await answering(page)
    await page.goto("/?pane=compare")
    await by(page, "nlq-pill-collapsed").click()
    panel = by(page, "nlq-pill-expanded")
    await expect(panel).to_have_attribute("data-state", "idle")
    await expect(by(page, "nlq-pill-input")).to_be_focused()
    await axe(page)
    await page.keyboard.press("Escape")
    await expect(panel).to_have_count(0)
    await expect(by(page, "nlq-pill-collapsed")).to_be_focused()
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    await page.keyboard.type("ask about")
    await page.get_by_role("option", name=re.compile("Ask about what you see")).click()
    await expect(by(page, "nlq-pill-input")).to_be_focused()


async def test_ui_28_error_frame_and_truncated_stream_end_the_wait(page: Page) -> None:
    await answering(page)
    await page.goto("/?pane=ask")
    await ask(page, "First?")
    await send(page, frame("error", {"error": "An internal error occurred"}))
    await expect(by(page, "nlq-pill-answer")).to_contain_text("An internal error occurred")

    await ask(page, "Second?")
    await send(page, frame("status", {"step": "Running search..."}), 1)
    await expect(by(page, "nlq-pill-loading")).to_contain_text("Searching the catalogue")
    await end(page, 1)
    await expect(by(page, "nlq-pill-loading")).to_have_count(0)
    await expect(by(page, "nlq-pill-answer").last).to_contain_text("broke off")

    await ask(page, "Third?")
    await send(page, 'event: result\r\ndata: {"summ', 2)
    await end(page, 2, breaks=True)
    await expect(by(page, "nlq-pill-answer").last).to_contain_text("connection broke")

    await ask(page, "Fourth?")
    await send(page, "event: result\r\ndata: garbage\r\n\r\n", 3)
    await expect(by(page, "nlq-pill-answer").last).to_contain_text("broke off")
    await expect(by(page, "nlq-pill-input")).to_be_enabled()


async def test_ui_29_actions_are_applied_once_and_invalid_ones_counted(page: Page) -> None:
    await answering(page)
    await page.goto("/?pane=compare")
    await by(page, "nlq-pill-collapsed").click()
    await ask(page, "Show me")
    actions = ({"type": "switch_pane", "pane": "admin"}, {"type": "switch_pane", "pane": "trends"})
    await send(page, frame("actions", {"actions": actions}))
    await expect(page).to_have_url(re.compile("pane=trends"))
    await page.evaluate("history.pushState(null, '', '/?pane=labels'); dispatchEvent(new PopStateEvent('popstate'))")
    await send(page, result("Done.", actions=actions))
    receipt = by(page, "nlq-receipt")
    await expect(receipt).to_contain_text("1 change skipped")
    await expect(receipt.locator("[data-outcome=done]")).to_have_text(["Opened Trends"])
    await expect(receipt.locator("[data-outcome=skipped]")).to_contain_text(["there is no such pane"])
    assert "pane=labels" in page.url, "the second frame must not act again"
    await by(page, "nlq-answer-undo").click()
    await expect(page).to_have_url(re.compile("pane=compare"))
    await expect(by(page, "nlq-answer-undo")).to_have_count(0)


async def test_ui_weak_31_steps_show_as_they_happen_and_fold(page: Page) -> None:
    await answering(page)
    await page.goto("/?pane=ask")
    await ask(page, "Who is it?")
    call = await asked(page)
    assert (call["accept"], call["body"]) == ("text/event-stream", {"query": "Who is it?"})
    working = by(page, "nlq-pill-loading")
    await expect(working).to_contain_text("Reading the question")
    text = frame("status", {"step": "Running search..."})
    await send(page, text[:21])
    await send(page, text[21:] + ": ping\r\n\r\n")
    await expect(working).to_contain_text("Searching the catalogue…")
    await send(page, frame("status", {"step": "Running get_trends..."}))
    await expect(working.locator("li")).to_have_count(2)
    await expect(by(page, "nlq-pill-input")).to_be_disabled()
    entities = ({"id": "Rock", "name": "Rock", "type": "genre"},)
    await send(page, frame("actions", {"actions": []}) + result("**Rock** was first.\n\n| a | b |\n|--|--|\n| 1 | 2 |", entities=entities))
    answer = by(page, "nlq-pill-answer")
    await expect(answer.get_by_role("link", name="Rock")).to_have_attribute("href", re.compile("type=genre"))
    await expect(answer.locator("table")).to_be_visible()
    await expect(page.locator("summary", has_text="2 steps")).to_be_visible()
    await expect(by(page, "nlq-receipt")).to_have_count(0)
    await expect(by(page, "nlq-pill-input")).to_be_enabled()


async def test_ui_weak_31_context_is_what_is_on_the_screen(page: Page) -> None:
    await answering(page)
    await page.goto("/?type=genre&name=Rock")
    await by(page, "nlq-pill-collapsed").click()
    panel = by(page, "nlq-pill-expanded")
    await expect(panel).to_contain_text("about Rock")
    await ask(page, "Who made it?")
    assert (await asked(page))["body"]["context"] == {"entity_id": "Rock", "entity_type": "genre"}
    await send(page, result("Many."))
    await panel.get_by_role("button", name="Ask without Rock").click()
    await ask(page, "And in general?")
    assert "context" not in (await asked(page, 1))["body"]


async def test_ui_weak_31_an_answer_leads_away_and_comes_along(page: Page) -> None:
    await answering(page)
    await page.goto("/?pane=ask")
    await ask(page, "Show Rock")
    await send(page, frame("actions", {"actions": [FOCUS, {"type": "suggest_followups", "queries": ["And Jazz?"]}]}) + result("Here is **Rock**."))
    await expect(page).to_have_url(re.compile("type=genre&name=Rock"))
    panel = by(page, "nlq-pill-expanded")
    await expect(panel).to_have_attribute("data-state", "answered")
    await expect(by(page, "nlq-pill-answer")).to_contain_text("Here is Rock.")
    await by(page, "nlq-pill-close").click()
    await expect(by(page, "nlq-pill-receipt")).to_contain_text("Here is Rock.")
    await by(page, "nlq-pill-receipt-open").click()
    await by(page, "nlq-followup-chip").get_by_role("button").click()
    assert (await asked(page, 1))["body"]["query"] == "And Jazz?"
    await send(page, result("Jazz too."), 1)
    await by(page, "nlq-answer-undo").click()
    await expect(page).to_have_url(re.compile("pane=ask"))
    await expect(page.locator("[data-testid=nlq-pane] [data-testid=nlq-pill-answer]")).to_have_count(2)


async def test_ui_weak_31_seeds_stand_beside_the_centre_and_a_genre_narrows_the_graph(page: Page, guide: Guide) -> None:
    """Both in the address, both taken back as any other change."""
    await answering(page)
    artist, other, label = guide.artists[0], guide.artists[1], guide.labels[0]
    genre = (await (await page.request.get(f"/api/node/{artist['id']}?type=artist")).json())["genres"][0]
    await page.goto(f"/?{urlencode({'type': 'artist', 'name': artist['name'], 'id': artist['id']})}")
    await at_rest(page)
    await by(page, "nlq-pill-collapsed").click()
    await ask(page, "And these?")
    seeds = [{"name": other["name"], "entity_type": "artist"}, {"name": label["name"], "entity_type": "label"}]
    await send(page, result("Here.", actions=({"type": "seed_graph", "entities": seeds},)))
    await expect(by(page, "nlq-receipt").locator("[data-outcome=done]")).to_contain_text(["2 things beside the centre"])
    await expect(row(page, "Added, 2 of 2")).to_be_visible()
    await expect(row(page, label["name"]).first).to_be_visible()
    await page.get_by_role("button", name="Remove what was added").click()
    await expect(row(page, "Added")).to_have_count(0)
    await page.go_back()

    await ask(page, "Only that genre?")
    await send(page, result("Less.", actions=({"type": "filter_graph", "by": "genre", "value": genre},)), 1)
    chip = page.get_by_role("list", name="What the graph is narrowed to")
    await expect(chip).to_contain_text(re.compile(rf"Only {re.escape(genre)}.*\d+ of \d+"))
    # What was added may belong to the genre or not: it is counted as any other neighbour.
    await expect(page.get_by_role("treeitem", name=re.compile(r"^Added, \d of 2"))).to_be_visible()
    await by(page, "nlq-answer-undo").last.click()
    await expect(chip).to_have_text("2 added")
    assert "only=" not in page.url


async def test_ui_ask_escape_and_panes_keep_the_conversation_and_stop_gives_up(page: Page) -> None:
    await answering(page)
    await page.goto("/?pane=compare")
    await expect(by(page, "nlq-pill-collapsed")).to_be_visible()
    await page.keyboard.press("a")
    await ask(page, "Long?")
    await page.keyboard.press("Escape")
    await expect(by(page, "nlq-pill-collapsed")).to_contain_text("Working")
    await page.locator("nav [data-pane=labels]").first.click()
    await by(page, "nlq-pill-collapsed").click()
    await expect(by(page, "nlq-pill-loading")).to_be_visible()
    await by(page, "nlq-stop").click()
    await expect(by(page, "nlq-pill-expanded")).to_contain_text("You stopped this question")
    assert (await asked(page))["isAborted"]
    await by(page, "nlq-pill-expanded").get_by_role("button", name="Ask again").click()
    await send(page, result("Short."), 1)
    await expect(by(page, "nlq-pill-answer")).to_have_text(re.compile("Short."))
    await by(page, "nlq-pill-close").click()
    await by(page, "nlq-pill-receipt-dismiss").click()
    await expect(by(page, "nlq-pill-receipt")).to_have_count(0)


async def test_ui_ask_limits_count_down_and_ask_again(page: Page) -> None:
    await answering(page)
    await page.goto("/?pane=ask")
    await refuse(page, 429, "Rate limit exceeded: 10 per 1 minute", retry_after_s=1)
    await ask(page, "Too fast?")
    await expect(by(page, "nlq-pill-answer")).to_contain_text("Rate limit exceeded")
    await expect(page.get_by_role("timer")).to_contain_text("asked again")
    await send(page, result("Now."), 1)
    await expect(by(page, "nlq-pill-answer")).to_have_text(re.compile("Now."))
    await expect(page.locator("[data-state=failed]")).to_have_count(0)

    await refuse(page, 503, "NLQ is not available")
    await ask(page, "Still there?")
    await expect(by(page, "nlq-pill-answer").last).to_contain_text("No questions are answered now")
    await refuse(page, 200, "<html>", content_type="text/html")
    await page.get_by_role("button", name="Ask again").click()
    await expect(by(page, "nlq-pill-answer").last).to_contain_text("something that is no answer")


async def test_ui_ask_remembers_five_questions_and_survives_a_spoilt_memory(page: Page) -> None:
    await answering(page)
    await page.add_init_script("localStorage.getItem('nlq.history') ?? localStorage.setItem('nlq.history', '{spoilt')")
    await page.goto("/?pane=ask")
    await expect(by(page, "nlq-suggestion-chip")).to_have_count(1)
    await expect(by(page, "nlq-recent-chip")).to_have_count(0)
    for number, question in enumerate(["one", "two", "three", "four", "five", "six", "two"]):
        await ask(page, question)
        await send(page, result("Yes."), number)
        await expect(by(page, "nlq-pill-input")).to_be_enabled()
    assert json.loads(await page.evaluate("localStorage.getItem('nlq.history')")) == ["two", "six", "five", "four", "three"]
    await page.get_by_role("button", name="Begin anew").click()
    await by(page, "nlq-recent-chip").get_by_role("button", name="six").click()
    assert (await asked(page, 7))["body"]["query"] == "six"


async def test_ui_ask_a_link_with_a_question_asks_it(page: Page) -> None:
    await answering(page)
    await page.goto("/?pane=ask&question=Who%20mastered%20it%3F")
    assert (await asked(page))["body"]["query"] == "Who mastered it?"
    await send(page, result("Somebody."))
    await page.locator("nav [data-pane=compare]").first.click()
    await expect(page.locator("#comparePane h1")).to_be_visible()
    await page.go_back()
    await expect(by(page, "nlq-pill-answer")).to_contain_text("Somebody.")
    assert await page.evaluate("window.asked.length") == 1


async def test_ui_ask_hostile_answers_stay_text(phone: Page, axe: Any) -> None:
    await answering(phone, suggestions=HOSTILE)
    await phone.goto("/?pane=ask")
    await expect(by(phone, "nlq-suggestion-chip")).to_have_count(len(HOSTILE))
    await does_not_scroll_sideways(phone)
    await ask(phone, HOSTILE[0])
    entities = tuple({"id": str(at), "name": name, "type": "artist"} for at, name in enumerate(HOSTILE))
    summary = "\n\n".join([*HOSTILE, "[x](javascript:alert(1)) ![y](https://evil.test/y.png)"])
    actions = tuple({"type": "focus_node", "name": name, "entity_type": "planet"} for name in HOSTILE)
    await send(phone, frame("actions", {"actions": actions}) + result(summary, entities=entities, actions=actions))
    answer = by(phone, "nlq-pill-answer")
    await expect(answer).to_be_visible()
    assert await answer.locator("img, script, [onerror], a[href^=javascript]").count() == 0
    await expect(by(phone, "nlq-receipt")).to_contain_text(f"{len(HOSTILE)} changes skipped")
    await does_not_scroll_sideways(phone)
    await axe(phone)


async def test_ui_ask_a_question_through_all_services(page: Page) -> None:
    """With the real API, its tools and a scripted model: a step, an answer with links, and the graph that it opens."""
    if not (await (await page.request.get("/api/nlq/status")).json())["enabled"]:
        pytest.skip("questions are off at this address")
    start = await (await page.request.get("/api/explore/start")).json()
    name = next(door["name"] for door in start["doors"] if door["type"] == "artist")
    await page.goto("/?pane=ask")
    await ask(page, f"Show me “{name}”")
    await expect(by(page, "nlq-pill-expanded")).to_have_attribute("data-state", "answered")
    await expect(by(page, "nlq-pill-answer").get_by_role("link", name=name, exact=True)).to_be_visible()
    await expect(by(page, "nlq-receipt").locator("[data-outcome=done]")).to_contain_text([name])
    await expect(page.locator("#graphContainer")).to_be_visible()
    await expect(page).to_have_url(re.compile("type=artist&name="))
    await by(page, "nlq-answer-undo").click()
    await expect(page).to_have_url(re.compile("pane=ask"))
