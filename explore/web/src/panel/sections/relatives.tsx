import type { ArtistPage, RelatedArtist } from "@discogsography/web/api/schema.gen";
import { Badge } from "@discogsography/web/controls/chip";
import { counted } from "@discogsography/web/format";
import { shownName } from "../../app/entity";
import { timeOf } from "../model/words";
import { FirstOf, MaybeLink } from "../parts/names";
import { Gap, Row, Rows } from "../parts/rows";
import { Facts, Section } from "../parts/section";

/** Members, groups and other names of an artist; nothing at all when there are none. */
export const Relatives = ({ artist }: { readonly artist: ArtistPage }) => {
  const { members, groups, aliases, name_variations: variations, real_name: realName } = artist;
  if (members.length + groups.length + aliases.length + variations.length === 0 && !realName) return null;
  return (
    <Section title="Members and names">
      <Gap>
        <Related title="Members" items={members} />
        <Related title="Groups" items={groups} />
        <Related title="Aliases" items={aliases} />
        <Facts
          rows={[
            ["Real name", realName && <bdi>{realName}</bdi>],
            ["Written as", variations.length > 0 && <Variations names={variations} />],
          ]}
        />
      </Gap>
    </Section>
  );
};

const Related = ({ title, items }: { readonly title: string; readonly items: readonly RelatedArtist[] }) =>
  items.length === 0 ? null : (
    <FirstOf items={items} first={8} noun={["name", "names"]}>
      {(shown) => (
        <Rows label={title}>
          {shown.map((each, index) => (
            <Row
              key={each.id ?? `${each.name}:${index}`}
              name={<MaybeLink type="artist" id={each.id} name={each.name} mark />}
              note={[(each.roles ?? []).join(", "), timeOf(each)].filter(Boolean).join(" · ")}
              picture={<Badge hasDot={false}>{title.slice(0, -1).replace("Aliase", "Alias").toLowerCase()}</Badge>}
              number={each.release_count > 0 ? <span title={counted(each.release_count, "release")}>{each.release_count}</span> : ""}
            />
          ))}
        </Rows>
      )}
    </FirstOf>
  );

const Variations = ({ names }: { readonly names: readonly string[] }) => (
  <FirstOf items={names} first={8} noun={["spelling", "spellings"]}>
    {(shown) => shown.map((name, index) => <bdi key={name}>{`${index > 0 ? ", " : ""}${shownName(name)}`}</bdi>)}
  </FirstOf>
);
