import type { SearchSuggestion } from "@discogsography/web/api/schema.gen";
import { shownName, TYPE_NAMES } from "./entity";
import { marked } from "./suggest";
import styles from "./suggestion_text.module.css";
import { TypeMark } from "./type_mark";

/** A suggestion on one line: silhouette, name with what was typed marked, what tells it from its namesakes, type. */
export const SuggestionText = ({
  suggestion,
  typed,
  hasType,
}: {
  readonly suggestion: SearchSuggestion;
  readonly typed: string;
  readonly hasType: boolean;
}) => (
  <>
    <TypeMark type={suggestion.type} />
    <bdi className={styles.name}>
      <Marked text={suggestion.name} typed={typed} />
    </bdi>
    {suggestion.detail && <bdi className={styles.detail}>{suggestion.detail}</bdi>}
    {hasType && <span className={styles.type}>{TYPE_NAMES[suggestion.type][0].toLowerCase()}</span>}
  </>
);

/** Text in which what was typed is marked. */
export const Marked = ({ text, typed }: { readonly text: string; readonly typed: string }) => {
  const parts = marked(text, typed);
  if (parts === undefined) return shownName(text);
  const [before, match, after] = parts;
  return (
    <>
      {before}
      <mark>{match}</mark>
      {after}
    </>
  );
};
