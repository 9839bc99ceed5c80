import { afterEach, beforeEach, expect, test } from "vitest";
import { giveStylesTheNonce } from "./nonce";

const SVG = "http://www.w3.org/2000/svg";
const { createElement, createElementNS } = Document.prototype;

beforeEach(() => {
  document.head.innerHTML = '<meta property="csp-nonce" nonce="r4nd0m">';
});

afterEach(() => {
  Object.assign(Document.prototype, { createElement, createElementNS });
  document.head.innerHTML = "";
});

test("style elements of libraries carry the nonce, in HTML and in SVG", () => {
  giveStylesTheNonce();

  expect(document.createElement("style").nonce).toBe("r4nd0m");
  expect((document.createElementNS(SVG, "style") as SVGStyleElement).nonce).toBe("r4nd0m");
});

test("nothing else does", () => {
  giveStylesTheNonce();

  expect(document.createElement("script").nonce).toBeFalsy();
  expect(document.createElement("div").hasAttribute("nonce")).toBe(false);
  expect(document.createElementNS(SVG, "circle").getAttribute("nonce")).toBeNull();
});

test("a page without a policy is left as it is", () => {
  document.head.innerHTML = "";

  giveStylesTheNonce();

  expect(Document.prototype.createElement).toBe(createElement);
});
