"""The hand on the graph: what the canvas makes of mouse, fingers and wheel, on its own page."""

from collections.abc import AsyncIterator
from typing import Any, Final
from xml.etree import ElementTree

from playwright.async_api import Browser, Page
import pytest
import pytest_asyncio

from tests.explore.e2e.canvas_bench import at_rest, comes_to, heard, point, ready, show
from tests.support.browser import PHONE, Screen, opened


VIEW: Final = Screen(900, 760)
CLICK_WAIT_MS: Final = 200
HOSTILE: Final = ["<img src=x onerror=alert(1)>", "\u202egnorw", "\u0000\u0008", "👩\u200d👩\u200d👧" * 60, "A" * 500, "\ud800", "]]>&amp;<!--", ""]


@pytest_asyncio.fixture(loop_scope="session")
async def bench(browser: Browser, bench_site: str) -> AsyncIterator[Page]:
    async with opened(browser, bench_site, VIEW) as page:
        await show(await ready(page), "bench.artist()")
        yield page


async def test_a_click_selects_after_the_wait_and_a_double_click_only_opens(bench: Page) -> None:
    x, y = await point(bench, "artist:members0")

    await bench.mouse.click(x, y)
    await bench.wait_for_function("() => bench.events.some(({ name }) => name === 'select')", timeout=CLICK_WAIT_MS * 20)
    assert await heard(bench) == [("select", [["artist:members0"], "replace"])]

    await bench.mouse.dblclick(x, y)
    await bench.wait_for_timeout(2 * CLICK_WAIT_MS)  # nothing may come: there is nothing to wait for
    assert await heard(bench) == [("open", ["artist:members0"])]


async def test_shift_adds_to_the_selection_and_the_ground_clears_it(bench: Page) -> None:
    x, y = await point(bench, "artist:members0")

    await bench.keyboard.down("Control")
    await bench.mouse.click(x, y)
    await bench.keyboard.up("Control")
    await bench.wait_for_function("() => bench.events.some(({ name }) => name === 'select')")
    assert await heard(bench) == [("select", [["artist:members0"], "add"])]

    await bench.mouse.click(3, 3)
    await bench.wait_for_function("() => bench.events.some(({ name }) => name === 'select')")
    assert await heard(bench) == [("select", [[], "replace"])]


async def test_dragging_a_node_pins_it_where_it_is_dropped_and_keeps_the_rest(bench: Page) -> None:
    x, y = await point(bench, "artist:members0")
    other = await point(bench, "artist:0")

    await bench.mouse.move(x, y)
    await bench.mouse.down()
    await bench.mouse.move(x + 60, y - 35, steps=3)
    await bench.mouse.up()
    await at_rest(bench)

    assert await heard(bench) == [("pin", ["artist:members0"])]
    assert await point(bench, "artist:members0") == pytest.approx((x + 60, y - 35), abs=0.6)
    assert await point(bench, "artist:0") == pytest.approx(other, abs=0.01)


async def test_dragging_the_ground_pans_and_the_wheel_zooms_where_the_hand_is(bench: Page) -> None:
    x, y = await point(bench, "artist:0")

    await bench.mouse.move(5, 5)
    await bench.mouse.down()
    await bench.mouse.move(105, 55, steps=3)
    await bench.mouse.up()
    await comes_to(bench, "artist:0", x + 100, y + 50)

    before = await bench.evaluate("() => bench.picture().camera.k")
    await bench.mouse.move(x + 100, y + 50)
    await bench.mouse.wheel(0, -300)
    await bench.wait_for_function("(k) => bench.picture().camera.k > k", arg=before)
    await comes_to(bench, "artist:0", x + 100, y + 50)


async def test_a_box_selects_what_is_in_it_with_shift_or_while_boxing_is_on(bench: Page) -> None:
    async def box() -> None:
        await bench.mouse.move(2, 2)
        await bench.mouse.down()
        await bench.mouse.move(895, 750, steps=3)
        await bench.mouse.up()

    keys: list[str] = await bench.evaluate("() => [...bench.handle().positions().keys()]")
    await bench.keyboard.down("Shift")
    await box()
    await bench.keyboard.up("Shift")
    assert await heard(bench) == [("select", [keys, "replace"])]

    await bench.evaluate("() => bench.show(bench.artist(), { isBoxing: true })")
    await box()
    assert await heard(bench) == [("select", [keys, "replace"])]


