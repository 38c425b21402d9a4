// Runs Schemathesis against a demo of its own and says what it found. VOUCHSAFE_SCHEMATHESIS_SECONDS changes how long.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startDemo } from "../../../tests/browser/lib/demo.js";
import { submit } from "../lib/submit.js";

const seconds = Number(process.env.VOUCHSAFE_SCHEMATHESIS_SECONDS ?? 240);
const here = "scripts/quality.d/schemathesis";
const out = path.resolve(".quality/schemathesis-run");

const demo = await startDemo();
let code;
try {
  mkdirSync(out, { recursive: true });
  const config = path.join(out, "schemathesis.toml");
  writeFileSync(config, readFileSync(`${here}/config.toml`, "utf8").replace("HOOKS", path.resolve(here, "hooks.py")) + (await thisRun()));
  // From a file: given an address, it would leave that address out.
  const document = path.join(out, "openapi.json");
  writeFileSync(document, await (await fetch(`${demo.url}/api/v1/openapi.json`)).text());
  const args = ["--config-file", config, "run", document, "--url", demo.url, "--max-time", seconds, "--workers", 2];
  code = await run(path.resolve(".quality/schemathesis/bin/schemathesis"), [...args, "--report", "json", "--report-json-path", path.join(out, "report.json")]);
  const health = await fetch(`${demo.url}/readyz`);
  if (!health.ok) throw new Error(`the server is not ready after it: ${health.status}`);
} finally {
  await demo.stop();
}
console.log(`figure: ${summary()}`);
process.exitCode = code === 0 ? 0 : 1;

/** Keys of listings that there are, and a submission of ours with its token. */
async function thisRun() {
  const { results } = await (await fetch(`${demo.url}/api/v1/providers?page_size=20`)).json();
  const { reference, token } = await submit(demo.url);
  const keys = results.flatMap((r) => [r.id, r.slug]);
  return `
[dictionaries.keys]
values = ${JSON.stringify(keys)}
[dictionaries.references]
values = ${JSON.stringify([reference])}
[auth.openapi]
submissionToken = { bearer = ${JSON.stringify(token)} }
`;
}

function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args.map(String), { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, PYTHONUNBUFFERED: "1" } });
    child.once("error", reject);
    child.once("exit", resolve);
  });
}

function summary() {
  const { operations, test_cases, running_time } = JSON.parse(readFileSync(path.join(out, "report.json"), "utf8"));
  return `${test_cases.generated} requests to ${operations.tested} operations in ${Math.round(running_time)} s, ${test_cases.unique_failures} faults`;
}
