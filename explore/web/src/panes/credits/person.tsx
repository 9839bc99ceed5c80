import { ApiError, hooks } from "@discogsography/web/api/client";
import type { PersonProfile } from "@discogsography/web/api/schema.gen";
import { LinkButton } from "@discogsography/web/controls/button";
import { Card } from "@discogsography/web/controls/card";
import { Chip } from "@discogsography/web/controls/chip";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Stat, Stats } from "@discogsography/web/controls/stat";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { count, years } from "@discogsography/web/format";
import { Orbit } from "lucide-react";
import { checked } from "../../app/checked";
import { shownName } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { change, href } from "../../app/location";
import { TypeMark } from "../../app/type_mark";
import { useTitle } from "../../app/use_title";
import { Connections } from "./connections";
import styles from "./credits.module.css";
import { categoryOf, isCategory, type View } from "./model";
import { PersonLink } from "./person_link";
import { Releases } from "./releases";
import { Swatch } from "./swatch";
import { Timeline } from "./timeline";
import { Together } from "./together";

const isProfile = checked<PersonProfile>(
  (data) => typeof data.name === "string" && data.role_breakdown.length >= 0 && data.artists.length >= 0,
);

/** All about one person. Each part asks for itself, and fails for itself. */
export const PersonPage = ({ person, view }: { readonly person: string; readonly view: View }) => {
  const profile = hooks.useQuery(
    "get",
    "/api/credits/person/{name}/profile",
    { params: { path: { name: person } } },
    { select: isProfile },
  );
  useTitle(`Credits of ${shownName(person)}`);
  const error: unknown = profile.error;
  if (error instanceof ApiError && error.status === 404 && profile.data === undefined) return <Unknown person={person} />;
  return (
    <div className={styles.grid}>
      <Card className={styles.whole}>
        <h2 className={styles.name}>
          <TypeMark type="person" size={20} />
          <bdi>{shownName(person)}</bdi>
        </h2>
        <Reply of={profile} skeleton={<Skeleton lines={2} />} isCompact>
          {(data) => <Profile profile={data} view={view} />}
        </Reply>
      </Card>
      <Timeline person={person} only={view.category} />
      <Connections person={person} />
      <Releases person={person} view={view} />
      <Together person={person} other={view.other} />
    </div>
  );
};

const Profile = ({ profile, view }: { readonly profile: PersonProfile; readonly view: View }) => (
  <>
    <p className={styles.known}>
      {profile.artists.length === 0 ? (
        "Known by credits alone; no artist of this name is linked."
      ) : (
        <>
          {profile.artists.length === 1 ? "The artist " : "The artists "}
          {profile.artists.map(({ id, name }) => (
            <EntityLink key={id} entity={{ type: "artist", id, name: name ?? id }} mark />
          ))}
        </>
      )}
    </p>
    <div className={styles.facts}>
      <Stats>
        <Stat value={count(profile.total_credits)} label="credits" />
        <Stat value={years(profile.first_year, profile.last_year) || "–"} label="active" />
        <Stat value={count(profile.role_breakdown.length)} label="kinds of roles" />
      </Stats>
      <div className={styles.buttons}>
        {profile.artist_id !== null && (
          <LinkButton
            size="small"
            icon={Orbit}
            href={href({ type: "artist", name: profile.artist_name ?? profile.name, id: profile.artist_id })}
          >
            View as artist
          </LinkButton>
        )}
        <LinkButton size="small" icon={Orbit} href={href({ type: "person", name: profile.name })}>
          Credits in the graph
        </LinkButton>
      </div>
    </div>
    <ul className={styles.pills} aria-label="Show only one kind of role">
      {profile.role_breakdown.map(({ category, count: of }) => (
        <li key={category}>
          <Chip
            isOn={view.category === category}
            onToggle={() => change({ category: view.category === category || !isCategory(category) ? undefined : category, p: undefined })}
            mark={<Swatch category={category} />}
            count={of}
          >
            {categoryOf(category).title}
          </Chip>
        </li>
      ))}
    </ul>
  </>
);

/** Names like one that nobody has. */
const Unknown = ({ person }: { readonly person: string }) => {
  const isLong = [...person.trim()].length >= 2;
  const { data } = hooks.useQuery(
    "get",
    "/api/credits/autocomplete",
    { params: { query: { q: [...person.trim()].slice(0, 200).join(""), limit: 5 } } },
    { enabled: isLong, retry: false },
  );
  const near = (data?.results ?? []).filter((each) => each.name !== person);
  return (
    <StateBlock
      kind="not-found"
      title="Nobody of this name is credited here"
      text={
        <>
          <p>
            The loaded catalogue has no credit of <bdi>{shownName(person)}</bdi>. Names are exact, with capitals and accents.
          </p>
          {near.length > 0 && <p>Perhaps you mean:</p>}
        </>
      }
      actions={near.map(({ name }) => <PersonLink key={name} name={name} mark />)}
    />
  );
};
