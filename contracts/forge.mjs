// Runs the installed forge in this folder, with no look at the network: `node forge.mjs test`.
// It calls the program itself: the package's own wrapper hides a failure's exit status.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { arch, platform } from "node:process";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const name = `@foundry-rs/forge-${platform}-${arch === "x64" ? "amd64" : arch}`;
const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
const program = join(folder, "bin", platform === "win32" ? "forge.exe" : "forge");
const run = spawnSync(program, process.argv.slice(2), {
  cwd: HERE,
  stdio: "inherit",
  env: { ...process.env, FOUNDRY_OFFLINE: "true" },
});
process.exit(run.status ?? 1);
