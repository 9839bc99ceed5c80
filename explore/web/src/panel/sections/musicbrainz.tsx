import { hooks } from "@discogsography/web/api/client";
import type { ArtistPage, ExternalLinks, Relationships } from "@discogsography/web/api/schema.gen";
import { Badge } from "@discogsography/web/controls/chip";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Fragment } from "react";
import { relationshipGroups, timeOf } from "../model/words";
import { MaybeLink } from "../parts/names";
import { OutsideLinks } from "../parts/outside_link";
import { Gap } from "../parts/rows";
import { Facts, Nothing, Section } from "../parts/section";
import { withLists } from "../queries";

const isLinks = withLists<ExternalLinks>("links");
const isRelationships = withLists<Relationships>("relationships");

/** What MusicBrainz adds: facts, relationships with their times, and addresses elsewhere. Asked for only where the artist is known there. */
export const MusicBrainz = ({ artist }: { readonly artist: ArtistPage }) => {
  const origin = artist.musicbrainz;
  return (
    <Section title="MusicBrainz" aside={<Badge tone={origin ? "good" : "neutral"}>{origin ? "linked" : "not linked"}</Badge>}>
      {origin === null ? (
        <Nothing>No entry of MusicBrainz names this artist.</Nothing>
      ) : (
        <Gap>
          <Facts
            rows={[
              ["Type", origin.type],
              ["Gender", origin.gender],
              ["Area", origin.area],
              ["Born in", origin.begin_area === origin.area ? null : origin.begin_area],
              ["Began", origin.begin_date],
              ["Ended", origin.end_date],
              ["Told apart as", origin.disambiguation],
            ]}
          />
          <RelationshipFacts id={artist.id} />
          <Addresses id={artist.id} mbid={origin.mbid} />
        </Gap>
      )}
    </Section>
  );
};

const RelationshipFacts = ({ id }: { readonly id: string }) => {
  const query = hooks.useQuery(
    "get",
    "/api/artist/{artist_id}/relationships",
    { params: { path: { artist_id: Number(id) }, query: { limit: 100 } } },
    { select: isRelationships, enabled: /^\d+$/.test(id) },
  );
  return (
    <Reply of={query} skeleton={<Skeleton lines={2} />} isEmpty={(data) => data.relationships.length === 0} empty={null} isCompact>
      {({ relationships }) => (
        <Facts
          rows={relationshipGroups(relationships).map(({ title, items }) => [
            title,
            items.map((item, index) => (
              <Fragment key={`${item.target_id}:${index}`}>
                {index > 0 && ", "}
                <MaybeLink type="artist" id={item.target_id} name={item.target_name ?? item.target_id} />
                {timeOf(item) && ` (${timeOf(item)})`}
              </Fragment>
            )),
          ])}
        />
      )}
    </Reply>
  );
};

const Addresses = ({ id, mbid }: { readonly id: string; readonly mbid: string }) => {
  const query = hooks.useQuery(
    "get",
    "/api/artist/{artist_id}/external-links",
    { params: { path: { artist_id: Number(id) } } },
    { select: isLinks, enabled: /^\d+$/.test(id) },
  );
  const own = { service: "musicbrainz", url: `https://musicbrainz.org/artist/${encodeURIComponent(mbid)}` };
  return (
    <Reply of={query} skeleton={<Skeleton height={26} />} isCompact>
      {({ links }) => <OutsideLinks links={[...links, own]} label="On other sites" />}
    </Reply>
  );
};
