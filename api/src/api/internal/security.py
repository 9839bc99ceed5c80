"""Who may call the internal routes: the platform's own services, by a shared secret, and not through any proxy."""

import hmac
from typing import Annotated, Final

from fastapi import Depends, Request

from api.dependencies import Configured
from api.errors import Forbidden, Unauthenticated, Unavailable
from common.domain.insights import SECRET_HEADER


FORWARDING_HEADERS: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""What a proxy adds. The platform's services talk to the API directly, so a request that has one of these came from outside."""


def require_internal_caller(request: Request, settings: Configured) -> None:
    """Refuse whoever does not have the secret.

    Raises:
        Unavailable: no secret is configured; the routes stay shut.
        Forbidden: the request came through a proxy.
        Unauthenticated: the secret is missing or wrong.
    """
    secret = settings.insights_internal_secret
    if secret is None or not secret.get_secret_value():
        raise Unavailable("Internal insights API is not configured")
    if any(name in request.headers for name in FORWARDING_HEADERS):
        raise Forbidden("Internal routes are not reached through a proxy")
    # Compared as bytes: a header may hold what is no ASCII, which compare_digest refuses in text.
    given = request.headers.get(SECRET_HEADER, "").encode()
    if not hmac.compare_digest(given, secret.get_secret_value().encode()):
        raise Unauthenticated("Invalid or missing internal API credentials")


InternalCaller = Annotated[None, Depends(require_internal_caller)]
