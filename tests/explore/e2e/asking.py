"""An API that answers questions as a test says: the stream is held by the test, in the page, piece by piece."""

import json
from typing import Any, Final

from playwright.async_api import Page

from tests.support.browser import intercept, replying


# The page's own `fetch` is kept for all but the question. The stream obeys the page's abort, as the browser's does.
_SCRIPT: Final = """
(() => {
  const real = window.fetch.bind(window);
  const asked = [];
  window.asked = asked;
  window.fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (!url.includes("/api/nlq/query")) return real(input, init);
    const call = { body: JSON.parse(init.body), accept: new Headers(init.headers).get("accept"), isAborted: false };
    asked.push(call);
    const refusal = window.refusals?.shift();
    if (refusal) return new Response(refusal.body, { status: refusal.status, headers: refusal.headers });
    const encoder = new TextEncoder();
    const body = new ReadableStream({
      start: (controller) => {
        call.send = (text) => controller.enqueue(encoder.encode(text));
        call.close = () => controller.close();
        call.break = () => controller.error(new TypeError("network error"));
        init.signal?.addEventListener("abort", () => {
          call.isAborted = true;
          controller.error(new DOMException("Aborted", "AbortError"));
        });
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
  };
})();
"""


async def answering(page: Page, *, enabled: bool = True, suggestions: tuple[str, ...] = ("What links jazz and hip hop?",)) -> None:
    """Before the first address: the page finds questions switched on (or off), and its questions reach the test."""
    await intercept(page, "**/api/nlq/status", replying(200, {"enabled": enabled, "reason": None if enabled else "NLQ_ENABLED is not true"}))
    await intercept(page, "**/api/nlq/suggestions*", replying(200, {"suggestions": list(suggestions)}))
    await page.add_init_script(_SCRIPT)


async def refuse(page: Page, status: int, error: str, *, retry_after_s: int | None = None, content_type: str = "application/json") -> None:
    """The next question is refused with this error, or answered with something that is no stream."""
    headers = {"content-type": content_type} | ({} if retry_after_s is None else {"retry-after": str(retry_after_s)})
    body = json.dumps({"error": error, "code": "test"}) if content_type == "application/json" else error
    await page.evaluate("(each) => { (window.refusals ??= []).push(each); }", {"status": status, "body": body, "headers": headers})


async def asked(page: Page, number: int = 0) -> dict[str, Any]:
    """What was asked, once it was: `body`, `accept`, `isAborted`."""
    await page.wait_for_function("(number) => window.asked?.length > number", arg=number)
    call: dict[str, Any] = await page.evaluate(
        "(number) => (({ body, accept, isAborted }) => ({ body, accept, isAborted }))(window.asked[number])", number
    )
    return call


async def send(page: Page, text: str, number: int = 0) -> None:
    """A piece of the stream, as it is."""
    await asked(page, number)
    await page.evaluate("([number, text]) => window.asked[number].send(text)", [number, text])


async def end(page: Page, number: int = 0, *, breaks: bool = False) -> None:
    """The stream ends, properly or with a broken connection."""
    await page.evaluate("([number, how]) => window.asked[number][how]()", [number, "break" if breaks else "close"])


def frame(name: str, data: object) -> str:
    """An event as the API writes it."""
    return f"event: {name}\r\ndata: {json.dumps(data)}\r\n\r\n"


def result(summary: str, *, entities: tuple[dict[str, str], ...] = (), actions: tuple[dict[str, Any], ...] = (), cached: bool = False) -> str:
    """The last frame of an answer."""
    return frame(
        "result",
        {"query": "", "summary": summary, "entities": list(entities), "tools_used": ["search"], "actions": list(actions), "cached": cached},
    )
