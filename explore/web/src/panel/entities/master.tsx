import type { MasterPage } from "@discogsography/web/api/schema.gen";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { counted, years } from "@discogsography/web/format";
import type { ReactNode } from "react";
import type { EntityRef } from "../../app/entity";
import { paragraphs } from "../model/text";
import { Artists, MaybeLink, Tags } from "../parts/names";
import { OutsideLinks } from "../parts/outside_link";
import { Prose } from "../parts/prose";
import { Facts, Section, Stack } from "../parts/section";
import { Vinyl } from "../parts/vinyl";
import { useMaster } from "../queries";
import { Versions } from "../sections/versions";
import { Columns, Loose } from "./columns";
import type { EntityView, Head } from "./view";

const useHead = ({ id }: EntityRef): Head => {
  const of = useMaster(id);
  const master = of.data;
  const first = master?.artists.find((artist) => artist.id !== null);
  return {
    of,
    name: master?.title ?? undefined,
    tags: master ? [counted(master.version_count, "version")] : [],
    subtitle: master && (
      <>
        <strong>
          <Artists artists={master.artists} />
        </strong>
        {master.year ? ` · ${master.year}` : ""}
      </>
    ),
    counts: { versions: master?.version_count },
    centre: first?.id ? { type: "artist", id: first.id, name: first.name } : undefined,
  };
};

const About = ({ id }: { readonly id: string }) => {
  const query = useMaster(id);
  return (
    <Section title="About">
      <Reply of={query} skeleton={<Skeleton lines={5} />} isCompact>
        {(master) => <AboutMaster master={master} />}
      </Reply>
    </Section>
  );
};

const AboutMaster = ({ master }: { readonly master: MasterPage }) => {
  const notes = paragraphs(master.notes_parts);
  const rows: readonly (readonly [string, ReactNode])[] = [
    ["Artists", master.artists.length > 0 && <Artists artists={master.artists} />],
    ["Year", master.year],
    [
      "Versions",
      `${counted(master.version_count, "version")}${master.first_year ? `, ${years(master.first_year, master.last_year)}` : ""}`,
    ],
    ["Main release", master.main_release && <MaybeLink type="release" id={master.main_release.id} name={master.main_release.name} mark />],
    ["Entry", master.data_quality],
  ];
  return (
    <Loose>
      <Tags genres={master.genres} styles={master.styles} most={8} />
      <Facts rows={rows} />
      {notes.length > 0 && <Prose text={notes} />}
      <OutsideLinks links={master.videos.map((video) => ({ url: video.url }))} label="Videos" />
    </Loose>
  );
};

export const masterView: EntityView = {
  useHead,
  tabs: (entity, counts) => [
    {
      id: "overview",
      title: "Overview",
      content: () => (
        <Stack>
          <About id={entity.id} />
        </Stack>
      ),
    },
    { id: "versions", title: "Versions", count: counts.versions, content: () => <Versions id={entity.id} title="Versions" /> },
  ],
  Page: ({ entity }) => <Columns main={<Versions id={entity.id} title="Versions" />} side={<About id={entity.id} />} />,
  Picture: Vinyl,
};