async def test_the_other_button_opens_the_menu_at_the_hand(bench: Page) -> None:
    x, y = await point(bench, "category:artist:0:releases")

    await bench.mouse.click(x + 10, y, button="right")
    await bench.mouse.click(3, 3, button="right")

    (_, on_node), (_, on_ground) = await heard(bench)
    assert on_node[0] == "category:artist:0:releases"
    assert (on_node[1]["x"], on_node[1]["y"]) == pytest.approx((x + 10, y), abs=1)
    assert on_ground[0] is None


async def test_fingers_pan_pinch_and_press_long(browser: Browser, bench_site: str) -> None:
    async with opened(browser, bench_site, PHONE) as page:
        await show(await ready(page), "bench.artist()")
        before = await page.evaluate("() => bench.picture().camera.k")
        session = await page.context.new_cdp_session(page)

        async def touch(kind: str, *points: tuple[float, float]) -> None:
            await session.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]}
            )

        await touch("touchStart", (150, 400))
        await touch("touchStart", (150, 400), (250, 400))
        await touch("touchMove", (100, 400), (300, 400))
        await touch("touchEnd")
        await page.wait_for_function("(k) => Math.abs(bench.picture().camera.k / k - 1) < 0.01", arg=2 * before)

        await page.evaluate("() => bench.handle().fit()")
        await at_rest(page)
        await touch("touchStart", await point(page, "artist:0"))
        await page.wait_for_function("() => bench.events.some(({ name }) => name === 'menu')")
        await touch("touchEnd")
        assert [(name, args[0]) for name, args in await heard(page)] == [("menu", "artist:0")]


async def test_what_is_there_keeps_its_place_when_the_scene_grows_and_the_camera_stays(bench: Page) -> None:
    part = "(() => { const s = bench.artist(); return { ...s, nodes: s.nodes.slice(0, 30) }; })()"
    await show(bench, part)
    await bench.evaluate("() => bench.picture().view.panBy(40, 20)")
    before: dict[str, Any] = await bench.evaluate("() => ({ at: Object.fromEntries(bench.handle().positions()), camera: bench.picture().camera })")

    await bench.evaluate("() => bench.show(bench.artist())")
    await at_rest(bench)

    after: dict[str, Any] = await bench.evaluate("() => ({ at: Object.fromEntries(bench.handle().positions()), camera: bench.picture().camera })")
    assert after["camera"] == before["camera"]
    assert after["at"]["artist:0"] == before["at"]["artist:0"]
    moved = [max(abs(after["at"][key][axis] - at[axis]) for axis in "xy") for key, at in before["at"].items()]
    assert max(moved) < 25  # neighbours make room, no more


async def test_insets_are_kept_free_when_the_view_is_fitted(bench: Page) -> None:
    await show(bench, "bench.artist()", insets="{ top: 80, right: 140, bottom: 160, left: 200 }")

    points: list[dict[str, float]] = await bench.evaluate(
        "() => [...bench.handle().positions().keys()].map((key) => bench.handle().screenPoint(key))"
    )
    labels: list[dict[str, float]] = await bench.evaluate(
        "() => { const { labels, margin } = bench.picture().sheet;"
        " return labels.map(({ box }) => ({ left: box.left - margin, bottom: box.bottom - margin })); }"
    )

    assert min(at["x"] for at in points) > 200
    assert max(at["x"] for at in points) < 900 - 140
    assert min(box["left"] for box in labels) >= 200
    assert max(box["bottom"] for box in labels) <= 760 - 160


