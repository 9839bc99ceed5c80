import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../api/client";
import type { Query } from "../reply_state";
import { Announcer } from "./announcer";
import { Reply } from "./reply";

const query = (part: Partial<Query<string[]>>): Query<string[]> => ({
  data: undefined,
  error: null,
  isFetching: false,
  fetchStatus: "idle",
  errorUpdateCount: part.error ? 1 : 0,
  refetch: vi.fn(),
  ...part,
});

const show = (of: Query<string[]>) => <Reply of={of}>{(data) => data.join()}</Reply>;

describe("Reply, in time", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  const pass = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1000));

  it("counts down after a limit, tries once by itself, and counts anew when that fails", () => {
    const refetch = vi.fn();
    const limited = (errorUpdateCount: number) =>
      query({ error: new ApiError(429, "30 searches a minute is the limit.", { retryAfterS: 12 }), errorUpdateCount, refetch });
    render(<Announcer />);
    const { rerender } = render(show(limited(1)));
    expect(screen.getByRole("timer")).toHaveTextContent("12 s");
    pass(5);
    expect(screen.getByRole("status")).toHaveTextContent("Too many requests. The next try runs by itself in 12 seconds");
    expect(screen.getByRole("timer")).toHaveTextContent("7 s");
    expect(refetch).not.toHaveBeenCalled();
    pass(8);
    expect(refetch).toHaveBeenCalledOnce();
    pass(30);
    expect(refetch).toHaveBeenCalledOnce();
    rerender(show(limited(2)));
    expect(screen.getByRole("timer")).toHaveTextContent("12 s");
    pass(13);
    expect(refetch).toHaveBeenCalledTimes(2);
  });

  it("waits for the network when there is none, and goes on when it is back", () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    const of = query({ error: new ApiError(0, "unreachable") });
    render(show(of));
    expect(screen.getByText("You are offline")).toBeInTheDocument();
    pass(60);
    expect(of.refetch).not.toHaveBeenCalled();
    act(() => void window.dispatchEvent(new Event("online")));
    expect(of.refetch).toHaveBeenCalledOnce();
  });

  it("tries a server that cannot be reached again by itself", () => {
    const of = query({ error: new ApiError(0, "unreachable") });
    render(show(of));
    expect(screen.getByText("The catalogue cannot be reached")).toBeInTheDocument();
    pass(4);
    expect(of.refetch).toHaveBeenCalledOnce();
  });
});
