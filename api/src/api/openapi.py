"""The API document: what FastAPI derives from the routes, and what holds for all of them."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.errors import ApiError, Forbidden, TimedOut, Unauthenticated, Unavailable
from api.models import ErrorBody


TAGS: Final = {
    "search": "Find entities by what somebody types: ranked search with facets, and autocomplete.",
    "explore": "Walk the graph: a centre and its categories, their children, trends, cross links.",
    "genres": "Genres, their styles, and how many releases they share.",
    "entities": "Artists, releases, masters and labels in full.",
    "paths": "Shortest paths between two entities.",
    "network": "Who worked with whom.",
    "credits": "People behind releases, by role.",
    "labels": "What a label releases: its DNA, and labels like it.",
    "recommend": "Similar artists, and recommendations from a collection.",
    "compare": "Artists or labels side by side.",
    "influence": "Chains of influence, each link explained.",
    "rarity": "How rare releases are, and why.",
    "musicbrainz": "What MusicBrainz adds to artists.",
    "insights": "Figures about the whole catalogue, computed after each import.",
    "questions": "Questions in plain language.",
    "collection": "What the signed-in user owns and wants.",
    "taste": "What a collection says about its owner.",
    "snapshots": "Views of the graph that are shared by a link.",
    "internal": "Computations for the platform's own services; not reachable through a proxy.",
    "platform": "The service itself.",
}
LIMIT_HEADERS: Final = {
    "X-RateLimit-Limit": ("integer", "Requests that the window allows."),
    "X-RateLimit-Remaining": ("integer", "Requests left in it."),
    "X-RateLimit-Reset": ("number", "When it ends, in seconds since 1970."),
    "Retry-After": ("integer", "Seconds until it ends."),
}
_ERROR: Final = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})


def operation_id(route: APIRoute) -> str:
    """Stable name of an operation: domain and handler."""
    return f"{route.tags[0] if route.tags else 'api'}_{route.name}"


def install_openapi(app: FastAPI) -> None:
    """Replace the document that FastAPI would make."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(
                get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes, tags=_tags())
            )
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # the documented way to extend it


def _tags() -> list[dict[str, str]]:
    return [{"name": name, "description": text} for name, text in TAGS.items()]


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for replaced in ("HTTPValidationError", "ValidationError"):
        schemas.pop(replaced, None)
    schemas["ErrorBody"] = ErrorBody.model_json_schema(ref_template="#/components/schemas/{model}")
    for path, operation in _operations(document):
        if path.startswith("/api/"):
            _complete(operation)
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in _METHODS:
                yield path, operation


def _complete(operation: dict[str, Any]) -> None:
    responses: dict[str, Any] = operation["responses"]
    if responses.get("422", {}).get("description") == "Validation Error":  # the framework's own: the route declares none
        responses["422"]["description"] = "A parameter is missing or invalid, or the request cannot be answered."
    errors: list[type[ApiError]] = [Unavailable, TimedOut]
    if "security" in operation:
        errors += [Unauthenticated, Forbidden]
    for error in errors:
        responses.setdefault(str(error.status), {"description": (error.__doc__ or "").strip()})
    for status, response in responses.items():
        if status.startswith(("4", "5")):
            response["content"] = _ERROR
        for kind, content in response.get("content", {}).items():
            if kind != "application/json":
                content.setdefault("schema", {"type": "string"})  # streams and pictures
    if "x-rate-limit" in operation:
        for response in responses.values():
            headers = response.setdefault("headers", {})
            headers |= {name: {"description": text, "schema": {"type": kind}} for name, (kind, text) in LIMIT_HEADERS.items()}
