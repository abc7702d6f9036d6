// Compiles the contracts by solc-js and writes ABI and bytecode into the Python package.
// With a folder as argument it writes there instead: a test compares both. A file as the second
// argument gets the whole standard JSON input, by which anybody verifies what is on a chain.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = process.argv[2] ?? join(HERE, "..", "sonm_desktop", "chain", "abi");
const INPUT = process.argv[3];
const CONTRACTS = ["Market", "SNM", "Faucet"];

// Transient storage (the reentrancy guard clears it), and `at`, a word of the signed messages.
const ACCEPTED = new Set(["2394", "6335"]);

const settings = JSON.parse(readFileSync(join(HERE, "solidity.json"), "utf8"));
const input = {
  language: "Solidity",
  sources: Object.fromEntries(CONTRACTS.map((name) => [`src/${name}.sol`, source(`src/${name}.sol`)])),
  settings: { ...settings, outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } } },
};

const read = {};

function source(path) {
  const root = path.startsWith("@") ? join(HERE, "node_modules") : HERE;
  return { content: readFileSync(join(root, path), "utf8") };
}

function found(path) {
  try {
    read[path] = source(path);
    return { contents: read[path].content };
  } catch (error) {
    return { error: error.message };
  }
}

const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }));
const problems = (output.errors ?? []).filter((problem) => !ACCEPTED.has(problem.errorCode));
for (const problem of problems) console.error(problem.errorCode, problem.formattedMessage);
if (problems.length) process.exit(1);

mkdirSync(TARGET, { recursive: true });
for (const name of CONTRACTS) {
  const { abi, evm } = output.contracts[`src/${name}.sol`][name];
  const text = JSON.stringify({ contract: name, abi, bytecode: "0x" + evm.bytecode.object }, null, 1);
  writeFileSync(join(TARGET, `${name}.json`), text + "\n");
}
if (INPUT) writeFileSync(INPUT, JSON.stringify({ ...input, sources: { ...input.sources, ...read } }, null, 1) + "\n");
