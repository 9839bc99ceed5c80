import { render } from "@testing-library/react";
import { expect, test } from "vitest";
import { useTitle } from "./use_title";

const Titled = ({ text }: { readonly text: string | undefined }) => {
  useTitle(text);
  return null;
};

test("what came last names the document, and gives the name back when it goes", () => {
  const pane = render(<Titled text="Labels" />);
  const page = render(<Titled text="Warp Records" />);
  expect(document.title).toBe("Warp Records · Discogsography Explore");
  page.unmount();
  expect(document.title).toBe("Labels · Discogsography Explore");
  pane.rerender(<Titled text={undefined} />);
  expect(document.title).toBe("Discogsography Explore");
});
