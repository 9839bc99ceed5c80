"""Draw the brand files: `generate_brand_assets.py [folder]` renders scripts/brand/*.svg by Chromium into common/web/public/brand.

With `--test` they go into a fresh temporary folder, to be looked at. `CHROMIUM` names another browser than the system's.

The drawings take their colours from the design tokens and their letters from the bundled fonts, so that they follow both. The results are in
the repository; run this again after a change of a drawing or a token.
"""

import argparse
import base64
from collections import Counter
from itertools import accumulate
import json
import os
from pathlib import Path
import re
import shutil
import struct
import tempfile
from typing import NamedTuple
import zlib

from playwright.sync_api import Browser, sync_playwright


ROOT = Path(__file__).parents[1]
DRAWINGS = ROOT / "scripts" / "brand"
TOKENS = ROOT / "common" / "web" / "src" / "tokens.css"
FONTS = {
    "Space Grotesk Variable": "space-grotesk/files/space-grotesk-latin-wght-normal.woff2",
    "Inter Variable": "inter/files/inter-latin-wght-normal.woff2",
    "JetBrains Mono Variable": "jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
}
SYMBOLS = ("record", "mark")
"""Drawings that others place by `<use href="#…">`."""
FAVICONS = (16, 32, 48, 64, 128, 192, 256, 512)
ICO_SIZES = (16, 32, 48)
SMALL = 128
"""Favicons up to this size draw the mark; the others have room for the record."""
READ_PIXELS = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const paper = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  paper.drawImage(picture, 0, 0);
  const bytes = new Uint8Array(paper.getImageData(0, 0, picture.width, picture.height).data.buffer);
  return bytes.toBase64 ? bytes.toBase64() : btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""
"""Decodes a screenshot in the browser that took it."""
FEW_COLOURS = 40
"""Enough for the record: its colours and the steps between them at edges."""
MANY_COLOURS = 144
"""Enough for the sheet of all colours in both themes."""
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Picture(NamedTuple):
    """One file: which drawing, in which theme, how large."""

    file: str
    drawing: str
    theme: str
    width: int
    height: int
    colours: int = FEW_COLOURS


def pictures() -> list[Picture]:
    """Every picture of the brand, under the names and sizes that pages and manifests know."""
    themed = [("banner", 1600, 400), ("square", 1024, 1024), ("icon", 1024, 1024)]
    return [
        *(Picture(f"{name}_{theme}.png", name, theme, width, height) for name, width, height in themed for theme in ("dark", "light")),
        Picture("og_image.png", "og_image", "dark", 1200, 630),
        Picture("design_showcase.png", "design_showcase", "dark", 1600, 900, MANY_COLOURS),
        Picture("apple-touch-icon.png", "touch_icon", "dark", 180, 180),
        *(Picture(f"favicon-{size}.png", "mark" if size <= SMALL else "record", "dark", size, size) for size in FAVICONS),
    ]


