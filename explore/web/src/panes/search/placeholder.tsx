import { hooks } from "@discogsography/web/api/client";
import type { Start } from "@discogsography/web/api/schema.gen";
import { Chip } from "@discogsography/web/controls/chip";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { checked } from "../../app/checked";
import { keyOf, shownName } from "../../app/entity";
import { href } from "../../app/location";
import { TypeMark } from "../../app/type_mark";
import { formatSearch, MIN_LETTERS, parseSearch } from "./model";

const MOST_EXAMPLES = 4;
const whole = checked<Start>(
  ({ doors }) => Array.isArray(doors) && doors.every(({ type, id, name }) => Boolean(type && id) && typeof name === "string"),
);

/** What can be looked for, with names out of the catalogue to begin with. */
export const Placeholder = ({ text }: { readonly text: string }) => {
  // Only examples: when they do not come, nothing is amiss.
  const { data } = hooks.useQuery("get", "/api/explore/start", {}, { select: whole });
  const examples = (data?.doors ?? []).filter(({ type, name }) => (type === "artist" || type === "label") && name.length >= MIN_LETTERS);
  return (
    <div id="searchPlaceholder">
      <StateBlock
        kind="empty"
        title={text === "" ? "What are you looking for?" : `Type at least ${MIN_LETTERS} letters`}
        text="Artists, labels, masters, releases, genres, styles and people: by name, by words, by catalogue number or by barcode."
        actions={
          examples.length > 0 &&
          examples.slice(0, MOST_EXAMPLES).map((door) => (
            <Chip
              key={keyOf(door)}
              mark={<TypeMark type={door.type} />}
              href={href({ pane: "search", ...formatSearch(parseSearch({ q: door.name })) })}
            >
              {shownName(door.name)}
            </Chip>
          ))
        }
      />
    </div>
  );
};
