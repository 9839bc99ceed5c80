"""The request being answered, for code that runs below its handler's signature."""

from contextvars import ContextVar
from typing import Final

from starlette.types import Scope


current_scope: Final[ContextVar[Scope]] = ContextVar("current_scope")
"""ASGI scope of the request; set by the outermost middleware."""


def request_id() -> str | None:
    """Id of the request being answered; `None` outside of one."""
    scope = current_scope.get(None)
    return None if scope is None else scope.get("request_id")
