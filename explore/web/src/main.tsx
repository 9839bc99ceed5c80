import "@discogsography/web/tokens.css";
import { newQueryClient } from "@discogsography/web/api/client";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Shell } from "./app/shell";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={newQueryClient()}>
      <Shell />
    </QueryClientProvider>
  </StrictMode>,
);
