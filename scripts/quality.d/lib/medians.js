// The medians in divan's table, as one line. Argument: the file with the table.
import { readFileSync } from "node:fs";

const nanoseconds = { ns: 1, "µs": 1e3, us: 1e3, ms: 1e6, s: 1e9 };
const medians = new Map(); // "resolved 97202" -> ns

let bench = "";
for (const line of readFileSync(process.argv[2], "utf8").split("\n")) {
  const branch = line.match(/^[│ ]*[├╰]─ (.*)$/)?.[1];
  if (!branch) continue;
  const [first, , median] = branch.split("│").map((cell) => cell.trim());
  const [name, value] = [first.split(/\s{2,}/)[0], median?.match(/^([\d.]+) (ns|µs|us|ms|s)$/)];
  if (!value) bench = name;
  else medians.set(isArgument(name) ? `${bench} ${name}` : name, Number(value[1]) * nanoseconds[value[2]]);
}

/** Arguments are numbers or what a person types; names of benches are words with underscores. */
function isArgument(name) {
  return !/^[a-z]+_[a-z_]+$/.test(name);
}

const time = (ns) => (ns < 1e3 ? `${ns.toFixed(0)} ns` : ns < 1e6 ? `${(ns / 1e3).toFixed(1)} µs` : `${(ns / 1e6).toFixed(1)} ms`);
const told = [...medians].map(([name, ns]) => `${name} ${time(ns)}`);
if (told.length === 0) throw new Error("the table has no medians");
console.log(`medians: ${told.join(", ")}`);
