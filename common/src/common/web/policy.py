"""What browsers are told that a page may do. Pure."""

import secrets
from typing import Final


NONCE_MARK: Final = "__CSP_NONCE__"
"""Stands in the built page where each response has a nonce of its own."""

SECURITY_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "geolocation=(), microphone=(), camera=()",
}
"""On every answer that does not have them."""

NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Policy of what is no page: data that a browser opens by its address."""

_PAGE: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "img-src 'self' data: blob:",
    "style-src 'self' 'nonce-{nonce}'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)


def page_policy(nonce: str) -> str:
    """Policy of the page: nothing of another origin, no script in the page; style elements that carry the nonce (libraries add some)."""
    return "; ".join(_PAGE).format(nonce=nonce)


def new_nonce() -> str:
    """What nobody can guess, once for each response."""
    return secrets.token_urlsafe(18)
