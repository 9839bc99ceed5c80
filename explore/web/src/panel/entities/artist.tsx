import type { ArtistPage } from "@discogsography/web/api/schema.gen";
import { Card } from "@discogsography/web/controls/card";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Stat, Stats } from "@discogsography/web/controls/stat";
import { count } from "@discogsography/web/format";
import type { EntityRef } from "../../app/entity";
import { paragraphs } from "../model/text";
import { originLine } from "../model/words";
import { Tags } from "../parts/names";
import { OutsideLinks } from "../parts/outside_link";
import { Prose } from "../parts/prose";
import { Section, Stack, WhenSeen } from "../parts/section";
import { useArtist } from "../queries";
import { Releases } from "../sections/children";
import { Collaborators } from "../sections/collaborators";
import { Influence } from "../sections/influence";
import { MusicBrainz } from "../sections/musicbrainz";
import { Network } from "../sections/network";
import { People } from "../sections/people";
import { RarityList } from "../sections/rarity_list";
import { Relatives } from "../sections/relatives";
import { SimilarArtists } from "../sections/similar_artists";
import { YearChart } from "../sections/year_chart";
import { Columns, Loose } from "./columns";
import type { EntityView, Head } from "./view";

const useHead = (entity: EntityRef): Head => {
  const of = useArtist(entity.id);
  const artist = of.data;
  return {
    of,
    name: artist?.name ?? undefined,
    tags: [artist?.musicbrainz?.type ?? (artist && artist.counts.members > 0 ? "Group" : undefined)].filter((tag) => tag !== undefined),
    subtitle: artist && <bdi>{originLine(artist.musicbrainz, artist.first_year, artist.last_year)}</bdi>,
    counts: { releases: artist?.counts.releases },
    centre: entity,
  };
};

const Figures = ({ entity, artist, height }: { readonly entity: EntityRef; readonly artist: ArtistPage; readonly height: number }) => (
  <Loose>
    <Stats>
      <Stat value={count(artist.counts.releases)} label="releases" />
      <Stat value={count(artist.counts.titles)} label="titles" />
      <Stat value={count(artist.counts.labels)} label="labels" />
      <Stat value={count(artist.counts.countries)} label="countries" />
    </Stats>
    <YearChart entity={entity} years={artist.years} height={height} />
    <Tags genres={artist.genres} styles={artist.styles} />
  </Loose>
);

const Profile = ({ artist }: { readonly artist: ArtistPage }) => {
  const text = paragraphs(artist.profile_parts);
  if (text.length === 0 && artist.urls.length === 0) return null;
  return (
    <Section title="Profile">
      <Loose>
        {text.length > 0 && <Prose text={text} />}
        <OutsideLinks links={artist.urls.map((url) => ({ url }))} label="Sites of the artist" />
      </Loose>
    </Section>
  );
};

const Overview = ({ entity }: { readonly entity: EntityRef }) => {
  const query = useArtist(entity.id);
  return (
    <Stack>
      <Reply of={query} skeleton={<Skeleton height={180} />} isCompact>
        {(artist) => (
          <Stack>
            <Figures entity={entity} artist={artist} height={48} />
            <Profile artist={artist} />
          </Stack>
        )}
      </Reply>
      <Collaborators entity={entity} />
      <WhenSeen height={200}>
        <SimilarArtists entity={entity} releases={query.data?.counts.releases} />
      </WhenSeen>
      {query.data && (
        <>
          <Relatives artist={query.data} />
          <WhenSeen height={80}>
            <MusicBrainz artist={query.data} />
          </WhenSeen>
        </>
      )}
      <WhenSeen height={160}>
        <Network entity={entity} />
      </WhenSeen>
      <WhenSeen height={200}>
        <Influence entity={entity} />
      </WhenSeen>
    </Stack>
  );
};

const Page = ({ entity }: { readonly entity: EntityRef }) => {
  const query = useArtist(entity.id);
  return (
    <Columns
      main={
        <>
          <Card title="Releases by year">
            <Reply of={query} skeleton={<Skeleton height={220} />} isCompact>
              {(artist) => <Figures entity={entity} artist={artist} height={120} />}
            </Reply>
          </Card>
          <Collaborators entity={entity} />
          <Releases entity={entity} />
          <WhenSeen height={320}>
            <People entity={entity} />
          </WhenSeen>
          <WhenSeen height={320}>
            <Influence entity={entity} />
          </WhenSeen>
        </>
      }
      side={
        <>
          {query.data && (
            <>
              <Profile artist={query.data} />
              <Relatives artist={query.data} />
            </>
          )}
          <SimilarArtists entity={entity} releases={query.data?.counts.releases} />
          <WhenSeen height={320}>
            <RarityList entity={entity} of="artist" />
          </WhenSeen>
          {query.data && (
            <WhenSeen>
              <MusicBrainz artist={query.data} />
            </WhenSeen>
          )}
          <WhenSeen height={240}>
            <Network entity={entity} />
          </WhenSeen>
        </>
      }
    />
  );
};

export const artistView: EntityView = {
  useHead,
  tabs: (entity, counts) => [
    { id: "overview", title: "Overview", content: () => <Overview entity={entity} /> },
    { id: "releases", title: "Releases", count: counts.releases, content: () => <Releases entity={entity} /> },
    { id: "credits", title: "Credits", content: () => <People entity={entity} /> },
    { id: "rarity", title: "Rarity", content: () => <RarityList entity={entity} of="artist" /> },
  ],
  Page,
};
