"""The engine: the model, its tools, and the loop between them, with bounds on everything that a model chooses."""

from collections.abc import Awaitable, Callable
from typing import Final

from pydantic_ai import Agent, ModelSettings, capture_run_messages
from pydantic_ai.exceptions import UsageLimitExceeded
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models import Model
from pydantic_ai.usage import RunUsage, UsageLimits

from api.nlq import prompt
from api.nlq.models import Answered, Context
from api.nlq.sources import Sources
from api.nlq.tools import Run, own_tools, public_tools


MAX_TOKENS: Final = 1024
TOOL_RETRIES: Final = 3
SETTINGS: Final = ModelSettings(max_tokens=MAX_TOKENS)


class Engine:
    """Answers questions with one model.

    Args:
        model: The language model.
        max_iterations: Model calls a question; when they are used up one more, without tools, must answer.
    """

    def __init__(self, model: Model, *, max_iterations: int) -> None:
        self._model = model
        self._max_iterations = max_iterations
        self._agent = Agent(model, deps_type=Run, output_type=str, tools=public_tools(), retries=TOOL_RETRIES, model_settings=SETTINGS)
        self._closing = Agent(model, output_type=str, model_settings=SETTINGS)
        self._own = own_tools()

    @property
    def model_id(self) -> str:
        """What an answer depends on beside its question."""
        return f"{self._model.system}:{self._model.model_name}"

    async def answer(
        self,
        query: str,
        context: Context | None,
        sources: Sources,
        *,
        user_id: str | None,
        announce: Callable[[str], Awaitable[None]],
        spent: Callable[[int], Awaitable[None]],
    ) -> Answered:
        """The answer to a question. Raises what the model's client raises when the provider fails.

        Args:
            user_id: The signed-in user, whose collection the tools may then read.
            announce: Called with each tool's name before it runs.
            spent: Called with the tokens used, whatever happened.
        """
        run = Run(sources, user_id, announce)
        usage = RunUsage()
        try:
            text = await self._loop(run, prompt.user_message(query, context), usage)
        finally:
            await spent(usage.total_tokens)
        if not text.strip() and not run.tools_used:
            text = prompt.REDIRECT
        return Answered(
            query=query,
            summary=text,
            entities=list(run.entities.values()),
            tools_used=list(dict.fromkeys(run.tools_used)),
            actions=list(run.actions),
        )

    async def _loop(self, run: Run, message: str, usage: RunUsage) -> str:
        with capture_run_messages() as messages:
            try:
                result = await self._agent.run(
                    message,
                    deps=run,
                    instructions=prompt.instructions(signed_in=run.user_id is not None),
                    usage=usage,
                    usage_limits=UsageLimits(request_limit=self._max_iterations),
                    toolsets=[self._own] if run.user_id is not None else None,
                )
            except UsageLimitExceeded:
                return await self._close(list(messages), usage)
        return result.output

    async def _close(self, messages: list[ModelMessage], usage: RunUsage) -> str:
        """One call without tools, from what is known by then; the last text of the model should it say nothing."""
        result = await self._closing.run(prompt.FINISH, message_history=messages, usage=usage, usage_limits=UsageLimits(request_limit=None))
        return result.output or _last_text(messages)


def _last_text(messages: list[ModelMessage]) -> str:
    for message in reversed(messages):
        if isinstance(message, ModelResponse):
            text = " ".join(part.content for part in message.parts if isinstance(part, TextPart)).strip()
            if text:
                return text
    return ""
