"""From exceptions to answers: one place that knows what a failure means to a client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from neo4j.exceptions import Neo4jError
import psycopg
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.errors import NOT_READY, ApiError, TimedOut, Unavailable
from api.requests import request_id
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j_errors import classify_neo4j
from common.stores.postgres_errors import classify_postgres


TIMED_OUT = "Query timed out — try again later"
log = get_logger(__name__)


def install_error_handlers(app: FastAPI) -> None:
    """Give every exception its answer."""
    app.add_exception_handler(ApiError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _failed)


def as_api_error(error: BaseException) -> ApiError | None:
    """What a store's failure means to a client: 504 when it took too long, 503 when it is away, `None` when it is a bug."""
    if is_timeout(error):
        return TimedOut(TIMED_OUT)
    if isinstance(error, psycopg.Error):
        return Unavailable(NOT_READY) if classify_postgres(error) == "transient" else None
    return Unavailable(NOT_READY) if classify_neo4j(error) == "transient" else None


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
    return JSONResponse(error.body(request_id()), error.status, headers=error.headers)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    detail: list[dict[str, Any]] = [{key: problem[key] for key in ("type", "loc", "msg") if key in problem} for problem in error.errors()]
    text = "; ".join(f"{'.'.join(str(part) for part in problem['loc'][1:]) or problem['loc'][0]}: {problem['msg']}" for problem in detail)
    return JSONResponse({"error": text, "detail": detail, "code": "invalid", "request_id": request_id()}, 422)


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    body = {"error": error.detail, "detail": error.detail, "code": f"http_{error.status_code}", "request_id": request_id()}
    return JSONResponse(body, error.status_code, headers=dict(error.headers or {}))


async def _failed(request: Request, error: Exception) -> Response:
    known = as_api_error(error)
    if known is not None:
        return await _refused(request, known)
    log.error(Mark.FAILED, "Unhandled error in a request", path=request.url.path, error=error)
    return JSONResponse({"error": "Internal Server Error", "detail": "Internal Server Error", "code": "internal", "request_id": request_id()}, 500)
