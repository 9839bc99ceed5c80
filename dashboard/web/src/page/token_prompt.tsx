import { ApiError } from "@discogsography/web/api/fetching";
import { Button } from "@discogsography/web/controls/button";
import { TextField } from "@discogsography/web/controls/field";
import { KeyRound } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { client, isLocked } from "../api/client";
import { tryNow } from "../live/store";
import styles from "./token_prompt.module.css";

/** Asks for the token that this dashboard is closed with. The service turns it into a cookie that scripts cannot read; the page keeps nothing. */
export const TokenPrompt = () => {
  const [token, setToken] = useState("");
  const [error, setError] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  const enter = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (token === "") {
      setError("Type the token");
      return;
    }
    setAsking(true);
    try {
      await client.POST("/api/session", { body: { token } });
      tryNow();
    } catch (failure) {
      setError(reasonOf(failure));
      setAsking(false);
    }
  };
  return (
    <form className={styles.prompt} onSubmit={enter}>
      <KeyRound size={22} aria-hidden className={styles.icon} />
      <h2>This dashboard has a token</h2>
      <p>
        It is the value of <code>DASHBOARD_TOKEN</code> in the environment of the dashboard service.
      </p>
      <TextField
        label="Token"
        type="password"
        autoComplete="current-password"
        value={token}
        onChange={(text) => {
          setToken(text);
          setError(undefined);
        }}
        {...(error !== undefined && { error })}
        autoFocus
      />
      <Button type="submit" variant="primary" aria-disabled={isAsking}>
        Open the dashboard
      </Button>
    </form>
  );
};

const reasonOf = (failure: unknown): string => {
  if (isLocked(failure)) return "That is not the token";
  return failure instanceof ApiError && failure.status !== 0
    ? failure.message
    : "The dashboard service does not answer. Try again in a moment";
};
