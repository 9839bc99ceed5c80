/** Explore listens three ports above the dashboard, with every offset of a stack; behind a proxy that has no ports, it is where it is documented. */
const EXPLORE_PORT = 8006;
const DISTANCE = 3;

export const exploreAddress = ({ protocol, hostname, port }: Pick<Location, "protocol" | "hostname" | "port">): string =>
  `${protocol}//${hostname}:${port === "" ? EXPLORE_PORT : Number(port) + DISTANCE}/`;
