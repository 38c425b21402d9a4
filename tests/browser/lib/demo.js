// A demo of its own for each test file: a folder, a free port, the program built from this tree.
// Inventing the listings takes longer than a test, so it is done once for each build and day; each demo begins with a copy.
// VOUCHSAFE_URL points the tests at a running one instead (from the folder it runs in); VOUCHSAFE_BIN at another build.
import { spawn, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
export const program = process.env.VOUCHSAFE_BIN ?? path.join(root, "target/debug/vouchsafe");

/** Starts a demo and waits until it is ready. `rateLimits: true` leaves the limits on. */
export async function startDemo({ rateLimits = false } = {}) {
  const running = process.env.VOUCHSAFE_URL;
  if (running) return { url: new URL(running).origin, folder: process.cwd(), stop: async () => {}, log: () => "" };
  const folder = mkdtempSync(path.join(tmpdir(), "vouchsafe-browser-"));
  cpSync(await invented(), folder, { recursive: true });
  return run(folder, ["demo", ...(rateLimits ? [] : ["--rate-limits", "off"])]);
}

/** The demo's listings served in earnest: search engines are not kept out, no page says that they are invented. */
export async function startServer() {
  const folder = mkdtempSync(path.join(tmpdir(), "vouchsafe-browser-"));
  cpSync(await invented(), folder, { recursive: true });
  return run(folder, ["serve", "--database-url", databaseIn(folder), "--rate-limits", "off"]);
}

const databaseIn = (folder) => `sqlite:${path.join(folder, "vouchsafe-demo/vouchsafe.db")}`;

/** A folder with the demo's listings, as this build invented them today. */
async function invented() {
  const build = Math.round(statSync(program).mtimeMs);
  const folder = path.join(root, "target/browser-demo", `${build}-${new Date().toISOString().slice(0, 10)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(path.dirname(folder), { recursive: true });
  for (const old of readdirSync(path.dirname(folder))) rmSync(path.join(path.dirname(folder), old), { recursive: true, force: true });
  const making = mkdtempSync(`${folder}-`);
  const demo = await run(making, ["demo", "--fresh"]);
  await demo.stop({ keep: true });
  renameSync(making, folder);
  return folder;
}

/** A directory without listings, in a database of its own on the PostgreSQL that scripts/test started. */
export async function startOnPostgres() {
  const cluster = process.env.VOUCHSAFE_TEST_POSTGRES;
  if (!cluster) throw new Error("VOUCHSAFE_TEST_POSTGRES is not set: run this beside scripts/with-postgres");
  const name = `browser_${process.pid}_${Date.now()}`;
  execFileSync("psql", ["-q", "-d", cluster, "-c", `CREATE DATABASE ${name}`], { stdio: "pipe" });
  const folder = mkdtempSync(path.join(tmpdir(), "vouchsafe-browser-"));
  const url = cluster.replace(/\/[^/]*$/, `/${name}`);
  return run(folder, ["serve", "--database-url", url, "--key-file", path.join(folder, "vouchsafe.key"), "--rate-limits", "off"]);
}

async function run(folder, command) {
  const bind = `127.0.0.1:${await freePort()}`;
  const url = `http://${bind}`;
  let output = "";
  let child, ended;
  const start = async () => {
    child = spawn(program, [...command, "--bind", bind], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (bytes) => (output += bytes));
    child.stderr.on("data", (bytes) => (output += bytes));
    const own = child;
    ended = new Promise((resolve) => own.once("exit", resolve));
    await ready(url, child, () => output);
  };
  const stop = async ({ keep = false } = {}) => {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
    await ended;
    clearTimeout(late);
    if (!keep) rmSync(folder, { recursive: true, force: true });
  };
  /** Dies without a word, and comes back at the same address. */
  const crash = async () => {
    child.kill("SIGKILL");
    await ended;
    await start();
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, folder, get child() { return child; }, stop, crash, log: () => output };
}

/** Runs a subcommand against the demo's own database, as an operator would beside the running server. */
export function vouchsafe(demo, ...args) {
  const env = { ...process.env, DATABASE_URL: databaseIn(demo.folder), VOUCHSAFE_PUBLIC_URL: demo.url };
  return execFileSync(program, args, { cwd: demo.folder, env, encoding: "utf8" });
}

async function ready(url, child, output) {
  for (let waited = 0; waited < 300_000; waited += 100) {
    if (child.exitCode !== null) throw new Error(`vouchsafe ended with code ${child.exitCode}:\n${output()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`vouchsafe was not ready after 5 minutes:\n${output()}`);
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
