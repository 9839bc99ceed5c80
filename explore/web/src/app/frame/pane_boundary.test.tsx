import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { PaneBoundary } from "./pane_boundary";

let fails = true;
const Pane = () => {
  if (fails) throw new Error("boom");
  return <h1>Fine</h1>;
};
const shown = (place: string) => (
  <PaneBoundary title="Trends" place={place}>
    <Pane />
  </PaneBoundary>
);

beforeEach(() => {
  fails = true;
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  return () => vi.restoreAllMocks();
});

test("a pane that fails says so under its name, and can be tried again", async () => {
  render(shown("a"));
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Trends");
  expect(screen.queryByText("Something went wrong in this pane")).not.toBeNull();
  fails = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Fine");
});

test("another address tries it anew", () => {
  const { rerender } = render(shown("a"));
  fails = false;
  rerender(shown("a"));
  expect(screen.queryByText("Fine")).toBeNull();
  rerender(shown("b"));
  expect(screen.queryByText("Fine")).not.toBeNull();
});
