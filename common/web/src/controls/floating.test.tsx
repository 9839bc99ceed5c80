import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState } from "react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ContextMenu, Menu, type MenuEntry } from "./menu";
import { Sheet } from "./sheet";
import { placeTip, Tips } from "./tips";

beforeAll(() => {
  // jsdom draws nothing, so it has neither of these.
  Element.prototype.scrollIntoView ??= () => undefined;
  Element.prototype.hasPointerCapture ??= () => false;
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});

const open = vi.fn();
const expand = vi.fn();
const items: readonly MenuEntry[] = [
  { heading: "Autechre" },
  { title: "Open", keys: "Enter", onSelect: open },
  { title: "Expand", unavailable: "Nothing more to load", onSelect: expand },
  "separator",
  { title: "Pinned", isOn: true, onSelect: () => undefined },
];

const WithDialog = () => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Clear</Button>
      <Dialog title="Clear the graph?" isOpen={isOpen} onClose={() => setOpen(false)} actions={<Button>Keep</Button>} />
    </>
  );
};

const AtPoint = () => {
  const [at, setAt] = useState<{ x: number; y: number }>();
  return (
    <>
      <Button
        onContextMenu={(event) => {
          event.preventDefault();
          setAt({ x: event.clientX, y: event.clientY });
        }}
      >
        Node
      </Button>
      <ContextMenu label="Actions for Autechre" at={at} items={items} onClose={() => setAt(undefined)} />
    </>
  );
};

const WithSheet = () => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Details</Button>
      <Sheet label="Autechre" title="Autechre" isOpen={isOpen} onClose={() => setOpen(false)}>
        <a href="/?x=1">Warp Records</a>
      </Sheet>
    </>
  );
};

describe("Dialog", () => {
  it("takes the focus, keeps it, and gives it back", async () => {
    const user = userEvent.setup();
    render(<WithDialog />);
    const opener = screen.getByRole("button", { name: "Clear" });
    await user.click(opener);
    const dialog = screen.getByRole("dialog", { name: "Clear the graph?" });
    expect(dialog).toContainElement(document.activeElement as HTMLElement);
    for (let step = 0; step < 4; step++) {
      await user.tab();
      expect(dialog).toContainElement(document.activeElement as HTMLElement);
    }
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() => expect(opener).toHaveFocus());
  });
});

describe("menus", () => {
  it("open with the keyboard, say why an item cannot be chosen, and give the focus back", async () => {
    const user = userEvent.setup();
    render(<Menu label="More" trigger={<Button>More</Button>} items={items} />);
    await user.tab();
    await user.keyboard("{Enter}");
    expect(screen.getByRole("menu", { name: "More" })).toBeInTheDocument();
    expect(screen.getByRole("menuitemcheckbox", { name: /Pinned/ })).toBeChecked();
    const unavailable = screen.getByRole("menuitem", { name: /Expand/ });
    expect(unavailable).toHaveAttribute("aria-disabled", "true");
    expect(unavailable).toHaveTextContent("Nothing more to load");
    await user.click(unavailable);
    expect(expand).not.toHaveBeenCalled();
    await user.click(screen.getByRole("menuitem", { name: /Open/ }));
    expect(open).toHaveBeenCalledOnce();
    await waitFor(() => expect(screen.getByRole("button", { name: "More" })).toHaveFocus());
  });

  it("open at a point and give the focus back to what had it", async () => {
    const user = userEvent.setup();
    render(<AtPoint />);
    const node = screen.getByRole("button", { name: "Node" });
    act(() => node.focus());
    fireEvent.contextMenu(node, { clientX: 40, clientY: 60 });
    expect(await screen.findByRole("menu", { name: "Actions for Autechre" })).toBeInTheDocument();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    await waitFor(() => expect(node).toHaveFocus());
  });

  it("open at another point from another, and give the focus back to what had it before both", async () => {
    const user = userEvent.setup();
    render(<AtPoint />);
    const node = screen.getByRole("button", { name: "Node" });
    act(() => node.focus());
    const anchor = (): string => document.querySelector("span[aria-hidden][tabindex='-1']")?.getAttribute("style") ?? "";
    fireEvent.contextMenu(node, { clientX: 40, clientY: 60 });
    expect(anchor()).toBe("left: 40px; top: 60px;");
    fireEvent.contextMenu(node, { clientX: 300, clientY: 200 });
    expect(anchor()).toBe("left: 300px; top: 200px;");
    expect(await screen.findAllByRole("menu")).toHaveLength(1);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(node).toHaveFocus());
  });
});

describe("Sheet", () => {
  it("moves between its rests with the keys of its handle, keeps the focus when full, and steps down with Escape", async () => {
    const user = userEvent.setup();
    render(<WithSheet />);
    const opener = screen.getByRole("button", { name: "Details" });
    await user.click(opener);
    const sheet = screen.getByRole("region", { name: "Autechre" });
    const handle = screen.getByRole("slider", { name: "Height of Autechre" });
    expect(handle).toHaveAttribute("aria-valuetext", "Half open");
    act(() => handle.focus());
    await user.keyboard("{ArrowUp}");
    expect(handle).toHaveAttribute("aria-valuetext", "Fully open");
    await user.tab({ shift: true });
    expect(screen.getByRole("link", { name: "Warp Records" })).toHaveFocus();
    await user.tab();
    expect(handle).toHaveFocus();
    await user.keyboard("{Home}");
    expect(sheet).toHaveAttribute("data-rest", "title");
    expect(screen.queryByRole("link")).toBeNull();
    await user.keyboard("{End}{Escape}{Escape}");
    expect(sheet).toHaveAttribute("data-rest", "title");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("region")).toBeNull();
    expect(opener).toHaveFocus();
  });
});

describe("tips", () => {
  it.each([
    ["under its owner", { left: 100, top: 100, bottom: 134, width: 34 }, { left: 87, top: 142 }],
    ["above it at the foot of the page", { left: 100, top: 560, bottom: 594, width: 34 }, { left: 87, top: 522 }],
    ["inside the page", { left: 0, top: 0, bottom: 34, width: 34 }, { left: 8, top: 42 }],
    ["inside the page on the right", { left: 790, top: 0, bottom: 34, width: 10 }, { left: 732, top: 42 }],
  ])("are %s", (_where, owner, place) => {
    expect(placeTip(owner, { width: 60, height: 30 }, { width: 800, height: 600 })).toEqual(place);
  });

  it("show for a pointer that rests, and go with Escape", () => {
    vi.useFakeTimers();
    render(
      <>
        <button type="button" data-tip="Fit" data-tip-keys="f" aria-label="Fit" />
        <Tips />
      </>,
    );
    fireEvent.pointerOver(screen.getByRole("button"), { pointerType: "mouse" });
    expect(screen.queryByText("Fit")).toBeNull();
    act(() => void vi.advanceTimersByTime(500));
    expect(screen.getByText("Fit")).toHaveAttribute("aria-hidden", "true");
    fireEvent.keyDown(document.body, { key: "Escape" });
    expect(screen.queryByText("Fit")).toBeNull();
    vi.useRealTimers();
  });
});
