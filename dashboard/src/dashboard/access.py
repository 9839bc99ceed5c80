"""Who may look: the optional token, and the pages whose scripts may open the socket. Pure."""

from collections.abc import Collection
import hashlib
import hmac
from typing import Final
from urllib.parse import urlsplit


COOKIE: Final = "dashboard_session"
"""Carries the session of a browser, which cannot put a header on a socket."""
_PURPOSE: Final = b"dashboard session"


def session_of(token: str) -> str:
    """Value of the cookie for a token: does not tell the token, and is void as soon as the token changes."""
    return hmac.new(token.encode(), _PURPOSE, hashlib.sha256).hexdigest()


def is_token(given: str, token: str) -> bool:
    """Whether it is the token, told in the same time whatever is wrong with it."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode())


def may_look(token: str | None, authorization: str, cookie: str) -> bool:
    """Whether a request is let in: always without a token, else with it as bearer, or with the cookie made of it."""
    if token is None:
        return True
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == "bearer" and is_token(given.strip(), token):
        return True
    return is_token(cookie, session_of(token))


def is_own_origin(origin: str | None, host: str, allowed: Collection[str]) -> bool:
    """Whether a socket may be opened from a page: from this service's own, from one of `allowed`, or from no page at all.

    A browser names the page's origin, and no script can change that; the rules of cross-origin requests do not cover sockets.
    """
    if origin is None:
        return True
    if origin in allowed:
        return True
    page = urlsplit(origin)
    return page.scheme in ("http", "https") and bool(page.netloc) and page.netloc.lower() == host.lower()
