import { useMemo } from "react";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { EntityLink } from "../../app/entity_link";
import styles from "./answer.module.css";
import { ENTITY_SCHEME, linkable, remarkEntities } from "./mentions";
import type { Answer as AnswerOf } from "./thread";

/** What an answer may be made of. Everything else is left out and its words are kept; links are only those that the page made itself. */
const ALLOWED = "a strong em del code p br ul ol li h1 h2 h3 h4 h5 h6 blockquote pre table thead tbody tr th td hr".split(" ");

/** Headings of an answer stand below that of the conversation. */
const heading: Components["h1"] = ({ children }) => <h3>{children}</h3>;

/** An answer as Markdown without HTML. Names that the API's tools returned are links into the catalogue. */
export const Answer = ({ answer }: { readonly answer: AnswerOf }) => {
  const entities = useMemo(() => linkable(answer.entities), [answer.entities]);
  const plugins = useMemo(() => [remarkGfm, remarkEntities(entities)], [entities]);
  const components: Components = {
    a: ({ href, children }) => {
      const entity = entities[Number(href?.slice(ENTITY_SCHEME.length))];
      return entity === undefined ? children : <EntityLink entity={entity} />;
    },
    table: ({ children }) => (
      // A wide table scrolls by itself; the keyboard has to reach it for that.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to take the focus
      <section className={styles.table} aria-label="Table of the answer" tabIndex={0}>
        <table>{children}</table>
      </section>
    ),
    h1: heading,
    h2: heading,
    h3: heading,
    h4: heading,
    h5: heading,
    h6: heading,
  };
  return (
    <div className={styles.answer} dir="auto" data-testid="nlq-pill-answer">
      <Markdown
        remarkPlugins={plugins}
        allowedElements={ALLOWED}
        unwrapDisallowed
        skipHtml
        urlTransform={(url) => (url.startsWith(ENTITY_SCHEME) ? url : "")}
        components={components}
      >
        {answer.summary}
      </Markdown>
    </div>
  );
};
