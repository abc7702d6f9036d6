// Breaks the contracts on purpose, one small change at a time, and sees whether forge's tests notice.
//   node mutate.mjs [count=160] [seed=1] [report.json] [only,these,numbers]
//   PART=Campaigns node mutate.mjs 80 6    of a part: Market (without it), Amending, Campaigns, Registries
// The sources stay as they are: each mutant is compiled from memory into a copy of this folder.
// A change that does not compile is not counted. What survives is printed, to be explained.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const HERE = dirname(fileURLToPath(import.meta.url));
const COUNT = Number(process.argv[2] ?? 160);
const SEED = Number(process.argv[3] ?? 1);
const REPORT = process.argv[4];
const ONLY = process.argv[5]?.split(",").map(Number);
const sources = Object.fromEntries(readdirSync(join(HERE, "src")).map((name) => [name, readFileSync(join(HERE, "src", name), "utf8")]));

// What is changed, whose bytecode that is, and the tests that should notice: the quick ones first.
const REGISTRIES = ["Profiles.sol", "Blacklists.sol", "Reputation.sol"];
const MARKET_TESTS = [["--no-match-contract", "Invariants|Campaign|Profiles|Blacklists|Reputation"], ["--match-contract", "^InvariantsTest"]];
const MARKET = ["Accrual", "Amending", "Bindings", "Claims", "Closing", "Deals", "Market", "Operators", "PriceFeed", "Signatures", "Vault"];
const PARTS = {
  Market: { files: MARKET.map((name) => `${name}.sol`), main: () => "Market", tests: MARKET_TESTS },
  Amending: { files: ["Amending.sol"], main: () => "Market", tests: MARKET_TESTS },
  Campaigns: {
    files: ["Campaigns.sol"],
    main: () => "Campaigns",
    tests: [["--match-contract", "^(Campaign(Opening|Price|Places|Coupons|Closing|Words)|CodeAccounts|HostileTokens)"], ["--match-contract", "^CampaignInvariants"]],
  },
  Registries: {
    files: REGISTRIES,
    main: (file) => file.replace(".sol", ""),
    settings: JSON.parse(readFileSync(join(HERE, "solidity.json"), "utf8")), // Reputation needs it
    tests: [["--match-contract", "^(Profiles|Blacklists|Reputation)"], ["--match-contract", "^(Registry)?Invariants"]],
  },
};
const PART = PARTS[process.env.PART ?? "Market"];
const SETTINGS = PART.settings ?? { evmVersion: "cancun", optimizer: { enabled: false } };

// [what, by what]: each place where `what` stands is one possible mutant.
const SWAPS = [
  [/ < /g, [" <= ", " >= "]], [/ > /g, [" >= ", " <= "]], [/ <= /g, [" < ", " > "]], [/ >= /g, [" > ", " < "]],
  [/ == /g, [" != "]], [/ != /g, [" == "]], [/ && /g, [" || "]], [/ \|\| /g, [" && "]],
  [/ \+ /g, [" - "]], [/ - /g, [" + "]], [/ \* /g, [" / "]], [/ \/ /g, [" * "]],
  [/ \+= /g, [" -= ", " = "]], [/ -= /g, [" += ", " = "]],
  [/\bmin\(/g, ["max("]], [/\bmax\(/g, ["min("]], [/\bnonReentrant /g, [""]],
  [/\.consumer\b/g, [".payee"]], [/\.payee\b/g, [".consumer"]],
  [/\bif \((?=.*\) (revert|return|\w+|\{))/g, ["if (false && ", "if (true || "]],
  [/\bexpiry\b(?= [<>])/g, ["nonce * 0"]], [/(?<= )1(?=[;) ])/g, ["0", "2"]],
  [/\? /g, ["== (false) ? "]],
];

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function isCode(line) {
  return line.trim() && !/^\s*(\/\/|import|pragma|using|event|error|function|\/\*|\*)/.test(line);
}

/** Every mutant of one file, as {file, line, before, after}. */
function mutantsOf(file, text) {
  const lines = text.split("\n");
  const found = [];
  const add = (index, after) => {
    if (after !== lines[index]) found.push({ file, line: index + 1, before: lines[index].trim(), after: after.trim(), text: lines.with(index, after).join("\n") });
  };
  let inside = false;
  for (const [index, line] of lines.entries()) {
    if (/^(abstract )?contract|^library/.test(line)) inside = true;
    if (!inside || !isCode(line)) continue;
    for (const [pattern, replacements] of SWAPS) {
      for (const match of line.matchAll(pattern)) {
        for (const replacement of replacements) {
          let after = line.slice(0, match.index) + replacement + line.slice(match.index + match[0].length);
          if (replacement.startsWith("if (")) after = closed(after, match.index + replacement.length);
          add(index, after);
        }
      }
    }
    if (/^\s{8,}(emit |_\w+\(|[\w.[\]]+(\(.*\)| [-+]?= .*|\+\+));$/.test(line)) add(index, line.replace(/\S.*$/, ""));
  }
  return found;
}

/** `if (false && a || b) x` must mean all of the condition: give it its own brackets. */
function closed(line, from) {
  let depth = 1;
  for (let place = from; place < line.length; place++) {
    if (line[place] === "(") depth++;
    if (line[place] === ")" && --depth === 0) return line.slice(0, from) + "(" + line.slice(from, place) + ")" + line.slice(place);
  }
  return line;
}

/** The artifact of a contract, with a mutant of one of its files or none; null when it does not compile. */
function compiled(name, mutant) {
  const main = `src/${name}.sol`;
  const text = (file) => (mutant?.file === file ? mutant.text : sources[file]);
  const input = {
    language: "Solidity",
    sources: { [main]: { content: text(`${name}.sol`) } },
    settings: { ...SETTINGS, outputSelection: { [main]: { [name]: ["abi", "evm.bytecode.object"] } } },
  };
  const found = (path) => ({ contents: text(path.replace("src/", "")) ?? readFileSync(join(HERE, "node_modules", path), "utf8") });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }));
  if ((output.errors ?? []).some((problem) => problem.severity === "error")) return null;
  const { abi, evm } = output.contracts[main][name];
  return JSON.stringify({ contract: name, abi, bytecode: "0x" + evm.bytecode.object });
}

