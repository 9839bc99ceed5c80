import { counted, years } from "@discogsography/web/format";
import type { EntityRef } from "../../app/entity";
import { Stack, WhenSeen } from "../parts/section";
import { usePerson } from "../queries";
import { Top } from "../sections/children";
import { CreditedWith, CreditList, CreditYears, Roles } from "../sections/person";
import { Columns } from "./columns";
import type { EntityView, Head } from "./view";

const useHead = (entity: EntityRef): Head => {
  const of = usePerson(entity.id);
  const profile = of.data;
  return {
    of,
    name: profile?.name,
    tags: [],
    subtitle:
      profile && [counted(profile.total_credits, "credit"), years(profile.first_year, profile.last_year)].filter(Boolean).join(" · "),
    counts: { credits: profile?.total_credits },
    centre: entity,
  };
};

const WorksFor = ({ entity }: { readonly entity: EntityRef }) => (
  <Top entity={entity} category="artists" title="Works for" none="No artist is linked to these releases." />
);

export const personView: EntityView = {
  useHead,
  tabs: (entity, counts) => [
    {
      id: "overview",
      title: "Overview",
      content: () => (
        <Stack>
          <Roles entity={entity} />
          <CreditYears entity={entity} />
          <WhenSeen height={200}>
            <WorksFor entity={entity} />
          </WhenSeen>
          <WhenSeen height={200}>
            <CreditedWith entity={entity} />
          </WhenSeen>
        </Stack>
      ),
    },
    { id: "credits", title: "Credits", count: counts.credits, content: () => <CreditList entity={entity} /> },
  ],
  Page: ({ entity }) => (
    <Columns
      main={
        <>
          <CreditYears entity={entity} />
          <CreditList entity={entity} />
        </>
      }
      side={
        <>
          <Roles entity={entity} />
          <WorksFor entity={entity} />
          <WhenSeen height={240}>
            <CreditedWith entity={entity} />
          </WhenSeen>
        </>
      }
    />
  ),
};
