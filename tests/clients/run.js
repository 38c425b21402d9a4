// Makes a TypeScript and a Python client from the document that a demo serves, and asks that demo with both. Nothing made is kept.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startDemo } from "../browser/lib/demo.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const generated = path.join(here, "generated");
const python = path.resolve(here, "../../.quality/clients/bin");
const document = "/api/v1/openapi.json";

function run(program, args, env = {}) {
  const { PATH } = process.env;
  return execFileSync(program, args, { cwd: here, env: { ...process.env, PATH: `${python}:${PATH}`, ...env }, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** What a generator says that is more than progress is a fault: a piece of the client would be missing. */
function clean(said) {
  console.log(said.trim());
  if (/warning|skipping|error/i.test(said)) throw new Error("the generator had something to complain about");
}

const bin = (name) => path.join(here, "node_modules/.bin", name);

/** The recommended rules: an error ends it, and so does a warning. */
function lint() {
  const said = run(bin("redocly"), ["lint", "../../docs/openapi.json", "--format=json", "--config=redocly.yaml"], { REDOCLY_TELEMETRY: "off" });
  const { totals } = JSON.parse(said);
  if (totals.errors || totals.warnings) throw new Error(`the document breaks rules: ${said}`);
  return "recommended rules kept";
}

function typescript(url, dossier) {
  clean(run(bin("openapi-typescript"), [`${url}${document}`, "-o", path.join(generated, "schema.ts")]));
  run(bin("tsc"), ["-p", "tsconfig.json"]);
  return run("node", [path.join(generated, "js/calls.js"), url, dossier]);
}

function pythonic(url, dossier) {
  const folder = path.join(generated, "python/vouchsafe_client");
  clean(run("openapi-python-client", ["generate", "--url", `${url}${document}`, "--meta", "none", "--output-path", folder, "--fail-on-warning"]));
  return run("python", ["calls.py", url, dossier], { PYTHONPATH: path.join(generated, "python"), PYTHONDONTWRITEBYTECODE: "1" });
}

rmSync(generated, { recursive: true, force: true });
mkdirSync(path.join(generated, "python"), { recursive: true });
const demo = await startDemo();
try {
  const { components } = await (await fetch(`${demo.url}${document}`)).json();
  const dossier = JSON.stringify(components.examples.dossier.value);
  const said = [lint(), ...[typescript, pythonic].map((client) => client(demo.url, dossier).trim())];
  said.forEach((line) => console.log(line));
  console.log(`figure: ${said.join("; ")}`);
} finally {
  await demo.stop();
}
