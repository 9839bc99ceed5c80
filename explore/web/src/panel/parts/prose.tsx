import { Button } from "@discogsography/web/controls/button";
import { type ReactNode, useId, useState } from "react";
import { EntityLink } from "../../app/entity_link";
import { lengthOf, type Paragraph, type Piece, type TextStyle } from "../model/text";
import { OutsideLink } from "./outside_link";
import styles from "./prose.module.css";

const LONG = 420;

/** A profile or notes. Long ones are folded until the reader asks for all. */
export const Prose = ({ text }: { readonly text: readonly Paragraph[] }) => {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const isLong = lengthOf(text) > LONG || text.length > 6;
  return (
    <div className={styles.prose}>
      <div id={id} className={isLong && !isOpen ? styles.folded : undefined}>
        {text.map((paragraph, index) => (
          <p key={index} dir="auto">
            {paragraph.map((piece, place) => (
              <Run key={place} piece={piece} />
            ))}
          </p>
        ))}
      </div>
      {isLong && (
        <Button size="small" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          {isOpen ? "Show less" : "Read all"}
        </Button>
      )}
    </div>
  );
};

const Run = ({ piece }: { readonly piece: Piece }) => piece.styles.reduce<ReactNode>(wrapped, <Core piece={piece} />);

const Core = ({ piece }: { readonly piece: Piece }) => {
  if (piece.entity) return <EntityLink entity={piece.entity}>{piece.text}</EntityLink>;
  return piece.url === undefined ? piece.text : <OutsideLink href={piece.url}>{piece.text}</OutsideLink>;
};

const wrapped = (inner: ReactNode, style: TextStyle): ReactNode => {
  const Element = ELEMENTS[style];
  return <Element>{inner}</Element>;
};

const ELEMENTS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" } as const satisfies Record<TextStyle, string>;
