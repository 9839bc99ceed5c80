import { pageNonce } from "@discogsography/web/nonce";

/**
 * Gives every style element that is made from now on the nonce of this page, without which the content policy ignores it.
 *
 * Libraries bring a few rules in style elements (Plot inside each chart) and offer no option for the nonce, so the two functions
 * that make elements are wrapped once, before any of these is loaded. Style attributes and rules added through the object model need none.
 */
export const giveStylesTheNonce = (): void => {
  const nonce = pageNonce();
  if (nonce === undefined) return;
  const marked = <E extends Element>(element: E): E => {
    if (element.localName === "style" && (element instanceof HTMLElement || element instanceof SVGElement)) element.nonce = nonce;
    return element;
  };
  const { createElement, createElementNS } = Document.prototype;
  Document.prototype.createElement = function (this: Document, ...given: [string, ElementCreationOptions?]) {
    return marked(createElement.apply(this, given));
  } as typeof createElement;
  Document.prototype.createElementNS = function (this: Document, ...given: [string | null, string, ElementCreationOptions?]) {
    return marked((createElementNS as (...all: [string | null, string, ElementCreationOptions?]) => Element).apply(this, given));
  } as typeof createElementNS;
};
