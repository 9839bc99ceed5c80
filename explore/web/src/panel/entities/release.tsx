import type { ReleasePage } from "@discogsography/web/api/schema.gen";
import { Card } from "@discogsography/web/controls/card";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import type { ReactNode } from "react";
import { type EntityRef, shownName } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { paragraphs } from "../model/text";
import { formatLine, releasedText } from "../model/words";
import { Artists, MaybeLink, Tags } from "../parts/names";
import { OutsideLinks } from "../parts/outside_link";
import { Prose } from "../parts/prose";
import { Facts, Section, Stack, WhenSeen } from "../parts/section";
import { Vinyl } from "../parts/vinyl";
import { useRelease } from "../queries";
import { Rarity } from "../sections/rarity";
import { Companies, FormatAndIdentifiers } from "../sections/release_facts";
import { SleeveCredits } from "../sections/sleeve_credits";
import { Tracklist } from "../sections/tracklist";
import { Versions } from "../sections/versions";
import { Columns, Loose } from "./columns";
import type { EntityView, Head } from "./view";

const useHead = ({ id }: EntityRef): Head => {
  const of = useRelease(id);
  const release = of.data;
  const first = release?.artists.find((artist) => artist.id !== null);
  return {
    of,
    name: release?.title ?? undefined,
    tags: release?.master && release.master.version_count > 1 ? [`1 of ${release.master.version_count} versions`] : [],
    subtitle: release && <Subtitle release={release} />,
    counts: { tracks: release?.track_count, versions: release?.master?.version_count },
    centre: first?.id ? { type: "artist", id: first.id, name: first.name } : undefined,
  };
};

const Subtitle = ({ release }: { readonly release: ReleasePage }) => {
  const [label] = release.labels;
  const [format] = release.formats;
  const parts: readonly ReactNode[] = [
    release.artists.length > 0 && (
      <strong key="artists">
        <Artists artists={release.artists} />
      </strong>
    ),
    release.released || release.year ? releasedText(release.released ?? String(release.year)) : undefined,
    release.country,
    format && <bdi key="format">{formatLine(format)}</bdi>,
    label && (
      <span key="label">
        <MaybeLink type="label" id={label.id} name={label.name} /> {label.catno && <bdi className="mono">{label.catno}</bdi>}
      </span>
    ),
  ].filter(Boolean);
  return parts.map((part, index) => (
    <span key={index}>
      {index > 0 && " · "}
      {part}
    </span>
  ));
};

interface PartProps {
  readonly id: string;
  readonly title: string;
  readonly height?: number;
  readonly children: (release: ReleasePage) => ReactNode;
}

/** A section that is made of the release's own answer: while that is away, the section says so and the others go on. */
const Part = ({ id, title, height = 160, children }: PartProps) => {
  const query = useRelease(id);
  if (query.data) return children(query.data);
  return (
    <Section title={title}>
      <Reply of={query} skeleton={<Skeleton height={height} />} isCompact>
        {() => null}
      </Reply>
    </Section>
  );
};

const Master = ({ release }: { readonly release: ReleasePage }) =>
  release.master && (
    <EntityLink entity={{ type: "master", id: release.master.id, name: release.master.title ?? "" }} mark>
      Master: {shownName(release.master.title ?? "")}
    </EntityLink>
  );

const OtherVersions = ({ release }: { readonly release: ReleasePage }) =>
  release.master && release.master.version_count > 1 ? (
    <Versions id={release.master.id} title="Other versions" current={release.id} aside={<Master release={release} />} />
  ) : null;

const Notes = ({ release }: { readonly release: ReleasePage }) => {
  const text = paragraphs(release.notes_parts);
  if (text.length === 0 && release.videos.length === 0) return null;
  return (
    <Section title="Notes">
      <Loose>
        {text.length > 0 && <Prose text={text} />}
        <OutsideLinks links={release.videos.map((video) => ({ url: video.url }))} label="Videos" />
      </Loose>
    </Section>
  );
};

const Overview = ({ entity }: { readonly entity: EntityRef }) => (
  <Part id={entity.id} title="Overview">
    {(release) => (
      <Stack>
        <Loose>
          <Tags genres={release.genres} styles={release.styles} />
          <Facts
            rows={[
              ["Artists", release.artists.length > 0 && <Artists artists={release.artists} />],
              ["Master", release.master && <MaybeLink type="master" id={release.master.id} name={release.master.title ?? ""} mark />],
            ]}
          />
        </Loose>
        <Companies release={release} />
        <FormatAndIdentifiers release={release} />
        <Notes release={release} />
        {release.master && release.master.version_count > 1 && (
          <WhenSeen>
            <OtherVersions release={release} />
          </WhenSeen>
        )}
      </Stack>
    )}
  </Part>
);

const Page = ({ entity: { id } }: { readonly entity: EntityRef }) => (
  <Columns
    main={
      <>
        <Part id={id} title="Tracklist" height={400}>
          {(release) => <Tracklist release={release} />}
        </Part>
        <Part id={id} title="Credits">
          {(release) => <SleeveCredits release={release} />}
        </Part>
        <Part id={id} title="Other versions">
          {(release) =>
            release.master && release.master.version_count > 1 ? (
              <OtherVersions release={release} />
            ) : (
              <Card title="Other versions">
                <Facts
                  rows={[["Master", release.master ? <Master release={release} /> : "none: this is the only pressing that is known"]]}
                />
              </Card>
            )
          }
        </Part>
      </>
    }
    side={
      <>
        <Rarity id={id} />
        <Part id={id} title="Labels and companies">
          {(release) => (
            <>
              <Companies release={release} />
              <FormatAndIdentifiers release={release} />
              <Notes release={release} />
            </>
          )}
        </Part>
      </>
    }
  />
);

export const releaseView: EntityView = {
  useHead,
  tabs: (entity, counts) => [
    { id: "overview", title: "Overview", content: () => <Overview entity={entity} /> },
    {
      id: "tracks",
      title: "Tracks",
      count: counts.tracks,
      content: () => (
        <Part id={entity.id} title="Tracklist">
          {(release) => <Tracklist release={release} />}
        </Part>
      ),
    },
    {
      id: "credits",
      title: "Credits",
      content: () => (
        <Part id={entity.id} title="Credits">
          {(release) => <SleeveCredits release={release} />}
        </Part>
      ),
    },
    { id: "rarity", title: "Rarity", content: () => <Rarity id={entity.id} /> },
  ],
  Page,
  Picture: Vinyl,
};

/** Genres and styles under the head of a page. */
export const ReleaseTags = ({ id }: { readonly id: string }) => {
  const { data } = useRelease(id);
  return data ? <Tags genres={data.genres} styles={data.styles} most={10} /> : null;
};
