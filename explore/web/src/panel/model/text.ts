import type { TextPart } from "@discogsography/web/api/schema.gen";
import { type EntityRef, isEntityType, shownName } from "../../app/entity";

/** A run of a text with one meaning: plain, a name of the catalogue, or a link out of the page. */
export interface Piece {
  readonly text: string;
  readonly styles: readonly TextStyle[];
  readonly entity?: EntityRef;
  readonly url?: string;
}
export type TextStyle = NonNullable<TextPart["styles"]>[number];
export type Paragraph = readonly Piece[];

const STYLES: ReadonlySet<unknown> = new Set<TextStyle>(["bold", "italic", "underline", "strikethrough"]);

/**
 * An address that may be opened: absolute, http or https, and without a user name, which serves to disguise the host. Anything else, however
 * it is spelt, is undefined.
 */
export const safeUrl = (text: string | null | undefined): URL | undefined => {
  const address = text?.trim() ?? "";
  // The URL parser would repair blanks, control characters and missing slashes; what needs that is no address.
  if (!/^https?:\/\/[^\s\p{C}\\]+$/iu.test(address)) return undefined;
  try {
    const url = new URL(address);
    const isPlain = (url.protocol === "https:" || url.protocol === "http:") && url.username === "" && url.password === "";
    return isPlain && url.hostname !== "" ? url : undefined;
  } catch {
    return undefined;
  }
};

const BARE_URL = /https?:\/\/[^\s<>"'[\]{}|\\^`]+/giu;

/** Plain text with the addresses in it as links. Punctuation at the end of one belongs to the sentence. */
const linked = (text: string, styles: readonly TextStyle[]): readonly Piece[] => {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(BARE_URL)) {
    const address = trimmedEnd(match[0]);
    const url = safeUrl(address);
    if (url === undefined) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), styles });
    pieces.push({ text: address, styles, url: url.href });
    at = match.index + address.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), styles });
  return pieces;
};

const trimmedEnd = (address: string): string => {
  const bare = address.replace(/[.,;:!?]+$/u, "");
  // A closing bracket belongs to the address when its opening one does.
  return bare.endsWith(")") && !bare.includes("(") ? bare.slice(0, -1) : bare;
};

const toPieces = (part: TextPart): readonly Piece[] => {
  const styles = (part.styles ?? []).filter((style) => STYLES.has(style));
  const text = part.text ?? "";
  if (part.id && isEntityType(part.type)) {
    return [{ text: shownName(text), styles, entity: { type: part.type, id: part.id, name: text } }];
  }
  const url = safeUrl(part.url);
  return url === undefined ? linked(text, styles) : [{ text: text.trim() === "" ? url.host : text, styles, url: url.href }];
};

/** A profile or notes, as the API has taken their markup apart, in paragraphs. Empty lines between paragraphs are left out. */
export const paragraphs = (parts: readonly TextPart[]): readonly Paragraph[] => {
  const lines: Piece[][] = [[]];
  for (const piece of parts.flatMap(toPieces)) {
    piece.text.split(/\r\n|[\n\r\u2028\u2029]/u).forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text !== "") lines.at(-1)?.push({ ...piece, text });
    });
  }
  return lines.filter((line) => line.some((piece) => piece.text.trim() !== ""));
};

/** Plain text of the dump (a label's contact) the same way: nothing in it is markup. */
export const plainParagraphs = (text: string): readonly Paragraph[] => paragraphs([{ text, styles: [], type: null, id: null, url: null }]);

/** How many characters a reader would have to read. */
export const lengthOf = (text: readonly Paragraph[]): number =>
  text.reduce((sum, line) => sum + line.reduce((part, piece) => part + piece.text.length, 0), 0);
