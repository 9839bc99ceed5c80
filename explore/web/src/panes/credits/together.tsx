import { ApiError, hooks } from "@discogsography/web/api/client";
import type { SharedCredits } from "@discogsography/web/api/schema.gen";
import { Card } from "@discogsography/web/controls/card";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { counted } from "@discogsography/web/format";
import { checked } from "../../app/checked";
import { shownName } from "../../app/entity";
import { EntityPicker } from "../../app/entity_picker";
import { change } from "../../app/location";
import styles from "./credits.module.css";
import { jointReleases } from "./model";
import { ReleaseTable } from "./release_table";

const isShared = checked<SharedCredits>((data) => data.shared_releases.every((each) => typeof each.release_id === "string"));

/** What two people are both credited on. */
export const Together = ({ person, other }: { readonly person: string; readonly other: string | undefined }) => (
  <Card title="Together with" className={styles.narrow}>
    <EntityPicker
      label="Another person"
      type="person"
      value={other === undefined ? undefined : { type: "person", id: other, name: other }}
      onPick={(picked) => change({ with: picked.name })}
      onClear={() => change({ with: undefined })}
      placeholder="Whom did they work with?"
    />
    {other === undefined ? (
      <p className={styles.note}>Choose a second person to see what both are credited on.</p>
    ) : (
      <Shared person={person} other={other} />
    )}
  </Card>
);

const Shared = ({ person, other }: { readonly person: string; readonly other: string }) => {
  const query = hooks.useQuery(
    "get",
    "/api/credits/shared",
    { params: { query: { person1: person, person2: other } } },
    { select: isShared },
  );
  const error: unknown = query.error;
  return (
    <Reply
      of={query}
      skeleton={<Skeleton lines={4} />}
      notFound={<StateBlock kind="not-found" title="Not credited here" text={error instanceof ApiError ? error.message : ""} isCompact />}
      isEmpty={(data) => data.shared_releases.length === 0}
      empty={
        <StateBlock
          kind="empty"
          title="Nothing together"
          text={`No release of the loaded catalogue credits both ${shownName(person)} and ${shownName(other)}.`}
          isCompact
        />
      }
      isCompact
    >
      {(data) => {
        const rows = jointReleases(data.shared_releases);
        return (
          <>
            <ReleaseTable
              caption={`Releases that credit both ${person} and ${other}`}
              rows={rows}
              below={({ roles: [theirs, others] }) => (
                <span className={styles.both}>
                  <bdi>{theirs.join(", ")}</bdi> · <bdi>{others.join(", ")}</bdi>
                </span>
              )}
            />
            {data.has_more && <p className={styles.note}>The first {counted(rows.length, "release")}; there are more.</p>}
          </>
        );
      }}
    </Reply>
  );
};
