import "@discogsography/web/fonts.css";
import "@discogsography/web/tokens.css";
import "@discogsography/web/base.css";
import { newQueryClient } from "@discogsography/web/api/client";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { giveStylesTheNonce } from "./app/nonce";
import { Shell } from "./app/shell";

giveStylesTheNonce();

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={newQueryClient()}>
      <Shell />
    </QueryClientProvider>
  </StrictMode>,
);
