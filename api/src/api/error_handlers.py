"""From exceptions to answers: one place that knows what a failure means to a client."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
import traceback
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from neo4j.exceptions import DriverError, Neo4jError
import psycopg
from redis.exceptions import RedisError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.errors import NOT_READY, ApiError, TimedOut, Unavailable
from api.requests import current_scope, request_id
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j_errors import classify_neo4j
from common.stores.postgres_errors import classify_postgres


TIMED_OUT: Final = "Query timed out — try again later"
_CODES: Final = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
"""Codes of what the framework refuses by itself."""

log = get_logger(__name__)


def install_error_handlers(app: FastAPI) -> None:
    """Give every expected exception its answer; the others reach `middleware.errors`."""
    app.add_exception_handler(ApiError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def answer_to(error: Exception) -> Response:
    """Answer to what no handler took: a store's failure, one of several failures in a group, or a bug."""
    causes = list(_leaves(error))
    known = [cause if isinstance(cause, ApiError) else as_api_error(cause) for cause in causes]
    # A bug beats all: it must not hide behind the refusal of a neighbour. Then what the client can act on.
    if None in known:
        log.error(Mark.FAILED, "Unhandled error in a request", route=_route(), error=causes[known.index(None)], traceback=_traceback(error))
        return _answer(500, "Internal Server Error", code="internal")
    return _refusal(min((each for each in known if each is not None), key=lambda each: each.status))


def as_api_error(error: BaseException) -> ApiError | None:
    """What a store's failure means to a client: 504 when it took too long, 503 when it is away, `None` when it is a bug."""
    if is_timeout(error):
        return TimedOut(TIMED_OUT)
    if isinstance(error, psycopg.Error):
        is_away = classify_postgres(error) == "transient"
    elif isinstance(error, Neo4jError | DriverError):
        is_away = classify_neo4j(error) == "transient"
    else:
        is_away = isinstance(error, RedisError | ConnectionError)
    return Unavailable(NOT_READY) if is_away else None


def is_timeout(error: BaseException) -> bool:
    """Whether a store ended a query because it took too long."""
    if isinstance(error, psycopg.errors.QueryCanceled):
        return True
    if isinstance(error, Neo4jError):
        return "TransactionTimedOut" in (error.code or "")
    return isinstance(error, TimeoutError)


@asynccontextmanager
async def timeout_text(text: str) -> AsyncIterator[None]:
    """Answer a store's timeout inside the block by 504 with this text."""
    try:
        yield
    except Exception as error:
        if is_timeout(error):
            raise TimedOut(text) from error
        raise


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return _refusal(error)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # Never the input itself: it may be a password.
    detail: list[dict[str, Any]] = [{key: problem[key] for key in ("type", "loc", "msg") if key in problem} for problem in error.errors()]
    text = "; ".join(f"{'.'.join(str(part) for part in problem['loc'][1:]) or problem['loc'][0]}: {problem['msg']}" for problem in detail)
    return _answer(422, text, detail=detail, code="invalid")


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400 and error.__cause__ is not None:
        # How FastAPI says that a body is no text or nested too deeply. Other bodies that are no JSON are 422, and so are these.
        text = "JSON decode error"
        return _answer(422, f"body: {text}", detail=[{"type": "json_invalid", "loc": ["body"], "msg": text}], code="invalid")
    code = _CODES.get(error.status_code, f"http_{error.status_code}")
    return _answer(error.status_code, str(error.detail), code=code, headers=error.headers)


def _refusal(error: ApiError) -> Response:
    return JSONResponse(error.body(request_id()), error.status, headers=error.headers)


def _answer(status: int, text: str, *, detail: Any = None, code: str, headers: Mapping[str, str] | None = None) -> Response:
    body = {"error": text, "detail": text if detail is None else detail, "code": code, "request_id": request_id()}
    return JSONResponse(body, status, headers=headers)


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _route() -> str:
    route = current_scope.get({}).get("route")
    return getattr(route, "path", "")


def _traceback(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))
