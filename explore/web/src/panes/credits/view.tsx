import { LinkButton } from "@discogsography/web/controls/button";
import { Trophy } from "lucide-react";
import type { EntityRef } from "../../app/entity";
import { EntityPicker } from "../../app/entity_picker";
import { href, navigate, useParams } from "../../app/location";
import { PaneFrame } from "../../app/page_frame";
import { PANE_TITLES } from "../../app/panes";
import styles from "./credits.module.css";
import { Leaders } from "./leaders";
import { formatView, parseView } from "./model";
import { PersonPage } from "./person";

const open = (person: EntityRef): void => navigate(formatView({ person: person.name }));
const toPerson = (name: string): EntityRef => ({ type: "person", id: name, name });

export const Pane = () => {
  const view = parseView(useParams());
  return (
    <PaneFrame
      title={PANE_TITLES.credits}
      lead="Who produced, recorded, mastered, played and designed what, and with whom."
      actions={
        view.person !== undefined && (
          <LinkButton icon={Trophy} href={href(formatView({}))}>
            Leaderboard
          </LinkButton>
        )
      }
    >
      <div className={styles.stack}>
        <EntityPicker
          label="Person"
          type="person"
          value={view.person === undefined ? undefined : toPerson(view.person)}
          onPick={open}
          onClear={() => navigate(formatView({}))}
          placeholder="Name of a producer, engineer, musician, designer"
        />
        {view.person === undefined ? (
          <Leaders category={view.category ?? "production"} />
        ) : (
          <PersonPage key={view.person} person={view.person} view={view} />
        )}
      </div>
    </PaneFrame>
  );
};
