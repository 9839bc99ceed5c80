import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Announcer, announce } from "./announcer";
import { Toasts, toast } from "./toast";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  act(() => vi.advanceTimersByTime(60_000));
  vi.useRealTimers();
});
const pass = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1000));

it("says together what happens together, and the same again when it happens again", () => {
  render(<Announcer />);
  const region = screen.getByRole("status");
  act(() => {
    announce("30 releases loaded");
    announce("Releases opened");
    announce("Releases opened");
  });
  pass(0.2);
  expect(region).toHaveTextContent("30 releases loaded. Releases opened");
  const spoken = region.firstElementChild;
  act(() => announce("30 releases loaded. Releases opened"));
  pass(0.2);
  expect(region.firstElementChild).not.toBe(spoken);
});

it("takes a message away after a while, later when it can be undone, and not while it is read", () => {
  render(<Toasts />);
  act(() => {
    toast("Link copied");
    toast("12 nodes hidden", { undo: () => undefined });
  });
  pass(6);
  expect(screen.queryByText("Link copied")).toBeNull();
  const undo = screen.getByRole("button", { name: "Undo" });
  act(() => undo.focus());
  pass(60);
  expect(screen.getByText("12 nodes hidden")).toBeInTheDocument();
  act(() => undo.blur());
  pass(11);
  expect(screen.queryByText("12 nodes hidden")).toBeNull();
});

it("undoes once and goes", () => {
  const undo = vi.fn();
  render(<Toasts />);
  act(() => void toast("12 nodes hidden", { undo }));
  act(() => screen.getByRole("button", { name: "Undo" }).click());
  expect(undo).toHaveBeenCalledOnce();
  expect(screen.queryByText("12 nodes hidden")).toBeNull();
});

it("shows three messages at most, the newest", () => {
  render(<Toasts />);
  act(() => {
    for (const text of ["one", "two", "three", "four"]) toast(text);
  });
  expect(screen.queryByText("one")).toBeNull();
  expect(screen.getByText("four")).toBeInTheDocument();
});

it("is read politely, each message by itself", () => {
  render(<Toasts />);
  const region = screen.getByRole("region", { name: "Messages" });
  expect(region).toHaveAttribute("aria-live", "polite");
  expect(region).toHaveAttribute("aria-relevant", "additions");
});
