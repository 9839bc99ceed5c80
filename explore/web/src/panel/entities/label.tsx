import type { LabelPage } from "@discogsography/web/api/schema.gen";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Stat, Stats } from "@discogsography/web/controls/stat";
import { count, years } from "@discogsography/web/format";
import type { ReactNode } from "react";
import type { EntityRef } from "../../app/entity";
import { paragraphs, plainParagraphs } from "../model/text";
import { FirstOf, MaybeLink, Tags } from "../parts/names";
import { OutsideLinks } from "../parts/outside_link";
import { Prose } from "../parts/prose";
import { Facts, Section, Stack, WhenSeen } from "../parts/section";
import { useLabel } from "../queries";
import { Top } from "../sections/children";
import { LabelDna } from "../sections/label_dna";
import { LabelReleases } from "../sections/label_releases";
import { RarityList } from "../sections/rarity_list";
import { SimilarLabels } from "../sections/similar_labels";
import { YearChart } from "../sections/year_chart";
import { Columns, Full, Loose } from "./columns";
import type { EntityView, Head } from "./view";

const useHead = (entity: EntityRef): Head => {
  const of = useLabel(entity.id);
  const label = of.data;
  const active = years(label?.first_year, label?.last_year);
  return {
    of,
    name: label?.name ?? undefined,
    tags: [label?.musicbrainz?.area, active && `${active} here`].flatMap((tag) => tag || []),
    subtitle: label?.parent && (
      <>
        Part of <MaybeLink type="label" id={label.parent.id} name={label.parent.name} />
      </>
    ),
    counts: { releases: label?.release_count },
    centre: entity,
  };
};

const Part = ({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: (label: LabelPage) => ReactNode;
}) => {
  const query = useLabel(id);
  if (query.data) return children(query.data);
  return (
    <Section title={title}>
      <Reply of={query} skeleton={<Skeleton height={160} />} isCompact>
        {() => null}
      </Reply>
    </Section>
  );
};

const Figures = ({ entity, label }: { readonly entity: EntityRef; readonly label: LabelPage }) => (
  <Loose>
    <Stats>
      <Stat value={count(label.release_count)} label="releases" />
      <Stat value={count(label.roster_size)} label="artists" />
      {label.sublabel_count > 0 && <Stat value={count(label.sublabel_count)} label="sublabels" />}
    </Stats>
    <YearChart entity={entity} years={label.years} height={48} />
    <Tags genres={label.genres} styles={label.styles} />
  </Loose>
);

/** Profile, owner and daughters, contact, sites. */
const About = ({ label }: { readonly label: LabelPage }) => {
  const text = paragraphs(label.profile_parts);
  const origin = label.musicbrainz;
  return (
    <Section title="About">
      <Loose>
        {text.length > 0 && <Prose text={text} />}
        <Facts
          rows={[
            ["Parent", label.parent && <MaybeLink type="label" id={label.parent.id} name={label.parent.name} mark />],
            ["Sublabels", label.sublabels.length > 0 && <Sublabels label={label} />],
            ["Years here", years(label.first_year, label.last_year)],
            ["Type", origin?.type],
            ["Founded", origin?.begin_date],
            ["Ended", origin?.end_date],
            ["Area", origin?.area],
            ["Label code", origin?.label_code ? <span className="mono">{`LC ${String(origin.label_code).padStart(5, "0")}`}</span> : null],
            ["Contact", label.contact && <Prose text={plainParagraphs(label.contact)} />],
            ["Entry", label.data_quality],
          ]}
        />
        <OutsideLinks
          links={[
            ...label.urls.map((url) => ({ url })),
            ...(origin ? [{ service: "musicbrainz", url: `https://musicbrainz.org/label/${encodeURIComponent(origin.mbid)}` }] : []),
          ]}
          label="Sites of the label"
        />
      </Loose>
    </Section>
  );
};

const Sublabels = ({ label }: { readonly label: LabelPage }) => (
  <>
    <FirstOf items={label.sublabels} first={8} noun={["sublabel", "sublabels"]}>
      {(shown) =>
        shown.map((each, index) => (
          <span key={each.id ?? each.name}>
            {index > 0 && ", "}
            <MaybeLink type="label" id={each.id} name={each.name} />
          </span>
        ))
      }
    </FirstOf>
    {label.sublabel_count > label.sublabels.length && ` and ${count(label.sublabel_count - label.sublabels.length)} more`}
  </>
);

const Roster = ({ entity }: { readonly entity: EntityRef }) => (
  <Top entity={entity} category="artists" title="Roster" none="No artist has a release on this label." />
);

const Page = ({ entity }: { readonly entity: EntityRef }) => (
  <>
    <Full>
      <Part id={entity.id} title="Label DNA">
        {(label) => <LabelDna entity={entity} releases={label.release_count} />}
      </Part>
    </Full>
    <Columns
      isEven
      main={
        <>
          <Part id={entity.id} title="Releases by year">
            {(label) => <LabelReleases label={label} name={entity.name} />}
          </Part>
          <WhenSeen height={320}>
            <RarityList entity={entity} of="label" />
          </WhenSeen>
        </>
      }
      side={
        <>
          <Part id={entity.id} title="About">
            {(label) => (
              <>
                <SimilarLabels entity={entity} releases={label.release_count} />
                <About label={label} />
              </>
            )}
          </Part>
          <WhenSeen height={320}>
            <Roster entity={entity} />
          </WhenSeen>
        </>
      }
    />
  </>
);

export const labelView: EntityView = {
  useHead,
  tabs: (entity, counts) => [
    {
      id: "overview",
      title: "Overview",
      content: () => (
        <Part id={entity.id} title="Overview">
          {(label) => (
            <Stack>
              <Figures entity={entity} label={label} />
              <About label={label} />
              <WhenSeen height={240}>
                <Roster entity={entity} />
              </WhenSeen>
              <WhenSeen height={240}>
                <SimilarLabels entity={entity} releases={label.release_count} />
              </WhenSeen>
            </Stack>
          )}
        </Part>
      ),
    },
    {
      id: "releases",
      title: "Releases",
      count: counts.releases,
      content: () => (
        <Part id={entity.id} title="Releases">
          {(label) => <LabelReleases label={label} name={entity.name} />}
        </Part>
      ),
    },
    {
      id: "dna",
      title: "DNA",
      content: () => (
        <Part id={entity.id} title="Label DNA">
          {(label) => <LabelDna entity={entity} releases={label.release_count} />}
        </Part>
      ),
    },
    { id: "rarity", title: "Rarity", content: () => <RarityList entity={entity} of="label" /> },
  ],
  Page,
};
