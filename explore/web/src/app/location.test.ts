import { beforeEach, describe, expect, test } from "vitest";
import { change, currentParams, followLinks, forgetPlaces, href, lastMove, navigate, paneHref, parseParams } from "./location";

beforeEach(() => {
  window.history.replaceState(null, "", "/");
  forgetPlaces();
});

describe("addresses", () => {
  test.each([
    [{}, "/"],
    [{ pane: "search", q: "" }, "/?pane=search"],
    [{ type: "artist", name: "AC/DC & “Friends”?#%" }, "/?type=artist&name=AC%2FDC+%26+%E2%80%9CFriends%E2%80%9D%3F%23%25"],
  ])("%j is written as %s", (params, text) => expect(href(params)).toBe(text));

  test("what is written is read again", () => {
    const params = { name: "a+b=c&d", type: "label", name2: "‮evil" };
    expect(parseParams(href(params).slice(1))).toEqual(params);
  });

  test("of a key that comes twice the first counts, and unknown keys stay", () =>
    expect(parseParams("?a=1&a=2&zz=3")).toEqual({ a: "1", zz: "3" }));
});

describe("moving", () => {
  test("a push can be undone, a replace cannot, and the same address adds nothing", () => {
    const before = window.history.length;
    navigate({ pane: "trends" });
    navigate({ pane: "trends" });
    expect(window.history.length).toBe(before + 1);
    change({ series: "artist:1" }, "replace");
    expect(window.history.length).toBe(before + 1);
    expect([currentParams(), lastMove()]).toEqual([{ pane: "trends", series: "artist:1" }, "replace"]);
  });

  test("each pane is found as it was left", () => {
    navigate({ type: "artist", name: "Autechre" });
    navigate({ pane: "search", q: "amber" });
    expect(paneHref("explore")).toBe("/?type=artist&name=Autechre");
    expect(paneHref("search")).toBe("/?pane=search&q=amber");
    expect(paneHref("genres")).toBe("/?pane=genres");
  });
});

describe("links", () => {
  const click = (markup: string, how: MouseEventInit = {}): boolean => {
    document.body.innerHTML = markup;
    const stop = followLinks(document);
    const event = new MouseEvent("click", { bubbles: true, cancelable: true, ...how });
    document.body.querySelector("a *, a")?.dispatchEvent(event);
    stop();
    return event.defaultPrevented;
  };

  test("a plain click on a link of the page changes the address", () => {
    expect(click('<a href="/?pane=search&q=amber"><b>Amber</b></a>')).toBe(true);
    expect(currentParams()).toEqual({ pane: "search", q: "amber" });
  });

  test("a link into the page moves the focus and leaves the address", () => {
    expect(click('<a href="#main">x</a><main id="main" tabindex="-1"></main>')).toBe(true);
    expect([document.activeElement?.id, window.location.hash]).toEqual(["main", ""]);
  });

  test("a link in a drawing is a link", () => {
    expect(click('<svg><a href="/?pane=genres"><rect /></a></svg>')).toBe(true);
    expect(currentParams()).toEqual({ pane: "genres" });
  });

  test.each([
    ["with Ctrl", '<a href="/?pane=search">x</a>', { ctrlKey: true }],
    ["with the middle button", '<a href="/?pane=search">x</a>', { button: 1 }],
    ["to another tab", '<a href="/?pane=search" target="_blank">x</a>', {}],
    ["to another site", '<a href="https://example.org/">x</a>', {}],
    ["to a file", '<a href="/api/export" download>x</a>', {}],
    ["to nowhere in the page", '<a href="#nowhere">x</a>', {}],
  ])("a click %s is the browser's", (_what, markup, how) => {
    document.addEventListener("click", (event) => event.preventDefault(), { once: true });
    click(markup, how);
    expect(currentParams()).toEqual({});
  });
});
