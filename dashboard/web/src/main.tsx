import "@discogsography/web/fonts.css";
import "@discogsography/web/tokens.css";
import "@discogsography/web/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Page } from "./page/page";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