async def test_overlays_are_gone_around_when_the_view_is_fitted(bench: Page) -> None:
    overlays = "() => [{ left: 12, top: 520, right: 190, bottom: 748 }, { left: 740, top: 640, right: 888, bottom: 748 }]"
    await show(bench, "bench.artist()", insets="{ top: 0, right: 160, bottom: 240, left: 200 }")
    cautious = await bench.evaluate("() => bench.picture().camera.k")

    await show(bench, "bench.artist()", overlays=overlays)

    points: list[dict[str, float]] = await bench.evaluate(
        "() => [...bench.handle().positions().keys()].map((key) => bench.handle().screenPoint(key))"
    )
    assert await bench.evaluate("() => bench.picture().camera.k") > 1.1 * cautious
    assert not [at for at in points if (12 < at["x"] < 190 and 520 < at["y"] < 748) or (740 < at["x"] < 888 and 640 < at["y"] < 748)]


async def test_reveal_brings_a_node_into_view_and_fit_brings_all_back(bench: Page) -> None:
    await bench.evaluate("() => { bench.picture().view.panBy(4000, 0); bench.handle().reveal('label:labels2'); }")
    await at_rest(bench)
    x, y = await point(bench, "label:labels2")
    assert 0 < x < 900
    assert 0 < y < 760

    await bench.evaluate("() => bench.handle().fit()")
    await at_rest(bench)
    points: list[dict[str, float]] = await bench.evaluate(
        "() => [...bench.handle().positions().keys()].map((key) => bench.handle().screenPoint(key))"
    )
    assert all(0 < at["x"] < 900 and 0 < at["y"] < 760 for at in points)


async def test_colours_follow_the_theme_and_the_ground_stays_clear(bench: Page) -> None:
    pixel = "([x, y]) => [...document.querySelector('#root canvas').getContext('2d').getImageData(Math.round(x), Math.round(y), 1, 1).data]"
    x, y = await point(bench, "artist:0")
    dark = await bench.evaluate(pixel, [x, y])

    await bench.evaluate("() => document.documentElement.classList.replace('dark', 'light')")
    await bench.wait_for_function(f"(was) => ({pixel})([{x}, {y}]).join() !== was.join()", arg=dark)

    assert (await bench.evaluate(pixel, [2, 2]))[3] == 0
    assert (dark[3], (await bench.evaluate(pixel, [x, y]))[3]) == (255, 255)


async def test_exports_are_a_real_picture_and_a_sound_drawing_whatever_the_names(bench: Page) -> None:
    await bench.evaluate(
        """(names) => { const s = bench.artist(); const nodes = s.nodes.map((node, i) => ({ ...node, name: names[i % names.length] }));
        return bench.show({ ...s, nodes }); }""",
        HOSTILE,
    )
    await at_rest(bench)

    picture: dict[str, Any] = await bench.evaluate(
        """async () => { const image = await createImageBitmap(await bench.handle().toPng(2)); const canvas = new OffscreenCanvas(image.width, image.height);
        const ink = canvas.getContext('2d'); ink.drawImage(image, 0, 0); const seen = new Set(); const { data } = ink.getImageData(0, 0, image.width, image.height);
        for (let i = 0; i < data.length; i += 4 * 97) seen.add(data.slice(i, i + 4).join()); return { width: image.width, colours: seen.size,
        corner: [...data.slice(0, 4)] }; }"""
    )
    assert picture["width"] > 1000
    assert picture["colours"] > 50
    assert picture["corner"] == [0x0A, 0x10, 0x18, 255]

    drawing = ElementTree.fromstring(await bench.evaluate("() => bench.handle().toSvg()"))
    texts = ["".join(each.itertext()) for each in drawing.iter("{http://www.w3.org/2000/svg}title")]
    assert "<img src=x onerror=alert(1)>" in texts
    assert {each.tag.rpartition("}")[2] for each in drawing.iter()} <= {"svg", "rect", "g", "path", "circle", "text", "title"}


async def test_the_small_map_moves_the_view(bench: Page) -> None:
    small = bench.get_by_role("img", name="The whole graph in small")
    box = await small.bounding_box()
    assert box is not None
    await bench.evaluate("() => bench.picture().view.zoomAt(undefined, 3)")
    await bench.mouse.click(box["x"] + 20, box["y"] + 20)
    left = await bench.evaluate("() => bench.picture().camera.x")
    await bench.mouse.click(box["x"] + box["width"] - 20, box["y"] + 20)

    await bench.wait_for_function("(x) => bench.picture().camera.x > x", arg=left + 100)
