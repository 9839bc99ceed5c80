import "@testing-library/jest-dom/vitest";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Alert, SystemMetrics } from "../api/schema.gen";
import { Header } from "../page/header";
import { PageSkeleton } from "../page/page_skeleton";
import { history, importType, metrics, pipeline, queue, service } from "../testing/figures";
import { AlertsCard } from "./alerts/alerts_card";
import { DeadLettersCard } from "./dead_letters/dead_letters_card";
import { ImportCard } from "./imports/import_card";
import { LogCard } from "./log/log_card";
import { PipelineCard } from "./pipeline/pipeline_card";
import { QueuesCard } from "./queues/queues_card";
import { StoreCards } from "./stores/store_cards";

const IMPORT: SystemMetrics["imports"][number] = {
  source: "discogs",
  version: "20260801",
  state: "reading",
  started_at: "2026-08-02T20:29:00Z",
  ended_at: null,
  types: {
    releases: importType({ rejected: 3 }),
    labels: importType({ state: "done", duration_seconds: 246 }),
    artists: importType({ state: "waiting" }),
  },
  bytes_read: 2 ** 30,
  bytes_total: 2 ** 31,
  progress: 0.7885,
  rate: 50,
  eta_seconds: 870,
  error: null,
};
const ALERT: Alert = {
  id: "a",
  kind: "dead_letters",
  severity: "critical",
  title: "3 dead letters",
  detail: "year out of range",
  error: null,
  since: "2026-08-02T21:00:00Z",
  action: "Look at them: `just dlq list`",
  subject: "queue",
  name: "q",
};
const FULL = pipeline({
  queues: [
    queue("graphinator", "releases", 31_402, { message_rate: 8655, ack_rate: 8412 }),
    queue("graphinator", "releases", 3, { dead_letters: true }),
    queue("tableinator", "releases", 64_802),
  ],
});
const PAST = history([
  {
    name: "q",
    pipeline: "discogs",
    consumer: "graphinator",
    type: "releases",
    messages: [5, 9],
    message_rate: [1, 2],
    ack_rate: [1, 1],
    dead_letters: [0, 0],
  },
]);

beforeEach(() => window.history.replaceState(null, "", "/"));

describe("the import", () => {
  test("has a row a type", () => {
    render(<ImportCard metrics={metrics({ imports: [IMPORT] })} />);
    expect(screen.getByTestId("import-progress")).toHaveTextContent("78.8 %");
    expect(screen.getByTestId("import-lead")).toHaveTextContent("14 min 30 s left");
    const row = screen.getByRole("row", { name: /^releases/ });
    expect(within(row).getByText("3 refused")).toBeVisible();
    expect(within(row).getByRole("img")).toHaveAccessibleName("releases: read 62.0%, in the graph 61.0%, in the tables 60.0%");
    expect(screen.getByText("waits")).toBeVisible();
  });

  test("falls back to bytes, and offers the other source", async () => {
    const other = { ...IMPORT, source: "musicbrainz", state: "complete", progress: 1 } as const;
    render(<ImportCard metrics={metrics({ imports: [{ ...IMPORT, progress: null }, other] })} />);
    expect(screen.getByTestId("import-progress")).toHaveTextContent("50.0 %");
    await userEvent.click(screen.getByRole("radio", { name: "MusicBrainz" }));
    expect(screen.getByTestId("import-lead")).toHaveTextContent("Import complete");
    expect(window.location.search).toBe("?import=musicbrainz");
  });

  test("says how to begin while there is none", () => {
    render(<ImportCard metrics={metrics()} />);
    expect(screen.getByText("./up")).toBeVisible();
    expect(screen.getByRole("button", { name: "Copy ./up --discogs" })).toBeVisible();
  });
});

