/** The nonce of this page, for style elements that a library adds; undefined without a policy (tests, a plain development server). Browsers hide the attribute and keep the property. */
export const pageNonce = (): string | undefined => {
  const element = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]");
  return element?.nonce || element?.getAttribute("nonce") || undefined;
};
