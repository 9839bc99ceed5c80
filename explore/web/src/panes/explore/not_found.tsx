import { hooks } from "@discogsography/web/api/client";
import { LinkButton } from "@discogsography/web/controls/button";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { House, Search } from "lucide-react";
import { type EntityType, TYPE_NAMES } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { href } from "../../app/location";
import { queryOf, toEntity } from "../../app/suggest";
import type { Centre } from "./model";
import styles from "./not_found.module.css";

const NEAREST = 6;

/** Words of a name that find something of their own, longest first: a name with a slip in one word is near by another. */
export const nearQueries = (name: string): readonly string[] => {
  const words = name
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length);
  return [...new Set([name.trim(), ...words.map((word) => word.slice(0, Math.max(3, Math.ceil(word.length * 0.6))))])]
    .flatMap((text) => queryOf(text) ?? [])
    .slice(0, 3);
};

/** Nobody of this name: the nearest names, and where else to look. */
export const NotFound = ({ centre }: { readonly centre: Centre }) => {
  const name = centre.name ?? centre.id ?? "";
  const [whole, first, second] = nearQueries(name);
  const near = [
    useNear(whole, centre.type),
    useNear(first, centre.type),
    useNear(second, centre.type),
    useNear(whole, "all"),
    useNear(first, "all"),
  ];
  const seen = new Set<string>();
  const found = near
    .flat()
    .filter(({ type, id }) => !seen.has(`${type}:${id}`) && seen.add(`${type}:${id}`))
    .slice(0, NEAREST);
  return (
    <StateBlock
      kind="not-found"
      title={`No ${TYPE_NAMES[centre.type][0].toLowerCase()} of this name`}
      text={
        <>
          <p>
            <bdi className={styles.name}>{name}</bdi> is not in this catalogue. Names are matched exactly, with their capitals.
          </p>
          {found.length > 0 && (
            <>
              <p className={styles.near}>Nearest names</p>
              <ul className={styles.list}>
                {found.map((hit) => (
                  <li key={`${hit.type}:${hit.id}`}>
                    <EntityLink entity={toEntity(hit)} mark />
                    {hit.detail && <span className={styles.detail}>{hit.detail}</span>}
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      }
      actions={
        <>
          <LinkButton variant="primary" icon={Search} href={href({ pane: "search", q: name })}>
            Search for it
          </LinkButton>
          <LinkButton icon={House} href="/">
            Start page
          </LinkButton>
        </>
      }
    />
  );
};

const useNear = (query: string | undefined, type: EntityType | "all") =>
  hooks.useQuery(
    "get",
    "/api/autocomplete",
    { params: { query: { q: query ?? "", type, limit: NEAREST } } },
    { enabled: query !== undefined, retry: false },
  ).data?.results ?? [];