def drawing(name: str) -> str:
    """Source of a drawing, for use inside a page."""
    return (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8")


def symbol(name: str) -> str:
    """A drawing as something to place: its root element becomes a symbol."""
    return re.sub(r"<svg [^>]*(viewBox=\"[^\"]+\")[^>]*>", rf'<symbol id="{name}" \1>', drawing(name)).replace("</svg>", "</symbol>")


def style() -> str:
    """Tokens of both themes, also for parts of a picture, and the fonts in the page itself, since a page without an address may load no file."""
    tokens = TOKENS.read_text(encoding="utf-8").replace(":root.light", ":root.light, .light").replace(":root {", ":root, .dark {")
    faces = [
        f'@font-face {{ font-family: "{family}"; font-weight: 300 800; src: url(data:font/woff2;base64,'
        f"{base64.b64encode((ROOT / 'node_modules' / '@fontsource-variable' / file).read_bytes()).decode()}) }}"
        for family, file in FONTS.items()
    ]
    return "\n".join([tokens, *faces, "body { margin: 0; background: none } svg.picture { display: block }"])


def page_of(picture: Picture) -> str:
    """The page whose picture is taken."""
    svg = drawing(picture.drawing).replace("<svg ", f'<svg class="picture" width="{picture.width}" height="{picture.height}" ', 1)
    symbols = "".join(symbol(name) for name in SYMBOLS)
    return f'<!doctype html><html class="{picture.theme}"><style>{style()}</style><body><svg width="0" height="0" hidden>{symbols}</svg>{svg}</body></html>'


def render(browser: Browser, picture: Picture) -> bytes:
    """The picture as PNG; what is not drawn is transparent."""
    page = browser.new_page(viewport={"width": max(picture.width, SMALL), "height": max(picture.height, SMALL)})
    try:
        page.set_content(page_of(picture))
        page.evaluate("document.fonts.ready")
        shot = page.locator("svg.picture").screenshot(omit_background=True)
        pixels: str = page.evaluate(READ_PIXELS, base64.b64encode(shot).decode())
        return encode(base64.b64decode(pixels), picture)
    finally:
        page.close()


class Box(NamedTuple):
    """Colours that share a place in the palette, with how often each occurs."""

    colours: list[tuple[int, int, int, int]]
    counts: dict[tuple[int, int, int, int], int]

    def spread(self) -> tuple[int, int]:
        """How much its colours differ, over all pixels, and in which channel most."""
        widths = [max(each) - min(each) for each in zip(*self.colours, strict=True)]
        channel = max(range(4), key=widths.__getitem__)
        return widths[channel] ** 2 * sum(self.counts[each] for each in self.colours), channel

    def mean(self) -> tuple[int, ...]:
        """The colour that stands for all of them."""
        total = sum(self.counts[each] for each in self.colours)
        return tuple(round(sum(each[channel] * self.counts[each] for each in self.colours) / total) for channel in range(4))


def halves(box: Box, channel: int) -> tuple[Box, Box]:
    """A box cut where half of its pixels lie on each side."""
    ordered = sorted(box.colours, key=lambda each: each[channel])
    half = sum(box.counts[each] for each in ordered) / 2
    reached = next(index for index, passed in enumerate(accumulate(box.counts[each] for each in ordered), start=1) if passed >= half)
    cut = min(reached, len(ordered) - 1)
    return Box(ordered[:cut], box.counts), Box(ordered[cut:], box.counts)


def palette_of(counts: dict[tuple[int, int, int, int], int], most: int) -> list[Box]:
    """Groups of colours, `most` of them or fewer, cut where they differ most."""
    boxes = [(Box(list(counts), counts), (1, 0))]
    while len(boxes) < most:
        place = max(range(len(boxes)), key=lambda index: boxes[index][1][0] if len(boxes[index][0].colours) > 1 else -1)
        box, (_, channel) = boxes[place]
        if len(box.colours) < 2:
            break
        boxes[place : place + 1] = [(each, each.spread()) for each in halves(box, channel)]
    return [box for box, _ in boxes]


def encode(pixels: bytes, picture: Picture) -> bytes:
    """Pixels (red, green, blue, opacity) as a PNG with a palette: drawings have few colours, and a quarter of the bytes is enough for them."""
    colours = list(struct.iter_unpack("BBBB", pixels))
    boxes = palette_of(dict(Counter(colours)), picture.colours)
    place = {colour: index for index, box in enumerate(boxes) for colour in box.colours}
    means = [box.mean() for box in boxes]
    indices = bytes(map(place.__getitem__, colours))
    rows = b"".join(b"\0" + indices[row * picture.width : (row + 1) * picture.width] for row in range(picture.height))
    return (
        PNG_SIGNATURE
        + chunk(b"IHDR", struct.pack(">IIBBBBB", picture.width, picture.height, 8, 3, 0, 0, 0))
        + chunk(b"PLTE", bytes(part for mean in means for part in mean[:3]))
        + chunk(b"tRNS", bytes(mean[3] for mean in means))
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def ico(images: dict[int, bytes]) -> bytes:
    """An icon file of PNGs by their side in pixels."""
    place = 6 + 16 * len(images)
    entries = b""
    for side, png in images.items():
        entries += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(png), place)
        place += len(png)
    return struct.pack("<HHH", 0, 1, len(images)) + entries + b"".join(images.values())


def manifest() -> str:
    """What a phone shows of the page on its home screen."""
    icons = [{"src": f"/brand/favicon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)]
    colour = "#060a12"
    about = {"name": "Discogsography", "short_name": "Discogsography", "start_url": "/", "display": "standalone"}
    return json.dumps({**about, "theme_color": colour, "background_color": colour, "icons": icons}, indent=2) + "\n"


def main() -> None:
    """Write all files of the brand and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "common" / "web" / "public" / "brand")
    parser.add_argument("--test", action="store_true", help="into a fresh temporary folder")
    arguments = parser.parse_args()
    folder: Path = Path(tempfile.mkdtemp(prefix="brand-")) if arguments.test else arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"],
        )
        files = {picture.file: render(browser, picture) for picture in pictures()}
        browser.close()
    files["favicon.ico"] = ico({side: files[f"favicon-{side}.png"] for side in ICO_SIZES})
    files["site.webmanifest"] = manifest().encode()
    for name, content in files.items():
        (folder / name).write_bytes(content)
        print(f"  {name:24} {len(content):7,d} bytes")
    print(f"  {'together':24} {sum(map(len, files.values())):7,d} bytes, in {folder}")


if __name__ == "__main__":
    main()
