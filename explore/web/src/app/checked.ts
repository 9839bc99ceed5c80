import { ApiError } from "@discogsography/web/api/client";

/**
 * For `select` of a query: hands an answer on when it has what the view counts on, and makes an error of any other, so that a broken answer
 * shows as one instead of taking the pane down. Keep the result in a constant: a new function runs anew with each render.
 */
export const checked =
  <T>(looksRight: (data: T) => boolean) =>
  (data: T): T => {
    if (!holds(() => looksRight(data))) throw new ApiError(200, "The answer is not what was asked for", { code: "garbled" });
    return data;
  };

const holds = (test: () => boolean): boolean => {
  try {
    return test();
  } catch {
    return false; // The test reached into what is not there.
  }
};
