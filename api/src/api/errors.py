"""Errors that a client sees: one JSON shape, whatever failed.

    {"error": text, "detail": text or list, "code": slug, "request_id": id}

`error` and `detail` are the reference's two keys: the text is in both, so that clients of either find it. A 500 always means a bug.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar, Final

from api.models import ErrorBody


NOT_READY: Final = "Service not ready"


class ApiError(Exception):
    """An expected refusal. A subclass holds status and code; its docstring is the text in the API document."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, message: str, *, detail: Any = None, headers: Mapping[str, str] | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.detail = message if detail is None else detail
        self.headers = dict(headers or {})
        self.extra = extra

    def body(self, request_id: str | None) -> dict[str, Any]:
        """The JSON body."""
        return {"error": self.message, "detail": self.detail, "code": self.extra.get("code", self.code), "request_id": request_id} | {
            key: value for key, value in self.extra.items() if key != "code"
        }

    @classmethod
    def openapi(cls) -> dict[int | str, dict[str, Any]]:
        """For `responses=` of a route; join several by `|`."""
        return {cls.status: {"description": (cls.__doc__ or HTTPStatus(cls.status).phrase).strip(), "model": ErrorBody}}


class BadRequest(ApiError):
    """A parameter has a value that this route does not know."""


class Unauthenticated(ApiError):
    """No valid credential."""

    status = 401
    code = "unauthenticated"


class Forbidden(ApiError):
    """The credential does not open this route."""

    status = 403
    code = "forbidden"


class NotFound(ApiError):
    """No such entity."""

    status = 404
    code = "not_found"


class TooLarge(ApiError):
    """The body or the answer is too large."""

    status = 413
    code = "too_large"


class Unprocessable(ApiError):
    """The request is well-formed but cannot be answered."""

    status = 422
    code = "unprocessable"


class RateLimited(ApiError):
    """Too many requests; `Retry-After` says when to come back."""

    status = 429
    code = "rate_limited"


class Unavailable(ApiError):
    """A store or service that this route needs is away."""

    status = 503
    code = "unavailable"


class TimedOut(ApiError):
    """The question took longer than this route allows."""

    status = 504
    code = "timed_out"


def entity_not_found(entity_type: str, key: str) -> NotFound:
    """`Artist 'X' not found`: the type as it was given, capitalised."""
    return NotFound(f"{entity_type.capitalize()} '{key}' not found")
