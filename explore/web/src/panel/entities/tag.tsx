import { Card } from "@discogsography/web/controls/card";
import { counted } from "@discogsography/web/format";
import type { EntityRef } from "../../app/entity";
import { Stack, WhenSeen } from "../parts/section";
import { useTag } from "../queries";
import { Releases, Top } from "../sections/children";
import { countOf, TagCounts, TagTrend } from "../sections/tag";
import { Columns } from "./columns";
import type { EntityView, Head } from "./view";

type TagType = "genre" | "style";

const related = { genre: ["styles", "Styles within it"], style: ["genres", "Genres around it"] } as const;

const useHeadOf =
  (type: TagType) =>
  (entity: EntityRef): Head => {
    const of = useTag(type, entity.id);
    const releases = countOf(of.data, "releases");
    return {
      of,
      name: of.data?.center.name,
      tags: [],
      subtitle: releases === undefined ? null : counted(releases, "release"),
      counts: { releases },
      centre: entity,
    };
  };

const Related = ({ entity, type }: { readonly entity: EntityRef; readonly type: TagType }) => (
  <Top entity={entity} category={related[type][0]} title={related[type][1]} none="Its releases carry no other mark." />
);
const Artists = ({ entity }: { readonly entity: EntityRef }) => (
  <Top entity={entity} category="artists" title="Top artists" none="No artist is linked to these releases." />
);
const Labels = ({ entity }: { readonly entity: EntityRef }) => (
  <Top entity={entity} category="labels" title="Top labels" none="No label is linked to these releases." />
);

const tagView = (type: TagType): EntityView => ({
  useHead: useHeadOf(type),
  tabs: (entity, counts) => [
    {
      id: "overview",
      title: "Overview",
      content: () => (
        <Stack>
          <TagCounts entity={entity} type={type} />
          <TagTrend entity={entity} />
          <Related entity={entity} type={type} />
          <WhenSeen height={240}>
            <Artists entity={entity} />
          </WhenSeen>
          <WhenSeen height={240}>
            <Labels entity={entity} />
          </WhenSeen>
        </Stack>
      ),
    },
    { id: "releases", title: "Releases", count: counts.releases, content: () => <Releases entity={entity} first="weight" /> },
  ],
  Page: ({ entity }) => (
    <Columns
      main={
        <>
          <Card>
            <TagCounts entity={entity} type={type} />
          </Card>
          <TagTrend entity={entity} />
          <Releases entity={entity} first="weight" />
        </>
      }
      side={
        <>
          <Related entity={entity} type={type} />
          <Artists entity={entity} />
          <WhenSeen height={240}>
            <Labels entity={entity} />
          </WhenSeen>
        </>
      }
    />
  ),
});

export const genreView = tagView("genre");
export const styleView = tagView("style");
