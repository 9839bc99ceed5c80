import { hooks } from "@discogsography/web/api/client";
import type { PersonConnections } from "@discogsography/web/api/schema.gen";
import { Card } from "@discogsography/web/controls/card";
import { Reply } from "@discogsography/web/controls/reply";
import { Segmented } from "@discogsography/web/controls/segmented";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { Table } from "@discogsography/web/controls/table";
import { count } from "@discogsography/web/format";
import { useMemo, useState } from "react";
import { checked } from "../../app/checked";
import { navigate } from "../../app/location";
import { CardCanvas } from "../../graph/card_canvas";
import styles from "./credits.module.css";
import { formatView, networkOf, personKey } from "./model";
import { PersonLink } from "./person_link";

const PEOPLE = 30;
const INSETS = { top: 16, right: 16, bottom: 16, left: 16 };
const isConnections = checked<PersonConnections>((data) => data.connections.every((each) => typeof each.name === "string"));

/** With whom a person works: as a graph, and the same as a table. */
export const Connections = ({ person }: { readonly person: string }) => {
  const [depth, setDepth] = useState<"1" | "2">("1");
  const query = hooks.useQuery(
    "get",
    "/api/credits/connections/{name}",
    { params: { path: { name: person }, query: { depth: Number(depth), limit: PEOPLE } } },
    { select: isConnections, placeholderData: (before) => before },
  );
  return (
    <Card
      title="Works with"
      aside={
        <Segmented
          label="How far"
          value={depth}
          onChange={setDepth}
          options={[
            { value: "1", title: "Directly" },
            { value: "2", title: "Two steps" },
          ]}
        />
      }
      className={styles.half}
    >
      <Reply
        of={query}
        skeleton={<Skeleton height={300} />}
        isEmpty={(data) => data.connections.length === 0}
        empty={<StateBlock kind="empty" title="Nobody else" text="No release credits anybody beside this person." isCompact />}
        isCompact
      >
        {(data) => <Network person={person} data={data} />}
      </Reply>
    </Card>
  );
};

const Network = ({ person, data }: { readonly person: string; readonly data: PersonConnections }) => {
  const scene = useMemo(() => networkOf(person, data.connections), [person, data.connections]);
  const [hovered, setHovered] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  const open = (key: string): void => {
    const node = scene.nodes.find((each) => each.key === key);
    if (node !== undefined && !node.isCentre) navigate(formatView({ person: node.name }));
  };
  return (
    <div className={styles.network}>
      <div className={styles.canvas}>
        <CardCanvas
          scene={scene}
          chosen={chosen}
          hovered={hovered}
          insets={INSETS}
          label={`Graph of ${scene.nodes.length} people who share releases. The table beside it says the same.`}
          onChoose={setChosen}
          onOpen={open}
          onHover={setHovered}
        />
      </div>
      <div className={styles.people}>
        <Table
          caption={`People who share releases with ${person}`}
          keyOf={(row) => row.name}
          rows={data.connections}
          isSelected={(row) => personKey(row.name) === chosen}
          columns={[
            {
              id: "name",
              title: "Person",
              isWide: true,
              cell: (row) => (
                <span onPointerEnter={() => setHovered(personKey(row.name))} onPointerLeave={() => setHovered(undefined)}>
                  <PersonLink name={row.name} mark />
                </span>
              ),
            },
            { id: "count", title: "Shared", align: "end", cell: (row) => <span className="mono">{count(row.shared_count)}</span> },
          ]}
        />
      </div>
    </div>
  );
};
