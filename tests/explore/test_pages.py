"""The page and its files: what browsers are told of them, and what stands in when there is nothing to show."""

import gzip
from pathlib import Path
import re

import pytest

from tests.explore.serving import explore
from tests.support.pages import SCRIPT


NOBODY = "http://127.0.0.1:1"


def directives(policy: str) -> dict[str, list[str]]:
    """A content security policy, taken apart."""
    parts = [part.split() for part in policy.split(";")]
    return {part[0]: part[1:] for part in parts}


async def test_ui_02_the_page_and_its_files_are_what_they_say(static: Path) -> None:
    async with explore(NOBODY, static) as client:
        page = await client.get("/")
        script = await client.get("/assets/index-Ab3dEf9h.js")
        style = await client.get("/assets/style-Zz_9-aBc.css")

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert re.search("<title>[^<]*Explore", page.text)
    assert script.headers["content-type"].startswith("text/javascript")
    assert style.headers["content-type"].startswith("text/css")


async def test_ui_weak_06_the_page_allows_nothing_foreign_and_no_script_in_itself(static: Path) -> None:
    async with explore(NOBODY, static) as client:
        pages = [await client.get("/") for _ in range(2)]

    nonces = [re.search(r'property="csp-nonce" nonce="([^"]+)"', page.text) for page in pages]
    for page, nonce in zip(pages, nonces, strict=True):
        assert nonce is not None
        assert directives(page.headers["content-security-policy"]) == {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "worker-src": ["'self'"],
            "connect-src": ["'self'"],
            "font-src": ["'self'"],
            "manifest-src": ["'self'"],
            "img-src": ["'self'", "data:", "blob:"],
            "style-src": ["'self'", f"'nonce-{nonce[1]}'"],
            "base-uri": ["'none'"],
            "form-action": ["'self'"],
            "frame-ancestors": ["'none'"],
        }
        assert "__CSP_NONCE__" not in page.text
    assert len({nonce[1] for nonce in nonces if nonce}) == 2


@pytest.mark.parametrize("path", ["/", "/assets/index-Ab3dEf9h.js", "/brand/favicon.ico", "/nothing", "/health", "/api/x", "/api/internal/x"])
async def test_ui_weak_06_every_answer_carries_the_headers_that_protect_it(static: Path, path: str) -> None:
    async with explore(NOBODY, static) as client:
        headers = (await client.get(path)).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert directives(headers["content-security-policy"])["default-src"] == ["'none'"]
    assert "server" not in headers


async def test_ui_weak_07_hashed_files_hold_for_ever_and_are_packed_as_the_browser_takes_it(static: Path) -> None:
    async with explore(NOBODY, static) as client:
        answers = {
            accept: await client.send(client.build_request("GET", "/assets/index-Ab3dEf9h.js", headers={"Accept-Encoding": accept}), stream=True)
            for accept in ("gzip, deflate, br, zstd", "gzip", "identity")
        }
        bodies = {accept: b"".join([piece async for piece in got.aiter_raw()]) for accept, got in answers.items()}

    assert [got.headers.get("content-encoding") for got in answers.values()] == ["br", "gzip", None]
    assert list(bodies.values()) == [b"packed by brotli", gzip.compress(SCRIPT, mtime=0), SCRIPT]
    for got in answers.values():
        assert got.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert got.headers["vary"] == "Accept-Encoding"
    assert len({got.headers["etag"] for got in answers.values()}) == 3


async def test_ui_weak_07_a_file_that_did_not_change_is_not_sent_again(static: Path) -> None:
    async with explore(NOBODY, static) as client:
        first = await client.get("/brand/favicon.ico")
        again = await client.get("/brand/favicon.ico", headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
        changed = await client.get("/brand/favicon.ico", headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert changed.status_code == 200


async def test_the_page_itself_is_asked_for_each_time_and_carries_no_validator(static: Path) -> None:
    async with explore(NOBODY, static) as client:
        page = await client.get("/?pane=search", headers={"If-None-Match": "*"})

    assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
    assert "etag" not in page.headers
    assert "last-modified" not in page.headers


async def test_head_answers_without_a_body(static: Path) -> None:
    async with explore(NOBODY, static) as client:
        page, script = await client.head("/"), await client.head("/assets/index-Ab3dEf9h.js", headers={"Accept-Encoding": "identity"})

    assert (page.status_code, page.content) == (200, b"")
    assert (script.headers["content-length"], script.content) == ("2000", b"")


@pytest.mark.parametrize(
    "path", ["/nothing", "/assets/../index.html", "/assets/index-Ab3dEf9h.js.br", "/index.html", "/%2e%2e/%2e%2e/etc/passwd", "/api"]
)
async def test_an_unknown_path_says_so_kindly_to_people_and_shortly_to_programs(static: Path, path: str) -> None:
    async with explore(NOBODY, static) as client:
        request = client.build_request("GET", "/", headers={"Accept": "text/html,*/*"}, extensions={"target": path.encode()})
        page, short = await client.send(request), await client.get("/nothing", headers={"Accept": "*/*"})

    assert page.status_code == 404
    assert '<a href="/">' in page.text
    assert re.search(r"style-src 'self' 'nonce-([^']+)'", page.headers["content-security-policy"])[1] in page.text  # type: ignore[index]
    assert (short.status_code, short.text) == (404, "Not found\n")


async def test_share_links_of_older_versions_still_open(static: Path) -> None:
    async with explore(NOBODY, static) as client:
        got = await client.get("/snapshot/aB3-_%26x")

    assert (got.status_code, got.headers["location"]) == (308, "/?snapshot=aB3-_%26x")


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/metrics"])
async def test_ui_weak_08_nothing_but_the_page_is_public(static: Path, path: str) -> None:
    async with explore(NOBODY, static) as client:
        assert (await client.get(path)).status_code == 404


async def test_the_page_takes_no_other_methods(static: Path) -> None:
    async with explore(NOBODY, static) as client:
        assert (await client.post("/")).status_code == 405
        assert (await client.delete("/assets/index-Ab3dEf9h.js")).status_code == 405


async def test_without_a_build_the_page_says_which_command_makes_it(tmp_path: Path) -> None:
    async with explore(NOBODY, tmp_path) as client:
        page, health = await client.get("/"), (await client.get("/health")).json()

    assert page.status_code == 503
    assert "<code>just web-build</code>" in page.text
    assert (health["status"], health["ready"], health["page"]["status"]) == ("healthy", False, "missing")