const place = mkdtempSync(join(tmpdir(), "mutants-"));
process.on("exit", () => rmSync(place, { recursive: true, force: true }));
const folder = join(place, "contracts");
const artifacts = join(place, "sonm_desktop", "chain", "abi");
mkdirSync(folder);
for (const name of ["src", "test", "foundry.toml", "forge.mjs", "solc", "out", "cache"]) cpSync(join(HERE, name), join(folder, name), { recursive: true });
symlinkSync(join(HERE, "node_modules"), join(folder, "node_modules"));
cpSync(join(HERE, "..", "sonm_desktop", "chain", "abi"), artifacts, { recursive: true });

/** Whether forge's tests pass with this artifact in place of the contract's. */
function passes(name, artifact) {
  writeFileSync(join(artifacts, `${name}.json`), artifact);
  return PART.tests.every((which) => {
    const run = spawnSync("node", ["forge.mjs", "test", "--fail-fast", "--code-size-limit", "100000", ...which], { cwd: folder, encoding: "utf8", timeout: 240_000, env: { ...process.env, FOUNDRY_INVARIANT_RUNS: "32" } });
    return run.status === 0;
  });
}

const whole = Object.fromEntries([...new Set(PART.files.map(PART.main))].map((name) => [name, compiled(name, null)]));
if (!Object.entries(whole).every(([name, artifact]) => passes(name, artifact))) {
  console.error("the tests fail without any change");
  process.exit(1);
}

const pick = random(SEED);
const all = PART.files.flatMap((name) => mutantsOf(name, sources[name]));
for (let last = all.length - 1; last > 0; last--) {
  const other = Math.floor(pick() * (last + 1));
  [all[last], all[other]] = [all[other], all[last]];
}
const survivors = [];
let counted = 0;
let same = 0;
for (const [number, mutant] of all.entries()) {
  if (counted >= COUNT) break;
  if (ONLY && !ONLY.includes(number)) continue;
  const name = PART.main(mutant.file);
  const artifact = compiled(name, mutant);
  if (artifact === null) continue;
  if (artifact === whole[name]) {
    same++;
    continue;
  }
  counted++;
  const survived = passes(name, artifact);
  writeFileSync(join(artifacts, `${name}.json`), whole[name]);
  const shown = { number, file: mutant.file, line: mutant.line, before: mutant.before, after: mutant.after };
  if (survived) survivors.push(shown);
  console.log(`${counted} ${survived ? "SURVIVED" : "killed"} #${number} ${mutant.file}:${mutant.line}  ${mutant.before}  =>  ${mutant.after || "(nothing)"}`);
}
const report = { seed: SEED, possible: all.length, counted, killed: counted - survivors.length, same_bytecode: same, survivors };
console.log(JSON.stringify({ ...report, survivors: survivors.length }));
if (REPORT) writeFileSync(REPORT, JSON.stringify(report, null, 1) + "\n");
