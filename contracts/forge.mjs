// Runs the installed forge in this folder, with no look at the network or at the user's own
// configuration: `node forge.mjs test`.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const forge = join(dirname(createRequire(import.meta.url).resolve("@foundry-rs/forge/package.json")), "bin.mjs");
const run = spawnSync(process.execPath, [forge, ...process.argv.slice(2)], {
  cwd: HERE,
  stdio: "inherit",
  env: { ...process.env, FOUNDRY_OFFLINE: "true", FOUNDRY_DISABLE_NIGHTLY_WARNING: "true" },
});
process.exit(run.status ?? 1);
