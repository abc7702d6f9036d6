// Compiles the contracts by solc-js and writes into the Python package, for each: ABI, bytecode,
// and the code that it leaves on a chain, with the places of its immutables. Beside them the
// sources of all, from which the standard JSON input of each one is put together.
// With a folder as argument it writes there instead: a test compares both.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = process.argv[2] ?? join(HERE, "..", "sonm_desktop", "chain", "abi");
const CONTRACTS = ["Market", "SNM", "Faucet", "Profiles", "Blacklists", "Reputation", "Campaigns", "PracticeFeed", "TokenProbe"];

// Transient storage (the reentrancy guard clears it), and `at`, a word of the signed messages.
const ACCEPTED = new Set(["2394", "6335"]);
const WANTED = [
  "abi",
  "evm.bytecode.object",
  "evm.deployedBytecode.object",
  "evm.deployedBytecode.immutableReferences",
];

const settings = JSON.parse(readFileSync(join(HERE, "solidity.json"), "utf8"));
const sources = {};
const contracts = {};

function source(path) {
  const root = path.startsWith("@") ? join(HERE, "node_modules") : HERE;
  return { content: readFileSync(join(root, path), "utf8") };
}

// Each contract alone: what is compiled beside it could change nothing, but need not be shown.
function compile(name) {
  const main = `src/${name}.sol`;
  const read = { [main]: source(main) };
  const found = (path) => {
    try {
      read[path] = source(path);
      return { contents: read[path].content };
    } catch (error) {
      return { error: error.message };
    }
  };
  const outputSelection = { "*": { "*": WANTED, "": ["ast"] } };
  const input = { language: "Solidity", sources: { [main]: read[main] }, settings: { ...settings, outputSelection } };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }));
  const problems = (output.errors ?? []).filter((problem) => !ACCEPTED.has(problem.errorCode));
  for (const problem of problems) console.error(problem.errorCode, problem.formattedMessage);
  if (problems.length) process.exit(1);
  for (const path of Object.keys(read)) sources[path] = read[path].content;
  contracts[name] = Object.keys(read).sort();
  return artifact(name, output.contracts[main][name], declared(output.sources));
}

function artifact(name, { abi, evm }, names) {
  const places = Object.entries(evm.deployedBytecode.immutableReferences ?? {});
  return {
    contract: name,
    abi,
    bytecode: "0x" + evm.bytecode.object,
    runtime: "0x" + evm.deployedBytecode.object,
    immutables: Object.fromEntries(places.map(([id, found]) => [names.get(id), found.map(({ start }) => start)])),
  };
}

// Names of all immutables, by the numbers that the compiler gives them.
function declared(files) {
  const names = new Map();
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    if (node.nodeType === "VariableDeclaration" && node.mutability === "immutable") names.set(String(node.id), node.name);
    Object.values(node).forEach(visit);
  };
  Object.values(files).forEach(({ ast }) => visit(ast));
  return names;
}

function write(file, value) {
  writeFileSync(join(TARGET, file), JSON.stringify(value, null, 1) + "\n");
}

mkdirSync(TARGET, { recursive: true });
for (const name of CONTRACTS) write(`${name}.json`, compile(name));
const sorted = Object.fromEntries(Object.entries(sources).sort(([one], [other]) => (one < other ? -1 : 1)));
write("sources.json", { compiler: solc.version(), settings, contracts, sources: sorted });
