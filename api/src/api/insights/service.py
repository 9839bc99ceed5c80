"""Passes questions on to the insights service."""

from typing import Final
from urllib.parse import quote

import httpx
from starlette.responses import Response

from api.errors import Unavailable
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


TIMEOUT_S: Final = 30.0
JSON: Final = "application/json"
PLAIN: Final = "%&=+;,:/?@!$'()*~[]"

log = get_logger(__name__)


async def forward(http: httpx.AsyncClient, base_url: str, name: str, query: bytes) -> Response:
    """The insights service's own answer to `/api/insights/<name>?<query>`, status included.

    Raises:
        Unavailable: it does not answer, or not in JSON.
    """
    try:
        # Quoted as little as makes it ASCII: what the client wrote is what the service reads.
        url = httpx.URL(base_url).join(f"/api/insights/{name}").copy_with(query=quote(query, safe=PLAIN).encode() or None)
        answer = await http.get(url, timeout=TIMEOUT_S)
        answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        log.warning(Mark.NETWORK, "The insights service does not answer", name=name, error=error)
        raise Unavailable("Insights service unavailable") from error
    return Response(answer.content, answer.status_code, media_type=JSON)
