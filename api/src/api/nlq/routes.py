"""Routes: Questions in plain language."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import Header, Query
from pydantic import TypeAdapter
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from api.dependencies import Answers, OptionalUser, Platform
from api.errors import BadRequest, Forbidden, Unavailable
from api.limits import ApiRouter, limited
from api.models import Text
from api.nlq import service
from api.nlq.assembly import asking_of
from api.nlq.models import MAX_TEXT, Action, Answered, NlqStatus, NlqSuggestions, Question
from api.nlq.service import Asking, Event
from api.nlq.suggestions import suggestions


router = ApiRouter(prefix="/api/nlq", tags=["questions"])

PING_S: Final = 15
SUGGESTIONS_TTL_S: Final = 300
STREAM: Final = "text/event-stream"
_ACTIONS: Final[TypeAdapter[dict[str, list[Action]]]] = TypeAdapter(dict[str, list[Action]])
_PLAIN: Final[TypeAdapter[dict[str, str]]] = TypeAdapter(dict[str, str])
STREAM_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get("/status")
async def status(state: Platform) -> NlqStatus:
    """Whether questions are answered, and why not. Costs nothing."""
    asking = asking_of(state)
    return NlqStatus(enabled=asking.engine is not None, reason=asking.reason)


@router.get("/suggestions")
@limited("100/minute")
async def suggest(
    cache: Answers,
    pane: Annotated[Text, Query(max_length=32, description="Pane on the screen.")] = "explore",
    focus: Annotated[Text | None, Query(max_length=MAX_TEXT, description="Name of the entity on the screen.")] = None,
    focus_type: Annotated[Text | None, Query(max_length=32, description="Its type.")] = None,
) -> NlqSuggestions:
    """Questions worth asking, by what is on the screen. Works when questions are off. Costs nothing."""

    async def compute() -> NlqSuggestions:
        return NlqSuggestions(suggestions=suggestions(pane, focus, focus_type))

    return await cache.get_or_compute(NlqSuggestions, "nlq-suggest", pane, focus, focus_type, ttl_s=SUGGESTIONS_TTL_S, compute=compute)


@router.post(
    "/query",
    response_model=Answered,
    responses=BadRequest.openapi() | Forbidden.openapi() | Unavailable.openapi() | {200: {"content": {STREAM: {}}}},
)
@limited(lambda settings: settings.nlq_rate_limit)
async def query(
    question: Question, state: Platform, user: OptionalUser, accept: Annotated[str, Header(include_in_schema=False)] = ""
) -> Answered | Response:
    """Answer a question, as JSON, or as a stream of events where `Accept` names `text/event-stream`.

    Costs up to NLQ_MAX_ITERATIONS calls of the model and the tools that it uses; anonymous answers are kept.
    """
    asking = asking_of(state)
    user_id = user.id if user else None
    service.check(asking, question, user_id)
    if STREAM not in accept:
        return await service.answer(asking, question, user_id)
    return EventSourceResponse(_events(asking, question, user_id), headers=STREAM_HEADERS, ping=PING_S)


async def _events(asking: Asking, question: Question, user_id: str | None) -> AsyncIterator[ServerSentEvent]:
    async for event in service.stream(asking, question, user_id):
        yield ServerSentEvent(_json(event), event=event.name)


def _json(event: Event) -> str:
    if event.name == "actions":
        return _ACTIONS.dump_json({"actions": event.data}).decode()
    return event.data.model_dump_json() if isinstance(event.data, Answered) else _PLAIN.dump_json(event.data).decode()
