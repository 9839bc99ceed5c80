import { hooks } from "@discogsography/web/api/client";

/** Whether questions in plain language are answered here; undefined until it is known. */
export const useAsk = (): boolean | undefined => {
  const status = hooks.useQuery("get", "/api/nlq/status", {}, { retry: false });
  return status.isError ? false : status.data?.enabled;
};

/** The same, and false until it is known: what leads to Ask shows only then. */
export const useAskEnabled = (): boolean => useAsk() === true;
