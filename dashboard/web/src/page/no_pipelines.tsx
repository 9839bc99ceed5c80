import { Card } from "@discogsography/web/controls/card";
import { StateBlock } from "@discogsography/web/controls/state_block";

/** Instead of the pipelines while none of their services answers. */
export const NoPipelines = () => (
  <Card id="pipelines" title="Pipelines">
    <StateBlock kind="offline" title="No service of any pipeline answers" isCompact>
      <p>
        They may not have been started. <code>./up --status</code> or <code>docker compose ps</code> says which run; <code>./up</code> or{" "}
        <code>docker compose up -d</code> starts them.
      </p>
    </StateBlock>
  </Card>
);
