"""The page, its files, and the links of older versions to it."""

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from common.web.site import SiteNames


NAMES: Final = SiteNames("Discogsography Explore", "Explore the music")


def shared(request: Request) -> Response:
    """`/snapshot/<token>`: links of older versions."""
    return RedirectResponse(f"/?snapshot={quote(request.path_params['token'], safe='')}", 308)
