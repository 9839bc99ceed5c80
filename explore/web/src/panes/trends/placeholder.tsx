import { hooks } from "@discogsography/web/api/client";
import type { Start } from "@discogsography/web/api/schema.gen";
import { Button } from "@discogsography/web/controls/button";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { checked } from "../../app/checked";
import { TypeMark } from "../../app/type_mark";
import { SERIES_TYPES, type SeriesKey } from "./model";

const whole = checked<Start>(({ doors }) => Array.isArray(doors) && doors.every(({ type, id }) => Boolean(type && id)));

/** Comparisons to begin with, out of what the catalogue has much of: two doors of a type, or else one. */
const offers = ({ doors }: Start): readonly (readonly Start["doors"][number][])[] =>
  SERIES_TYPES.flatMap((type) => {
    const found = doors.filter((door) => door.type === type).slice(0, 2);
    return found.length === 0 ? [] : [found];
  });

export const Placeholder = ({ onPick }: { readonly onPick: (series: readonly SeriesKey[]) => void }) => {
  // Only offers to begin with: when they do not come, nothing is amiss.
  const { data } = hooks.useQuery("get", "/api/explore/start", {}, { select: whole });
  return (
    <div id="trendsPlaceholder">
      <StateBlock
        kind="empty"
        title="Whose years do you want to see?"
        text="Choose an artist, a label, a genre or a style. Then compare it with others."
        actions={
          data &&
          offers(data).map((pair) => (
            <Button key={pair.map(({ id }) => id).join()} size="small" onClick={() => onPick(pair.map(({ type, id }) => ({ type, id })))}>
              <TypeMark type={pair[0]?.type ?? "artist"} />
              {pair.map(({ name }) => name).join(" vs ")}
            </Button>
          ))
        }
      />
    </div>
  );
};
