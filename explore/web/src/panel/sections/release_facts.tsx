import type { Company, Identifier, ReleasePage } from "@discogsography/web/api/schema.gen";
import { Tag } from "@discogsography/web/controls/chip";
import { CopyButton } from "@discogsography/web/controls/copy_button";
import { counted } from "@discogsography/web/format";
import { formatLine, releasedText } from "../model/words";
import { FirstOf, MaybeLink } from "../parts/names";
import { Facts, Nothing, Section } from "../parts/section";
import styles from "./release_facts.module.css";

/** On which labels, under which numbers; who made, mastered and published it. */
export const Companies = ({ release }: { readonly release: ReleasePage }) => (
  <Section title="Labels and companies">
    {release.labels.length + release.companies.length + release.series.length === 0 ? (
      <Nothing>No label or company was entered.</Nothing>
    ) : (
      <>
        <ul className={styles.labels}>
          {release.labels.map((label, index) => (
            <li key={index} className={styles.label}>
              <MaybeLink type="label" id={label.id} name={label.name} mark />
              {label.catno && (
                <span className={styles.code}>
                  <bdi className="mono">{label.catno}</bdi>
                  <CopyButton text={label.catno} label="Copy catalogue number" />
                </span>
              )}
            </li>
          ))}
        </ul>
        <Facts
          rows={[
            ...byRole(release.companies).map(([role, companies]) => [role, <Names key={role} companies={companies} />] as const),
            [
              "Series",
              release.series.length > 0 && release.series.map(({ name, number }) => [name, number].filter(Boolean).join(" ")).join(", "),
            ],
          ]}
        />
      </>
    )}
  </Section>
);

const byRole = (companies: readonly Company[]): readonly (readonly [string, readonly Company[]])[] => {
  const roles = new Map<string, Company[]>();
  for (const company of companies) {
    const role = company.role ?? "Company";
    roles.set(role, [...(roles.get(role) ?? []), company]);
  }
  return [...roles];
};

const Names = ({ companies }: { readonly companies: readonly Company[] }) =>
  companies.map((company, index) => (
    <span key={index}>
      {index > 0 && ", "}
      <MaybeLink type="label" id={company.id} name={company.name} />
      {company.catno && <span className="mono"> {company.catno}</span>}
    </span>
  ));

const identifierTitle = ({ type, description }: Identifier): string => [type ?? "Identifier", description].filter(Boolean).join(", ");

/** What it is on, and the numbers on it, each to be copied. */
export const FormatAndIdentifiers = ({ release }: { readonly release: ReleasePage }) => (
  <Section title="Format and identifiers">
    <ul className={styles.formats} aria-label="Formats">
      {release.formats.map((format, index) => (
        <li key={index}>
          <Tag>
            <bdi>{formatLine(format) || "unnamed format"}</bdi>
          </Tag>
        </li>
      ))}
    </ul>
    <Facts
      rows={[
        ["Released", releasedText(release.released)],
        ["Country", release.country],
        ["Owned by", release.community && `${counted(release.community.have, "collector")}, wanted by ${release.community.want}`],
        ["Entry", release.data_quality],
      ]}
    />
    {release.identifiers.length === 0 ? (
      <Nothing>No barcode or matrix number was entered.</Nothing>
    ) : (
      <FirstOf items={release.identifiers} first={6} noun={["identifier", "identifiers"]}>
        {(shown) => (
          <dl className={styles.identifiers}>
            {shown.map((identifier, index) => (
              <div key={index} className={styles.identifier}>
                <dt>
                  <bdi>{identifierTitle(identifier)}</bdi>
                </dt>
                <dd>
                  <bdi className="mono">{identifier.value ?? "–"}</bdi>
                  {identifier.value && <CopyButton text={identifier.value} label={`Copy ${identifierTitle(identifier)}`} />}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </FirstOf>
    )}
  </Section>
);
