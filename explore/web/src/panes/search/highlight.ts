/** A stretch of a name, and whether it matched. */
export interface Piece {
  readonly text: string;
  readonly isMatch: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#x27;": "'" };

const plain = (html: string): string => html.replaceAll(/&(?:amp|lt|gt|quot|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity);

/**
 * The API's highlight (HTML with `<b>` around what matched) as pieces of plain text.
 *
 * Nothing but `<b>` and `</b>` is markup here: any other tag is text like the rest, so that nothing a name holds reaches the page as HTML.
 */
export const pieces = (html: string): readonly Piece[] => {
  const found: Piece[] = [];
  let isMatch = false;
  for (const part of html.split(/(<\/?b>)/)) {
    if (part === "<b>") isMatch = true;
    else if (part === "</b>") isMatch = false;
    else if (part !== "") found.push({ text: plain(part), isMatch });
  }
  return found;
};
