"""Work that outlives the request it came from, and ends with the process."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Final, Self

from common.runtime.logging import get_logger
from common.runtime.marks import Mark


GRACE_S: Final = 2.0

log = get_logger(__name__)


class Background:
    """Tasks that nobody waits for. A failure is logged; at the end what has not ended in time is cancelled."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        """Run `work` by itself."""
        task = asyncio.create_task(self._run(name, work), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Exception as error:  # there is nobody else to tell
            log.warning(Mark.WARNING, "Background work failed", work=name, error=error)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None) -> None:
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=GRACE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
