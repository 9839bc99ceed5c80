import { hooks } from "@discogsography/web/api/client";
import { LinkButton } from "@discogsography/web/controls/button";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { shownName } from "../../app/entity";
import { href } from "../../app/location";
import { END_TYPES, formatQuestion, type Key, parseQuestion } from "./model";

const isEnd = (door: { readonly type: string }): boolean => (END_TYPES as readonly string[]).includes(door.type);

/** What to do first, with a few pairs of the loaded catalogue to begin with. */
export const Invitation = () => {
  const { data } = hooks.useQuery("get", "/api/explore/start");
  const doors = (data?.doors ?? []).filter(isEnd);
  const pairs = [0, 2, 4].flatMap((at) => {
    const [from, to] = doors.slice(at, at + 2);
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
  return (
    <StateBlock
      kind="empty"
      title="Choose two names"
      text="Artists, labels, genres and styles: nearly everything in the catalogue is a few steps from everything else. Choose both ends above, or begin with one of these."
      actions={pairs.map(({ from, to }) => (
        <LinkButton key={from.id} size="small" href={href(formatQuestion({ ...parseQuestion({}), from: from as Key, to: to as Key }))}>
          <bdi>{shownName(from.name)}</bdi> → <bdi>{shownName(to.name)}</bdi>
        </LinkButton>
      ))}
    />
  );
};
