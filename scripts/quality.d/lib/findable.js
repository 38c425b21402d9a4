// Approves listings through the staff pages and measures how long until each is found, see 55-findable.sh.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { program, startDemo } from "../../../tests/browser/lib/demo.js";
import { dossierOf, physician, writeRegistry } from "./physicians.js";
import { serve } from "./serve.js";
import { enter } from "./staff.js";
import { submit } from "./submit.js";

const approvals = Number(process.env.APPROVALS ?? 40);
const everyMs = 5;
const giveUpMs = 30_000;

/** Until it is found by the API and on the page of this server, in milliseconds from now. */
async function foundAt(url, { zip, first_name, last_name }) {
  const name = `${first_name} ${last_name} Psychiatry`;
  const query = `near=${zip}&q=${encodeURIComponent(name)}`;
  const began = performance.now();
  const until = async (address) => {
    while (!(await (await fetch(url + address)).text()).includes(name + (address.startsWith("/api") ? '"' : "</a>"))) {
      if (performance.now() - began > giveUpMs) throw new Error(`${address} does not find it after ${giveUpMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    return performance.now() - began;
  };
  return Math.max(...(await Promise.all([until(`/api/v1/providers?${query}`), until(`/search?${query}`)])));
}

/** Submits, reviews and approves on the first server; answers, for each server, how long it took each time. */
async function measure(servers, command) {
  const folder = mkdtempSync(path.join(tmpdir(), "vouchsafe-registry-"));
  const people = Array.from({ length: approvals }, (_, n) => physician(n));
  const registry = path.join(folder, "registry.csv");
  writeRegistry(registry, people);
  command("import", "nppes", registry, "--partial", "--list-date", new Date().toISOString().slice(0, 10));
  rmSync(folder, { recursive: true });
  const link = command("admin", "create", "--email", "measure@example.org", "--role", "reviewer").match(/https?:\/\/\S+/)[0];
  const [url] = servers;
  const reviewer = await enter(url, link);
  for (const person of people) await submit(url, dossierOf(person));
  const queue = await reviewer.queue();
  const times = servers.map(() => []);
  for (const person of people) {
    const page = queue.get(`${person.first_name} ${person.last_name} Psychiatry`);
    const form = await reviewer.prepare(page);
    // Not in step with the quarter of a second between two looks at the change sequence.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
    await reviewer.approve(page, form);
    const found = await Promise.all(servers.map((server) => foundAt(server, person)));
    found.forEach((ms, i) => times[i].push(ms));
  }
  return times;
}

function told(name, times) {
  times.sort((a, b) => a - b);
  const at = (p) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * p))]);
  return `${name} p50 ${at(0.5)}, p95 ${at(0.95)}, worst ${Math.round(times.at(-1))} ms`;
}

const figures = [];

const demo = await startDemo();
try {
  const env = { ...process.env, DATABASE_URL: `sqlite:${path.join(demo.folder, "vouchsafe-demo/vouchsafe.db")}`, VOUCHSAFE_PUBLIC_URL: demo.url };
  const [alone] = await measure([demo.url], (...args) => execFileSync(program, args, { env, cwd: demo.folder, encoding: "utf8" }));
  figures.push(told("SQLite", alone));
} finally {
  await demo.stop();
}

const folder = mkdtempSync(path.join(tmpdir(), "vouchsafe-findable-"));
const database = process.env.VOUCHSAFE_TEST_POSTGRES;
const servers = [];
try {
  for (let i = 0; i < 2; i += 1) servers.push(await serve(folder, [], database));
  const env = { ...process.env, DATABASE_URL: database, VOUCHSAFE_PUBLIC_URL: servers[0].url };
  const [same, second] = await measure(servers.map(({ url }) => url), (...args) => execFileSync(program, args, { env, cwd: folder, encoding: "utf8" }));
  figures.push(told("PostgreSQL", same), told("a second process", second));
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
}
console.log(`figure: ${approvals} approvals each, until found by API and page: ${figures.join("; ")}`);
