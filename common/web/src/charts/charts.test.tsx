import { fireEvent, render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState } from "react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { YearHistogram } from "./histogram";
import { LabelledBars } from "./labelled_bars";
import { Lines } from "./lines";
import type { YearRange } from "./scales";
import { Sparkline } from "./sparkline";
import { YearBars } from "./year_bars";

const points = [
  { year: 1991, count: 4 },
  { year: 1994, count: 12 },
  { year: 2000, count: 1 },
];

beforeAll(() => {
  Element.prototype.setPointerCapture ??= () => undefined;
});

const Filter = ({ onChange }: { readonly onChange: (range: YearRange, how: string) => void }) => {
  const [range, setRange] = useState<YearRange>({});
  return (
    <YearHistogram
      points={points}
      label="Year"
      from={range.from}
      to={range.to}
      onChange={(next, how) => {
        setRange(next);
        onChange(next, how);
      }}
    />
  );
};

it("says a sparkline in words", () => {
  render(<Sparkline points={points} label="Releases" />);
  expect(screen.getByRole("img", { name: "Releases: 1991–2000, most in 1994 (12)" })).toBeInTheDocument();
});

describe("YearBars", () => {
  it("is a picture with words when there is nothing to choose", () => {
    render(<YearBars points={points} label="Releases" />);
    expect(screen.getByRole("img", { name: /most in 1994/ })).toBeInTheDocument();
  });

  it("is a list of years to choose from by key and pointer", async () => {
    const user = userEvent.setup();
    const select = vi.fn();
    render(
      <YearBars
        points={points}
        label="Releases by year"
        selected={1994}
        onSelect={select}
        markers={[{ year: 1995, label: "Tri Repetae" }]}
      />,
    );
    const list = screen.getByRole("listbox", { name: "Releases by year" });
    expect(within(list).getAllByRole("option")).toHaveLength(10);
    expect(within(list).getByRole("option", { selected: true })).toHaveAccessibleName("1994: 12");
    await user.tab();
    await user.keyboard("{ArrowRight}");
    const active = document.getElementById(list.getAttribute("aria-activedescendant") ?? "");
    expect(active).toHaveAccessibleName("1995: 0 · Tri Repetae");
    await user.keyboard("{Enter}");
    expect(select).toHaveBeenLastCalledWith(1995);
    await user.keyboard("{End}{ArrowRight} ");
    expect(select).toHaveBeenLastCalledWith(2000);
    await user.click(within(list).getByRole("option", { name: "1991: 4" }));
    expect(select).toHaveBeenLastCalledWith(1991);
  });

  it("says so when no year is known", () => {
    render(<YearBars points={[]} label="Releases" />);
    expect(screen.getByText("No years are known.")).toBeInTheDocument();
  });
});

describe("YearHistogram", () => {
  it("has two handles that keys move, within each other", async () => {
    const user = userEvent.setup();
    const change = vi.fn();
    render(<Filter onChange={change} />);
    const from = screen.getByRole("slider", { name: "Year, from" });
    const to = screen.getByRole("slider", { name: "Year, to" });
    expect(from).toHaveAttribute("aria-valuetext", "1991, 17 in range");
    from.focus();
    await user.keyboard("{ArrowRight}");
    expect(change).toHaveBeenLastCalledWith({ from: 1992 }, "done");
    to.focus();
    await user.keyboard("{PageDown}");
    expect(change).toHaveBeenLastCalledWith({ from: 1992, to: 1992 }, "done");
    expect(to).toHaveAttribute("aria-valuemin", "1992");
    await user.keyboard("{End}");
    from.focus();
    await user.keyboard("{Home}");
    expect(change).toHaveBeenLastCalledWith({}, "done");
  });

  it("follows a drag and ends it, also to the left", () => {
    const change = vi.fn();
    render(<Filter onChange={change} />);
    const plot = screen.getByRole("slider", { name: "Year, from" }).parentElement as HTMLElement;
    plot.getBoundingClientRect = () => new DOMRect(0, 0, 100, 70);
    fireEvent.pointerDown(plot, { clientX: 55, button: 0 });
    fireEvent.pointerMove(plot, { clientX: 85 });
    expect(change).toHaveBeenLastCalledWith({ from: 1996, to: 1999 }, "dragging");
    fireEvent.pointerUp(plot);
    expect(change).toHaveBeenLastCalledWith({ from: 1996, to: 1999 }, "done");
    fireEvent.pointerDown(plot, { clientX: 55, button: 0 });
    fireEvent.pointerMove(plot, { clientX: 25 });
    fireEvent.pointerUp(plot);
    expect(change).toHaveBeenLastCalledWith({ from: 1993, to: 1996 }, "done");
    fireEvent.pointerDown(screen.getByRole("slider", { name: "Year, to" }), { clientX: 60, button: 0 });
    fireEvent.pointerMove(plot, { clientX: 5 });
    fireEvent.pointerUp(plot);
    expect(change).toHaveBeenLastCalledWith({ from: 1993, to: 1993 }, "done");
  });
});

it("lists names with their numbers, as links where they lead somewhere", () => {
  render(
    <LabelledBars
      label="Styles"
      rows={[
        { name: "IDM", count: 1203, note: "31.7%", href: "/?type=style&name=IDM" },
        { name: "<b>Ambient</b>", count: 0 },
      ]}
    />,
  );
  const [first, second] = within(screen.getByRole("list", { name: "Styles" })).getAllByRole("listitem");
  expect(first).toHaveTextContent("IDM1,203 31.7%");
  expect(screen.getByRole("link", { name: "IDM" })).toBeInTheDocument();
  expect(second).toHaveTextContent("<b>Ambient</b>0");
});

describe("Lines", () => {
  it("has the numbers as a table", async () => {
    const user = userEvent.setup();
    render(
      <Lines
        label="Releases by style"
        series={[
          { name: "Techno", points },
          { name: "IDM", points: [{ year: 1992, count: 3 }] },
        ]}
      />,
    );
    await user.click(screen.getByText("Table"));
    const table = await screen.findByRole("table", { name: "Releases by style" });
    expect(within(table).getAllByRole("row")).toHaveLength(11);
    expect(within(table).getByRole("row", { name: "1992 0 3" })).toBeInTheDocument();
  });

  it("says so when no year is known", () => {
    render(<Lines label="Releases" series={[{ name: "Techno", points: [] }]} />);
    expect(screen.getByText("No years are known.")).toBeInTheDocument();
  });
});
