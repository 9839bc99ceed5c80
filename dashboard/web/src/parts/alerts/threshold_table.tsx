import { Table } from "@discogsography/web/controls/table";
import { count } from "@discogsography/web/format";
import type { Threshold } from "../../api/schema.gen";
import { shortDuration } from "../../model/figures";

const inUnit = (value: number | null, unit: string): string => {
  if (value === null) return "–";
  return unit === "percent" ? `${count(value)}%` : `${count(value)}${unit === "" || unit === "messages" ? "" : ` ${unit}`}`;
};

/** From when on what is said, and where it is set. */
export const ThresholdTable = ({ thresholds }: { readonly thresholds: readonly Threshold[] }) => (
  <Table
    caption="Thresholds"
    columns={[
      { id: "title", title: "Alert", cell: ({ title }: Threshold) => title },
      { id: "fires", title: "From", align: "end", cell: ({ fires_at, unit }) => inUnit(fires_at, unit) },
      { id: "for", title: "For", align: "end", cell: ({ for_seconds }) => (for_seconds > 0 ? shortDuration(for_seconds) : "at once") },
      { id: "setting", title: "Setting", isSecondary: true, cell: ({ setting }) => (setting === null ? "–" : <code>{setting}</code>) },
    ]}
    rows={thresholds}
    keyOf={({ kind, severity }) => `${kind}-${severity}`}
  />
);