describe("a pipeline", () => {
  test("shows what waits and how fast it goes", () => {
    render(<PipelineCard id="discogs" pipeline={FULL} history={PAST} ofDeadLetters={false} />);
    expect(document.getElementById("discogs-graphinator-releases-count")).toHaveTextContent("31,402");
    expect(document.getElementById("discogs-rate-text-graphinator-releases-publish")).toHaveTextContent("8.7k");
    expect(screen.getByRole("img", { name: /releases: graphinator 31,402, tableinator 64,802/ })).toBeVisible();
  });

  test("check 40: shows dead letters instead", () => {
    render(<PipelineCard id="discogs" pipeline={FULL} history={PAST} ofDeadLetters />);
    expect(document.getElementById("discogs-chart-legend-tableinator")).toHaveTextContent("tableinator DLQ");
    expect(document.getElementById("discogs-rate-text-graphinator-releases-ack")).toHaveTextContent("N/A");
  });

  test("says why a service is not well", () => {
    const ill = service({ status: "unhealthy", error: "HTTP 503", reasons: ["Neo4j does not answer"] });
    render(<PipelineCard id="discogs" pipeline={pipeline({ services: [ill] })} history={undefined} ofDeadLetters={false} />);
    expect(screen.getByText("Neo4j does not answer; HTTP 503")).toBeVisible();
    expect(screen.getAllByText("not known")).toHaveLength(1);
    expect(document.getElementById("discogs-tableinator-status-badge")).toHaveTextContent("Unknown");
  });
});

describe("queues over time", () => {
  const shown = metrics({ pipelines: { discogs: FULL } });

  test("are read at the moment of the slider", async () => {
    render(<QueuesCard metrics={shown} history={PAST} ofDeadLetters={false} threshold={60_000} />);
    const slider = screen.getByRole("slider");
    expect(slider).toHaveAttribute("aria-valuetext", "now: 96,204 waiting, in 8,655/s, out 8,412/s");
    expect(screen.getByText("64,802").className).toMatch(/deep/);
    await userEvent.click(screen.getByText("1 h"));
    expect(window.location.search).toBe("?minutes=60");
  });

  test("have a table with the same figures", async () => {
    render(<QueuesCard metrics={shown} history={PAST} ofDeadLetters={false} threshold={undefined} />);
    const details = screen.getByText("As a table").closest("details");
    if (details === null) throw new Error("no details");
    details.open = true;
    details.dispatchEvent(new Event("toggle"));
    expect(await screen.findByRole("row", { name: /graphinator, releases 31,402 31,402/ })).toBeInTheDocument();
  });

  test("of dead letters have no rates", () => {
    render(<QueuesCard metrics={shown} history={undefined} ofDeadLetters threshold={undefined} />);
    expect(screen.getByRole("heading", { name: "Dead-letter queues over time" })).toBeVisible();
    expect(screen.getAllByText("no rates")).toHaveLength(8);
    expect(screen.getByText("no history yet")).toBeVisible();
  });
});

test("stores say how full they are, or what is wrong", () => {
  const down = metrics({
    databases: [
      {
        name: "PostgreSQL",
        status: "healthy",
        connection_count: 17,
        size: "48.20 GB",
        error: null,
        size_bytes: 1,
        max_connections: 100,
        nodes: null,
        relationships: null,
      },
      {
        name: "Neo4j",
        status: "unhealthy",
        connection_count: 0,
        size: null,
        error: "refused",
        size_bytes: null,
        max_connections: null,
        nodes: null,
        relationships: null,
      },
    ],
  });
  const { rerender } = render(<StoreCards metrics={down} history={PAST} />);
  expect(screen.getByText("17 / 100")).toBeVisible();
  expect(screen.getByText("It does not answer.")).toBeVisible();
  expect(screen.getAllByText("Unavailable")).toHaveLength(1);
  const told: Alert = { ...ALERT, kind: "store_down", name: "Neo4j", detail: "It does not run" };
  rerender(<StoreCards metrics={{ ...down, alerts: [told] }} history={PAST} />);
  expect(screen.getByText("It does not run.")).toBeVisible();
});

test("alerts say what to do; thresholds are beside them", async () => {
  const threshold = {
    kind: "queue_depth",
    severity: "warning",
    title: "Deep queue",
    fires_at: 60_000,
    clears_at: 50_000,
    for_seconds: 10,
    unit: "messages",
    setting: "SOME_SETTING",
  } as const;
  const state = { ...threshold, kind: "store_down", title: "Store down", fires_at: null, for_seconds: 0, setting: null } as const;
  render(<AlertsCard alerts={[ALERT, { ...ALERT, id: "b", severity: "info" }]} thresholds={[threshold, state]} />);
  expect(screen.getAllByText("just dlq list")[0]?.tagName).toBe("CODE");
  expect(screen.getByRole("img", { name: "Critical" })).toBeVisible();
  const details = screen.getByText("Thresholds").closest("details");
  if (details === null) throw new Error("no details");
  details.open = true;
  details.dispatchEvent(new Event("toggle"));
  expect(await screen.findByRole("row", { name: /Deep queue 60,000 10s/ })).toBeInTheDocument();
  expect(screen.getByRole("row", { name: /Store down – at once/ })).toBeInTheDocument();
});

