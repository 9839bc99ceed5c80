import { LinkButton } from "@discogsography/web/controls/button";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { Search } from "lucide-react";
import { type EntityRef, shownName, TYPE_NAMES } from "../../app/entity";
import { href } from "../../app/location";

/** Nothing has this id: it may have gone with a newer import. */
export const MissingEntity = ({ entity }: { readonly entity: EntityRef }) => {
  const name = entity.name === "" ? undefined : entity.name;
  return (
    <StateBlock
      kind="not-found"
      title={`This ${TYPE_NAMES[entity.type][0].toLowerCase()} is not in the catalogue`}
      text={
        <>
          <bdi>{shownName(name ?? entity.id)}</bdi> may have gone with a newer import, or the address has a slip.
        </>
      }
      actions={
        <LinkButton variant="primary" size="small" icon={Search} href={href({ pane: "search", q: name })}>
          {name === undefined ? "Search the catalogue" : "Search for this name"}
        </LinkButton>
      }
    />
  );
};
