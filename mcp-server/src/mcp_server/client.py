"""The API, asked on behalf of an assistant: what fails comes back in words that a model can act on."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import httpx

from mcp_server.reading import WHOLE, Reading


READ_TIMEOUT_S: Final = 30.0
QUESTION_TIMEOUT_S: Final = 180.0
"""A question in plain language runs a model of its own."""
USER_AGENT: Final = "discogsography-mcp/0.1.0"

HINTS: Final[Mapping[int, str]] = {
    400: "Change the argument that the error names.",
    401: "This needs an app token of the user: set DISCOGSOGRAPHY_TOKEN, or send it as bearer.",
    403: "The token does not allow this.",
    404: "Nothing has this id or name. Find it with `search` first, and use the id that it returns.",
    413: "Ask for less at once.",
    422: "Change the argument that the error names.",
    429: "Too many calls. Wait for the seconds named, then go on.",
    503: "The service is away or still starting. Try again in a minute, or tell the user.",
    504: "This took too long. Ask for less: a smaller depth or limit, or entities that are closer.",
}


def segment(text: str) -> str:
    """A name as one path segment, fully percent-encoded."""
    return quote(text, safe="")


class ApiClient:
    """One client for the life of the server. Answers are dictionaries; failures are dictionaries with `error`."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def get(self, path: str, *, token: str | None = None, reading: Reading | None = WHOLE, **parameters: Any) -> dict[str, Any]:
        """JSON of a GET as `reading` wants it, without one as it came; parameters that are `None` or empty are left out."""
        wanted = {key: value for key, value in parameters.items() if value not in (None, "")}
        found = await self._ask("GET", path, token, READ_TIMEOUT_S, params=wanted)
        return found if "error" in found or reading is None else reading.of(found)

    async def post(self, path: str, body: Mapping[str, Any], *, token: str | None = None, timeout_s: float = READ_TIMEOUT_S) -> dict[str, Any]:
        """JSON of a POST, of bounded size."""
        found = await self._ask("POST", path, token, timeout_s, json=dict(body))
        return found if "error" in found else WHOLE.of(found)

    async def _ask(self, method: str, path: str, token: str | None, timeout_s: float, **options: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            answer = await self._http.request(method, path, headers=headers, timeout=timeout_s, **options)
        except httpx.TimeoutException:
            return {"error": f"The API did not answer within {timeout_s:.0f} s", "url": self._url(path), "hint": HINTS[504]}
        except httpx.HTTPError as error:
            return {"error": f"API request failed: {error or type(error).__name__}", "url": self._url(path), "hint": HINTS[503]}
        try:
            found = answer.json()
        except ValueError:
            found = None
        if answer.is_success and isinstance(found, dict):
            return found
        return self._failure(path, answer, found)

    def _failure(self, path: str, answer: httpx.Response, found: object) -> dict[str, Any]:
        text = found.get("error") if isinstance(found, dict) else None
        failure: dict[str, Any] = {
            "error": text if isinstance(text, str) and text else f"API returned HTTP {answer.status_code}",
            "status": answer.status_code,
            "url": self._url(path),
        }
        if hint := HINTS.get(answer.status_code):
            failure["hint"] = hint
        if (wait := answer.headers.get("Retry-After")) and answer.status_code == 429:
            failure["retry_after_s"] = wait
        return failure

    def _url(self, path: str) -> str:
        return f"{str(self._http.base_url).rstrip('/')}{path}"
