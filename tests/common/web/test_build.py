"""A built page as services read it."""

import gzip
from pathlib import Path

import pytest

from common.web.build import CHECKED, IMMUTABLE, NotBuilt, PageBuild, accepted_encodings
from tests.support.pages import SCRIPT, page_folder


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A small build of a page."""
    return page_folder(tmp_path / "static", "A page")


def test_a_build_has_every_file_under_its_name_and_no_other(static: Path) -> None:
    build = PageBuild.read(static)

    assert set(build.assets) == {
        "assets/index-Ab3dEf9h.js",
        "assets/style-Zz_9-aBc.css",
        "assets/inter-x2x2x2x2.woff2",
        "brand/favicon.ico",
        "brand/site.webmanifest",
    }


@pytest.mark.parametrize(
    ("name", "content_type", "cache_control"),
    [
        ("assets/index-Ab3dEf9h.js", "text/javascript; charset=utf-8", IMMUTABLE),
        ("assets/style-Zz_9-aBc.css", "text/css; charset=utf-8", IMMUTABLE),
        ("assets/inter-x2x2x2x2.woff2", "font/woff2", IMMUTABLE),
        ("brand/site.webmanifest", "application/manifest+json", CHECKED),
    ],
)
def test_files_say_what_they_are_and_how_long_they_hold(static: Path, name: str, content_type: str, cache_control: str) -> None:
    asset = PageBuild.read(static).assets[name]

    assert (asset.content_type, asset.cache_control) == (content_type, cache_control)


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("", set()),
        ("identity", set()),
        ("gzip", {"gzip"}),
        ("gzip, deflate, br, zstd", {"gzip", "br"}),
        ("GZIP;q=0.5, BR;q=1.0", {"gzip", "br"}),
        ("br;q=0, gzip", {"gzip"}),
        ("br; q=0.000, *", {"gzip"}),
        ("*", {"gzip", "br"}),
        ("*;q=0", set()),
        ("gzip;q=0.001", {"gzip"}),
    ],
)
def test_accept_encoding_is_read_with_its_weights(header: str, accepted: set[str]) -> None:
    assert accepted_encodings(header) == accepted


def test_the_better_packing_that_is_there_and_accepted_is_chosen(static: Path) -> None:
    assets = PageBuild.read(static).assets
    script, style = assets["assets/index-Ab3dEf9h.js"], assets["assets/style-Zz_9-aBc.css"]

    assert script.choose("gzip, br") == ("br", b"packed by brotli")
    assert script.choose("gzip") == ("gzip", gzip.compress(SCRIPT, mtime=0))
    assert script.choose("")[0] == "identity"
    assert style.choose("gzip, br") == ("identity", b"body{}")
    assert len({script.etag(encoding) for encoding in ("br", "gzip", "identity")}) == 3


def test_a_missing_build_says_which_command_makes_it(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match=r"index\.html.*just web-build"):
        PageBuild.read(tmp_path)
