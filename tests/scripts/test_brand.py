"""The brand files have the names and sizes that pages, phones and other sites know."""

import json
from pathlib import Path
import struct

import pytest


BRAND = Path(__file__).parents[2] / "common" / "web" / "public" / "brand"
SIZES = {
    **{f"banner_{theme}.png": (1600, 400) for theme in ("dark", "light")},
    **{f"{name}_{theme}.png": (1024, 1024) for name in ("square", "icon") for theme in ("dark", "light")},
    "og_image.png": (1200, 630),
    "design_showcase.png": (1600, 900),
    "apple-touch-icon.png": (180, 180),
    **{f"favicon-{side}.png": (side, side) for side in (16, 32, 48, 64, 128, 192, 256, 512)},
}


def png_size(data: bytes) -> tuple[int, int]:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_picture_has_its_size(name: str, size: tuple[int, int]) -> None:
    assert png_size((BRAND / name).read_bytes()) == size


def test_icon_file_holds_its_three_sizes() -> None:
    data = (BRAND / "favicon.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", data)
    assert (kind, count) == (1, 3)
    entries = [struct.unpack_from("<BBBBHHII", data, 6 + 16 * index) for index in range(count)]
    for (width, height, *_, length, place), side in zip(entries, (16, 32, 48), strict=True):
        assert (width, height) == (side, side)
        assert png_size(data[place : place + length]) == (side, side)


def test_operations_weak_42_the_manifest_names_pictures_where_pages_serve_them() -> None:
    manifest = json.loads((BRAND / "site.webmanifest").read_text(encoding="utf-8"))
    assert (manifest["name"], manifest["short_name"], manifest["display"]) == ("Discogsography", "Discogsography", "standalone")
    assert manifest["theme_color"] == manifest["background_color"] == "#060a12"
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]
    for icon in manifest["icons"]:
        assert icon["src"].startswith("/brand/")
        assert (BRAND / Path(icon["src"]).name).is_file()


def test_all_together_stay_small() -> None:
    assert {file.name for file in BRAND.iterdir()} == {*SIZES, "favicon.ico", "site.webmanifest"}
    assert sum(file.stat().st_size for file in BRAND.iterdir()) < 450_000
