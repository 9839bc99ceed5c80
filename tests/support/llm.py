"""A language model's server for tests: speaks the chat protocol of OpenAI, and says what the test scripted."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
from typing import Any
import uuid

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
import uvicorn

from tests.support.services import free_port
from tests.support.waiting import eventually


type Turn = Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""A reply, or a function of the request's body that makes one: `say(...)`, `use(...)`, or `{"status": 500}`."""


def say(text: str) -> dict[str, Any]:
    """A reply in words."""
    return {"content": text}


def use(tool: str, **arguments: Any) -> dict[str, Any]:
    """A reply that calls a tool."""
    return {"calls": [(tool, arguments)]}


@dataclass(slots=True)
class ModelServer:
    """The running server. `turns` are its replies in order; the last one is repeated."""

    url: str
    turns: list[Turn]
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    hold: asyncio.Event | None = None
    """While set and unset inside, replies wait for it."""

    @property
    def tool_results(self) -> list[Any]:
        """What tools answered, of the last request."""
        return [json.loads(message["content"]) for message in self.asked[-1]["messages"] if message["role"] == "tool"]

    async def answer(self, request: Request) -> Response:
        """`POST /v1/chat/completions`."""
        body = await request.json()
        self.asked.append(body)
        self.keys.append(request.headers.get("authorization"))
        if self.hold is not None:
            await self.hold.wait()
        turn = self.turns[min(len(self.asked), len(self.turns)) - 1]
        reply = turn(body) if callable(turn) else turn
        if "status" in reply:
            return JSONResponse({"error": {"message": "scripted failure"}}, reply["status"])
        message: dict[str, Any] = {"role": "assistant", "content": reply.get("content")}
        calls = [
            {"id": f"call_{uuid.uuid4().hex[:8]}", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
            for name, arguments in reply.get("calls", ())
        ]
        if calls:
            message["tool_calls"] = calls
        choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}
        usage = {"prompt_tokens": 70, "completion_tokens": 30, "total_tokens": 100}
        return JSONResponse({"id": "chat-1", "object": "chat.completion", "created": 1, "model": body["model"], "choices": [choice], "usage": usage})


@asynccontextmanager
async def model_server(turns: Sequence[Turn]) -> AsyncIterator[ModelServer]:
    """A server on a free port."""
    port = free_port()
    made = ModelServer(f"http://127.0.0.1:{port}/v1", list(turns))
    app = Starlette(routes=[Route("/v1/chat/completions", made.answer, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    try:
        await eventually(lambda: server.started, timeout_s=30)
        yield made
    finally:
        if made.hold is not None:
            made.hold.set()
        server.should_exit = True
        await task
