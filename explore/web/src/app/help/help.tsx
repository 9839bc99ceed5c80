import { Button } from "@discogsography/web/controls/button";
import { Dialog } from "@discogsography/web/controls/dialog";
import { Tabs } from "@discogsography/web/controls/tabs";
import { Play } from "lucide-react";
import { openHelp, startTour } from "../help";
import { closeOverlay, type HelpTopic } from "../overlay";
import { KeyMap } from "./key_map";
import { Picture } from "./picture";

/** Explains the picture and lists the keys. */
export const Help = ({ topic }: { readonly topic: HelpTopic }) => (
  <Dialog
    title="Help"
    size="large"
    isOpen
    onClose={closeOverlay}
    actions={
      <Button icon={Play} onClick={startTour}>
        Tour of the page
      </Button>
    }
  >
    <Tabs
      label="Help"
      value={topic}
      onChange={openHelp}
      tabs={[
        { id: "picture", title: "What the picture shows", content: () => <Picture /> },
        { id: "keys", title: "Map of keys", content: () => <KeyMap /> },
      ]}
    />
  </Dialog>
);
