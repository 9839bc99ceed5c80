import { hooks } from "@discogsography/web/api/client";

/** Whether questions in plain language are answered here; false until it is known. What leads to Ask shows only then. */
export const useAskEnabled = (): boolean => hooks.useQuery("get", "/api/nlq/status", {}, { retry: false }).data?.enabled === true;