test("an alert keeps the error itself folded away", async () => {
  render(<AlertsCard alerts={[{ ...ALERT, error: "OperationalError: refused" }]} thresholds={[]} />);
  expect(screen.queryByText(/OperationalError/)).toBeNull();
  await userEvent.click(screen.getByText("The error, word for word"));
  expect(await screen.findByText("OperationalError: refused")).toBeInTheDocument();
});

test("dead letters say why", () => {
  const of = (reasons: SystemMetrics["dead_letters"][number]["reasons"]) =>
    ({ queue: `q${reasons.length}`, pipeline: "discogs", consumer: "graphinator", type: "releases", depth: 3, reasons }) as const;
  render(<DeadLettersCard letters={[of([{ reason: "no year", count: 2, last_id: "7", last_at: null }]), of([])]} now={0} />);
  expect(screen.getByText("6 messages")).toBeVisible();
  expect(screen.getByText(/no year/)).toHaveTextContent("no year · last record 7");
  expect(screen.getByText("No reason is known.")).toBeVisible();
});

test("the log leaves out what is only information when asked to", async () => {
  const events = [
    { id: 1, at: "2026-08-02T21:00:00Z", severity: "info", text: "begun" },
    { id: 2, at: "2026-08-02T21:00:01Z", severity: "warning", text: "deep" },
  ] as const;
  render(<LogCard events={events} live={{ link: { kind: "connected" }, notes: [] }} />);
  expect(document.querySelectorAll(".log-entry")).toHaveLength(2);
  await userEvent.click(screen.getByText("Warnings"));
  expect(document.querySelectorAll(".log-entry")).toHaveLength(1);
  expect(screen.getByText("[WARN]")).toBeVisible();
});

describe("the head", () => {
  const nothing = vi.fn();

  test.each([
    [{ kind: "connecting" }, "Connecting"],
    [{ kind: "locked" }, "Locked"],
    [{ kind: "disconnected", since: 0, tries: 1, retryAt: 0 }, "No answer"],
  ] as const)("without figures, %o", (link, word) => {
    render(<Header link={link} metrics={undefined} areDeadLettersShown={false} onDeadLetters={nothing} />);
    expect(document.getElementById("operational-status-text")).toHaveTextContent(word);
  });

  test("switches to dead letters", async () => {
    const onDeadLetters = vi.fn();
    render(
      <Header
        link={{ kind: "connected" }}
        metrics={metrics({ alerts: [ALERT] })}
        areDeadLettersShown={false}
        onDeadLetters={onDeadLetters}
      />,
    );
    await userEvent.click(screen.getByRole("button", { name: /Dead letters/ }));
    expect(onDeadLetters).toHaveBeenCalledWith(true);
    expect(document.getElementById("alert-count")).toHaveTextContent("1 critical");
  });

  test.each([
    [true, 1],
    [false, 0],
  ])("the skeleton says that figures are fetched while they are: %s", (isFetching, times) => {
    render(<PageSkeleton isFetching={isFetching} />);
    expect(screen.queryAllByText("Fetching the first figures …")).toHaveLength(times);
  });

  test("what is fetched after a loss takes the place of when the old figures came", () => {
    const lost = { kind: "disconnected", since: 0, tries: 1, retryAt: undefined } as const;
    const { rerender } = render(<Header link={lost} metrics={metrics()} areDeadLettersShown={false} onDeadLetters={nothing} />);
    expect(screen.getByTestId("fetching")).toHaveTextContent("fetching …");
    rerender(<Header link={{ ...lost, retryAt: 9 }} metrics={metrics()} areDeadLettersShown={false} onDeadLetters={nothing} />);
    expect(screen.queryByTestId("fetching")).toBeNull();
  });
});
