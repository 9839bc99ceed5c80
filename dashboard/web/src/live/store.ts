import { useSyncExternalStore } from "react";
import { client, isLocked } from "../api/client";
import type { SystemMetrics } from "../api/schema.gen";
import { Connection } from "./connection";
import { after, type Happening, type Live, START } from "./state";

let live: Live = START;
const listeners = new Set<() => void>();

const tell = (happening: Happening): void => {
  live = after(live, happening, Date.now());
  for (const listener of listeners) listener();
};

const fetchFigures = async (): Promise<SystemMetrics> => {
  const { data } = await client.GET("/api/metrics");
  if (data === undefined) throw new Error("The service answered without figures");
  return data;
};

const socketAddress = (): string => `${window.location.protocol === "https:" ? "wss" : "ws"}://${window.location.host}/ws`;

const connection = new Connection({ fetchFigures, isLocked, openSocket: () => new WebSocket(socketAddress()), tell });

/** Connects, and goes on until the returned function is called. */
export const stayConnected = (): (() => void) => {
  const hurry = () => {
    if (document.visibilityState === "visible") connection.hurry();
  };
  connection.start();
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  return () => {
    window.removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
    connection.stop();
  };
};

/** Tries at once: the reader asked for it, or has given the token. */
export const tryNow = (): void => connection.start();

/** Asks for the token: a request was refused. */
export const lock = (): void => {
  connection.stop();
  tell({ kind: "locked" });
};

export const useLive = (): Live =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => live,
  );
