// Types of the pages from the documents of the services behind them: `npm run generate`, and with `-- --check` whether they are up to date.
// One run a document: given several at once, the program checks only the first.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const DOCUMENTS = [
  ["docs/reference/openapi.json", "common/web/src/api/schema.gen.ts"],
  ["docs/reference/dashboard.openapi.json", "dashboard/web/src/api/schema.gen.ts"],
];
const OPTIONS = ["--alphabetize", "--root-types", "--root-types-no-schema-prefix"];

const program = join(dirname(createRequire(import.meta.url).resolve("openapi-typescript/package.json")), "bin", "cli.js");
let worst = 0;
for (const [document, types] of DOCUMENTS) {
  const { status } = spawnSync(process.execPath, [program, document, "--output", types, ...OPTIONS, ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) console.error(`${types} is not what ${document} says: npm run generate`);
  worst = Math.max(worst, status ?? 1);
}
process.exit(worst);
