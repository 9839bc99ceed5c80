import type { ReleasePage } from "@discogsography/web/api/schema.gen";
import { counted } from "@discogsography/web/format";
import { useMemo } from "react";
import { EntityLink } from "../../app/entity_link";
import { CATEGORIES, categoryOf } from "../../panes/credits/model";
import { type CreditGroup, type CreditLine, creditGroups, peopleIn } from "../model/credits";
import { FirstOf } from "../parts/names";
import { Nothing, Section, SubHeading } from "../parts/section";
import styles from "./sleeve_credits.module.css";

const ORDER = CATEGORIES.map(({ id }) => id);
const FIRST = 12;

/** Who did what, by kind of role. */
export const SleeveCredits = ({ release }: { readonly release: ReleasePage }) => {
  const groups = useMemo(() => creditGroups(release, ORDER), [release]);
  return (
    <Section
      title="Credits"
      aside={groups.length > 0 && `${counted(peopleIn(groups), "person", "people")}, ${counted(groups.length, "category", "categories")}`}
    >
      {groups.length === 0 ? (
        <Nothing>No credits were entered for this release.</Nothing>
      ) : (
        <div className={styles.groups}>
          {groups.map((group) => (
            <Group key={group.category} group={group} />
          ))}
        </div>
      )}
    </Section>
  );
};

const Group = ({ group }: { readonly group: CreditGroup }) => {
  const { title, colour } = categoryOf(group.category);
  return (
    <div className={styles.group}>
      <SubHeading className={styles.title}>
        <span className={styles.dot} style={{ background: `var(${colour})` }} aria-hidden />
        {title}
      </SubHeading>
      <FirstOf items={group.lines} first={FIRST} noun={["credit", "credits"]}>
        {(shown) => (
          <ul>
            {shown.map((line) => (
              <li key={line.id ?? line.name} className={styles.line}>
                <Name line={line} />{" "}
                <bdi className={styles.roles}>
                  {line.roles.map(({ role, tracks }) => [role.toLowerCase(), tracks && `(${tracks})`].filter(Boolean).join(" ")).join(", ")}
                </bdi>
              </li>
            ))}
          </ul>
        )}
      </FirstOf>
    </div>
  );
};

const Name = ({ line: { id, name } }: { readonly line: CreditLine }) => (
  <EntityLink entity={id === null ? { type: "person", id: name, name } : { type: "artist", id, name }} />
);
