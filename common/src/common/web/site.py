"""A built page and its files over HTTP, and the notices that stand in when there is nothing to show."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final, Self

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.web.build import Asset, NotBuilt, PageBuild
from common.web.policy import NOTHING, new_nonce, page_policy


NO_CACHE: Final = "no-cache"
_NOTICE: Final = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>{title} · {site}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="dark light">
    <link rel="icon" href="/brand/favicon.ico">
    <style nonce="{nonce}">
      :root {{ color-scheme: dark light; font: 1.0625rem/1.6 system-ui, sans-serif; }}
      body {{ display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 1.5rem; box-sizing: border-box;
             background: light-dark(#f6f8fc, #060a12); color: light-dark(#101828, #e6ecf5); }}
      main {{ max-width: 34rem; }}
      h1 {{ font-size: 1.75rem; line-height: 1.2; margin: 0 0 .75rem; }}
      p {{ margin: 0 0 1rem; }}
      a {{ color: light-dark(#0b57d0, #8ab8ff); }}
      code {{ font: .95em ui-monospace, monospace; }}
    </style>
  </head>
  <body>
    <main>
      <h1>{title}</h1>
      {text}
    </main>
  </body>
</html>
"""

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SiteNames:
    """Words of the notices: the site's name, and the link that leads back to its page."""

    title: str
    way_back: str


class Site:
    """Answers for the page and its files. Without a build only a notice that says how to make one."""

    def __init__(self, build: PageBuild | NotBuilt, names: SiteNames) -> None:
        self._build = build
        self._names = names

    @classmethod
    def read(cls, folder: Path, names: SiteNames) -> Self:
        """The site of a folder; without a page in it the service still serves everything else, and says what is missing."""
        try:
            return cls(PageBuild.read(folder), names)
        except NotBuilt as error:
            log.error(Mark.FAILED, "There is no page to serve", error=error)
            return cls(error, names)

    @property
    def error(self) -> str | None:
        """Why there is no page."""
        return str(self._build) if isinstance(self._build, NotBuilt) else None

    def index(self, _request: Request) -> Response:
        """`/`: the page, with a nonce of its own. It carries no validator: a page kept by a browser would have the nonce of another response."""
        if isinstance(self._build, NotBuilt):
            return self._notice(503, "The page has not been built", f"<p>{_code(str(self._build))}.</p>")
        nonce = new_nonce()
        return _html(200, self._build.page(nonce), nonce)

    def file(self, request: Request) -> Response:
        """A file of the build, else 404. The route's parameter is `path`."""
        asset = None if isinstance(self._build, NotBuilt) else self._build.assets.get(request.path_params["path"])
        return self._not_found(request) if asset is None else _file(asset, request)

    def _not_found(self, request: Request) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse("Not found\n", 404, headers={"cache-control": NO_CACHE, "content-security-policy": NOTHING})
        way_back = f'<p><a href="/">{escape(self._names.way_back)}</a></p>'
        text = f"<p>There is nothing at this address. Perhaps the link is cut off, or older than the page.</p>{way_back}"
        return self._notice(404, "Nothing here", text)

    def _notice(self, status: int, title: str, text: str) -> Response:
        nonce = new_nonce()
        return _html(status, _NOTICE.format(title=escape(title), site=escape(self._names.title), text=text, nonce=nonce), nonce)


def _html(status: int, text: str, nonce: str) -> Response:
    headers = {"content-security-policy": page_policy(nonce), "cache-control": NO_CACHE}
    return Response(text, status, headers, "text/html; charset=utf-8")


def _code(text: str) -> str:
    """Text with words in backticks set as code."""
    parts = escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))


def _file(asset: Asset, request: Request) -> Response:
    encoding, body = asset.choose(request.headers.get("accept-encoding", ""))
    etag = asset.etag(encoding)
    headers = {"cache-control": asset.cache_control, "etag": etag, "vary": "Accept-Encoding", "content-security-policy": NOTHING}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(None, 304, headers)
    if encoding != "identity":
        headers["content-encoding"] = encoding
    return Response(body, 200, headers, asset.content_type)
