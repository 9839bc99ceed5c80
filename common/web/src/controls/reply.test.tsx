import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ApiError } from "../api/client";
import type { Query } from "../reply_state";
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
const fetching = { isFetching: true, fetchStatus: "fetching" } as const;

const show = (of: Query<string[]>) => (
  <Reply of={of} isEmpty={(data) => data.length === 0} empty="Widen the years" safe="Your graph is kept.">
    {(data) => (
      <ul>
        {data.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    )}
  </Reply>
);

describe("Reply", () => {
  it("shows the shape of what comes, then what came, and keeps it while it is fetched anew", () => {
    const { rerender } = render(show(query(fetching)));
    expect(screen.getByText("Loading")).toBeInTheDocument();
    rerender(show(query({ data: ["Amber"] })));
    expect(screen.queryByText("Loading")).toBeNull();
    rerender(show(query({ data: ["Amber"], ...fetching })));
    expect(screen.getByText("Amber").closest("[aria-busy]")).toHaveAttribute("aria-busy", "true");
    rerender(show(query({ data: ["Amber"], error: new ApiError(500, "no") })));
    expect(screen.getByText("Amber")).toBeInTheDocument();
    expect(screen.getByText(/last answer/)).toBeInTheDocument();
  });

  it("says why there is nothing", () => {
    render(show(query({ data: [] })));
    expect(screen.getByText("Widen the years")).toBeInTheDocument();
  });

  it("says what stayed safe, tries again when asked, and gives the request's id", async () => {
    const user = userEvent.setup();
    const of = query({ error: new ApiError(500, "boom", { requestId: "abc-1" }) });
    render(show(of));
    expect(screen.getByText(/Your graph is kept\./)).toBeInTheDocument();
    await user.click(screen.getByText("Details"));
    expect(await screen.findByText(/Request abc-1/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(of.refetch).toHaveBeenCalledOnce();
  });

  it("keeps the block while a failed query is tried again", () => {
    const { rerender } = render(show(query({ error: new ApiError(500, "boom") })));
    rerender(show(query({ ...fetching, errorUpdateCount: 1 })));
    expect(screen.getByText("This did not load")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Trying…" })).toHaveAttribute("aria-disabled", "true");
    rerender(show(query({ data: ["Amber"], errorUpdateCount: 1 })));
    expect(screen.getByText("Amber")).toBeInTheDocument();
  });

  it("forgets an error when another question is asked", () => {
    const { rerender } = render(show(query({ error: new ApiError(500, "boom") })));
    rerender(show(query({ ...fetching, errorUpdateCount: 0 })));
    expect(screen.queryByText("This did not load")).toBeNull();
  });

  it("offers no second try for what the reader has to change", () => {
    render(show(query({ error: new ApiError(422, "year: not a number") })));
    expect(screen.getByText(/year: not a number/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });

  it("shows what has no place in the catalogue in its own words", () => {
    render(
      <Reply of={query({ error: new ApiError(404, "No artist has the name Autchre") })} notFound="Did you mean Autechre?">
        {() => null}
      </Reply>,
    );
    expect(screen.getByText("Did you mean Autechre?")).toBeInTheDocument();
  });
});
