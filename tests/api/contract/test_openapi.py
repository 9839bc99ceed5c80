"""The API document has no gaps: what a client is generated from says what really comes."""

from collections.abc import Iterator
import json
import re
from typing import Any

import pytest

from api.openapi import LIMIT_HEADERS, TAGS
from tests.support.platform import settings_without_stores


METHODS = ("get", "put", "post", "delete", "patch")
OUTSIDE = ("/health",)
"""Routes that have no limit and use no store."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    from api.app import create_app

    told: dict[str, Any] = json.loads(json.dumps(create_app(settings_without_stores()).openapi()))
    return told


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS
            yield f"{method.upper()} {path}", operation


def test_every_operation_has_a_name_of_its_own_a_known_tag_and_words(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in _operations(document)]

    assert sorted(names) == sorted(set(names))
    for where, operation in _operations(document):
        assert len(operation["tags"]) == 1 and operation["tags"][0] in TAGS, where
        assert len(operation.get("description", "")) > 20, f"{where} has no docstring that says what it answers"
        assert re.search(r"\b[Cc]osts?\b", operation["description"]), f"{where} does not say what it costs"
        assert operation["operationId"].isidentifier(), where


def test_every_answer_that_may_be_cut_says_what_to_ask_instead(document: dict[str, Any]) -> None:
    cut = {
        name: told["properties"]["truncated"] for name, told in document["components"]["schemas"].items() if "truncated" in told.get("properties", {})
    }

    assert len(cut) == 6
    for name, told in cut.items():
        assert " Ask " in told["description"], name


def test_every_success_has_a_schema(document: dict[str, Any]) -> None:
    for where, operation in _operations(document):
        successes = {status: told for status, told in operation["responses"].items() if status.startswith("2")}
        assert successes, where
        for told in successes.values():
            for kind, content in told["content"].items():
                assert content["schema"] not in ({}, None), f"{where} answers {kind} without a schema"


def test_every_refusal_has_the_one_error_shape(document: dict[str, Any]) -> None:
    for where, operation in _operations(document):
        refusals = {status: told for status, told in operation["responses"].items() if status[0] in "45"}
        for status, told in refusals.items():
            schema = told["content"]["application/json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/ErrorBody"}, f"{where} {status}"
            assert told["description"], f"{where} {status}"
        if where.split()[1] in OUTSIDE:
            continue
        wanted = {"503", "504"}
        wanted |= {"422"} if operation.get("parameters") or "requestBody" in operation else set()
        wanted |= {"401", "403"} if "security" in operation else set()
        wanted |= {"429"} if "x-rate-limit" in operation else set()
        assert wanted <= set(refusals), f"{where} does not document {wanted - set(refusals)}"


def test_limited_operations_document_their_headers(document: dict[str, Any]) -> None:
    limited = [(where, operation) for where, operation in _operations(document) if "x-rate-limit" in operation]

    assert limited
    for where, operation in limited:
        for status, told in operation["responses"].items():
            assert set(LIMIT_HEADERS) <= set(told["headers"]), f"{where} {status}"


def test_no_model_of_the_framework_is_left(document: dict[str, Any]) -> None:
    text = json.dumps(document)

    assert "HTTPValidationError" not in text
    assert set(document["components"]["securitySchemes"]) <= {"bearer", "internal"}


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from ([part["$ref"]] if isinstance(part.get("$ref"), str) else [])
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    for reference in references(document):
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            assert step in target, reference
            target = target[step]


def test_the_document_and_its_pages_are_public(document: dict[str, Any]) -> None:
    assert document["info"]["title"] == "Discogsography API"
    assert document["openapi"].startswith("3.1")
    assert {tag["name"] for tag in document["tags"]} == set(TAGS)
