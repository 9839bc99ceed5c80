"""Questions in plain language: checks, the cache of answers, the stream of events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.cache import Cache
from api.errors import BadRequest, Forbidden, Unavailable
from api.nlq.budget import Budget
from api.nlq.models import Answered, Context, Question
from api.nlq.sources import Sources
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


if TYPE_CHECKING:
    from api.nlq.engine import Engine


NOT_AVAILABLE: Final = "NLQ is not available"
FAILED: Final = "An internal error occurred"
SPACE: Final = "nlq"

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """What answers questions, open while the API runs.

    Attributes:
        engine: `None` when questions are not answered; `reason` says why.
    """

    engine: "Engine | None"
    reason: str | None
    cache: Cache
    budget: Budget
    sources: Sources
    cache_ttl_s: int
    max_query_length: int
    allows_anonymous: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a streamed answer: `status`, `actions`, `result` or `error`."""

    name: str
    data: Any


def check(asking: Asking, question: Question, user_id: str | None) -> "Engine":
    """The engine, when this question may be asked.

    Raises:
        Unavailable: questions are off; said before anything else.
        BadRequest: the question is blank, too long, or holds control characters.
        Forbidden: questions need an account here.
    """
    if asking.engine is None:
        raise Unavailable(NOT_AVAILABLE, reason=asking.reason)
    if not question.query.strip():
        raise BadRequest("Query must not be empty")
    if len(question.query) > asking.max_query_length:
        raise BadRequest(f"Query exceeds maximum length of {asking.max_query_length} characters")
    if any((ord(letter) < 32 and letter not in "\n\t") or 0xD800 <= ord(letter) <= 0xDFFF for letter in question.query):
        raise BadRequest("Query must not hold control characters")
    if user_id is None and not asking.allows_anonymous:
        raise Forbidden("Questions need an account here: sign in")
    return asking.engine


async def answer(asking: Asking, question: Question, user_id: str | None) -> Answered:
    """The whole answer at once. Raises `Unavailable` when the engine fails."""
    async for event in stream(asking, question, user_id):
        if event.name == "result":
            found: Answered = event.data
            return found
        if event.name == "error":
            break
    raise Unavailable(FAILED, code="engine_failed")


async def stream(asking: Asking, question: Question, user_id: str | None) -> AsyncIterator[Event]:
    """Events of an answer: a status before each tool, the actions, the result; an error ends it.

    Anonymous answers are kept and found again; those of signed-in users never are. When the listener goes away the engine is stopped.
    """
    engine = check(asking, question, user_id)
    key = cache_key(asking.cache, engine.model_id, question) if user_id is None else None
    if key is not None and (kept := await asking.cache.read(key, Answered)) is not None:
        found = kept.model_copy(update={"query": question.query, "cached": True})
        yield Event("actions", found.actions)
        yield Event("result", found)
        return
    await asking.budget.require()
    steps: asyncio.Queue[Event | None] = asyncio.Queue()

    async def announce(tool: str) -> None:
        await steps.put(Event("status", {"step": f"Running {tool}..."}))

    async def work() -> Answered:
        try:
            return await engine.answer(
                question.query, question.context, asking.sources, user_id=user_id, announce=announce, spent=asking.budget.spend
            )
        finally:
            await steps.put(None)

    task = asyncio.create_task(work(), name="question")
    try:
        while (step := await steps.get()) is not None:
            yield step
        try:
            found = await task
        except Exception as error:
            log.error(Mark.FAILED, "A question failed", error=error)
            yield Event("error", {"error": FAILED})
            return
        if key is not None:
            await asking.cache.write(key, found, asking.cache_ttl_s)
        yield Event("actions", found.actions)
        yield Event("result", found)
    finally:
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def cache_key(cache: Cache, model_id: str, question: Question) -> str:
    """Key of an answer: generation, model, the question without case and outer space, what is on the screen."""
    context = question.context or Context()
    return cache.key(SPACE, model_id, question.query.strip().lower(), context.entity_type, context.entity_id)
