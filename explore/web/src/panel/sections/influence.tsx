import { hooks } from "@discogsography/web/api/client";
import type { Direction, InfluenceChain, InfluenceChains } from "@discogsography/web/api/schema.gen";
import { Reply } from "@discogsography/web/controls/reply";
import { Segmented } from "@discogsography/web/controls/segmented";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { score, years } from "@discogsography/web/format";
import { useState } from "react";
import type { EntityRef } from "../../app/entity";
import { linkTitle } from "../model/words";
import { FirstOf, MaybeLink } from "../parts/names";
import { Lead } from "../parts/rows";
import { Nothing, Section } from "../parts/section";
import { withLists } from "../queries";
import styles from "./influence.module.css";

const LIMIT = 12;
const whole = withLists<InfluenceChains>("chains");

/** Chains of members, labels and credits that go forward in time: who may have passed something on to whom. */
export const Influence = ({ entity }: { readonly entity: EntityRef }) => {
  const [direction, setDirection] = useState<Direction>("from");
  const query = hooks.useQuery(
    "get",
    "/api/influence/artist/{artist_id}",
    { params: { path: { artist_id: entity.id }, query: { direction, limit: LIMIT } } },
    { select: whole },
  );
  return (
    <Section
      title="Influence"
      aside={
        <Segmented<Direction>
          label="Direction of influence"
          value={direction}
          options={[
            { value: "from", title: "Onwards" },
            { value: "to", title: "Before" },
          ]}
          onChange={setDirection}
        />
      }
    >
      <Lead>
        {direction === "from" ? "Where its traces lead" : "What led to it"}: members, the same label within five years, credits. Each step
        is no earlier than the one before.
      </Lead>
      <Reply
        of={query}
        skeleton={<Skeleton lines={5} />}
        isEmpty={(data) => data.chains.length === 0}
        empty={<Nothing>No chain of dated releases {direction === "from" ? "leads on from here" : "leads here"}.</Nothing>}
        isCompact
      >
        {({ chains }) => (
          <FirstOf items={chains} first={4} noun={["chain", "chains"]}>
            {(shown) => (
              <ol className={styles.chains}>
                {shown.map((chain, index) => (
                  <Chain key={`${chain.artist.id}:${index}`} chain={chain} />
                ))}
              </ol>
            )}
          </FirstOf>
        )}
      </Reply>
    </Section>
  );
};

const Chain = ({ chain }: { readonly chain: InfluenceChain }) => (
  <li className={styles.chain}>
    <span className={styles.score} title="Product of the links' strengths, 0 to 1">
      {score(chain.score)}
    </span>
    <ol className={styles.links}>
      {chain.links.map((link, index) => (
        <li key={index} className={styles.link} title={link.text}>
          <span className={styles.year}>{years(link.first_year, link.last_year)}</span>
          <span>
            {index === 0 && (
              <>
                <MaybeLink type="artist" id={link.source.id} name={link.source.name} />{" "}
              </>
            )}
            <span className={styles.kind}>
              {linkTitle(link)}
              {link.label && (
                <>
                  {" "}
                  <MaybeLink type="label" id={link.label.id} name={link.label.name} />
                </>
              )}
            </span>{" "}
            <span aria-hidden>→</span> <MaybeLink type="artist" id={link.target.id} name={link.target.name} />
          </span>
        </li>
      ))}
    </ol>
  </li>
);
