import { fireEvent, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { Layers } from "lucide-react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { IconButton } from "./button";
import { Chip } from "./chip";
import { Checkbox, NumberField, parseWhole, Select, TextField } from "./field";
import { Segmented } from "./segmented";
import { Tabs } from "./tabs";

const Choice = () => {
  const [value, setValue] = useState<"count" | "share">("count");
  return (
    <Segmented
      label="Scale"
      value={value}
      onChange={setValue}
      options={[
        { value: "count", title: "Count" },
        { value: "share", title: "Share" },
      ]}
    />
  );
};

const Both = ({ credits }: { readonly credits: () => string }) => {
  const [value, setValue] = useState("overview");
  return (
    <Tabs
      label="About Autechre"
      value={value}
      onChange={setValue}
      tabs={[
        { id: "overview", title: "Overview", content: () => "190 releases" },
        { id: "credits", title: "Credits", count: 1032, content: credits },
      ]}
    />
  );
};

const Year = ({ onChange }: { readonly onChange: (value: number | undefined) => void }) => {
  const [value, setValue] = useState<number | undefined>(1993);
  return (
    <NumberField
      label="From"
      value={value}
      min={1860}
      max={2027}
      onChange={(next) => {
        onChange(next);
        setValue(next);
      }}
    />
  );
};

it("chooses one of a few with the keys of radio buttons", async () => {
  const user = userEvent.setup();
  render(<Choice />);
  expect(screen.getByRole("radiogroup", { name: "Scale" })).toBeInTheDocument();
  await user.tab();
  expect(screen.getByRole("radio", { name: "Count" })).toHaveFocus();
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole("radio", { name: "Share" })).toBeChecked();
});

it("moves between tabs with arrows and makes only the chosen one's content", async () => {
  const user = userEvent.setup();
  const credits = vi.fn(() => "32 credits");
  render(<Both credits={credits} />);
  expect(credits).not.toHaveBeenCalled();
  await user.tab();
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole("tab", { name: "Credits1,032" })).toHaveAttribute("aria-selected", "true");
  expect(screen.getByRole("tabpanel")).toHaveTextContent("32 credits");
});

describe("Chip", () => {
  it("is a switch, a link, or a text that can be removed", async () => {
    const user = userEvent.setup();
    const toggle = vi.fn();
    const remove = vi.fn();
    render(
      <>
        <Chip isOn onToggle={toggle}>
          Artists
        </Chip>
        <Chip href="/?pane=genres">Genres</Chip>
        <Chip onRemove={remove}>IDM</Chip>
      </>,
    );
    expect(screen.getByRole("button", { name: "Artists" })).toHaveAttribute("aria-pressed", "true");
    await user.click(screen.getByRole("button", { name: "Artists" }));
    expect(screen.getByRole("link", { name: "Genres" })).toHaveAttribute("href", "/?pane=genres");
    await user.click(screen.getByRole("button", { name: "Remove IDM" }));
    expect([toggle.mock.calls.length, remove.mock.calls.length]).toEqual([1, 1]);
  });
});

describe("fields", () => {
  it("say what is wrong in words that belong to them", () => {
    render(<TextField label="Year" value="19986" onChange={() => undefined} error="Between 1860 and 2027" />);
    const field = screen.getByRole("textbox", { name: "Year" });
    expect(field).toBeInvalid();
    expect(field).toHaveAccessibleDescription("Between 1860 and 2027");
  });

  it("take whole numbers within limits while they are typed, and complain when left", async () => {
    const user = userEvent.setup();
    const change = vi.fn();
    render(<Year onChange={change} />);
    const field = screen.getByRole("textbox", { name: "From" });
    await user.clear(field);
    expect(change).toHaveBeenLastCalledWith(undefined);
    await user.type(field, "199");
    expect(change).toHaveBeenCalledTimes(1);
    await user.tab();
    expect(field).toHaveAccessibleDescription("Between 1860 and 2027");
    await user.type(field, "8");
    expect(change).toHaveBeenLastCalledWith(1998);
    expect(field).not.toBeInvalid();
  });

  it.each([
    ["", { value: undefined }],
    [" 1998 ", { value: 1998 }],
    ["19986", { error: "Between 1860 and 2027" }],
    ["1e3", { error: "A whole number" }],
    ["x", { error: "A whole number" }],
  ])("read %j", (text, expected) => {
    expect(parseWhole(text, 1860, 2027)).toEqual(expected);
  });

  it("choose and check", async () => {
    const user = userEvent.setup();
    const choose = vi.fn();
    const check = vi.fn();
    render(
      <>
        <Select
          label="Sort"
          value="relevance"
          onChange={choose}
          options={[
            { value: "relevance", title: "Relevance" },
            { value: "year", title: "Year" },
          ]}
        />
        <Checkbox checked={false} onChange={check} count={203}>
          IDM
        </Checkbox>
      </>,
    );
    await user.selectOptions(screen.getByRole("combobox", { name: "Sort" }), "Year");
    expect(choose).toHaveBeenCalledWith("year");
    await user.click(screen.getByRole("checkbox", { name: /IDM/ }));
    expect(check).toHaveBeenCalledWith(true);
  });
});

it("names an icon button, says whether it is on, and is no submit button", () => {
  const submit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  render(
    <form onSubmit={submit}>
      <IconButton label="Layers" icon={Layers} isOn={false} />
    </form>,
  );
  const button = screen.getByRole("button", { name: "Layers", pressed: false });
  fireEvent.click(button);
  expect(submit).not.toHaveBeenCalled();
});
