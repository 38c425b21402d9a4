// kind: correctness
// minutes: 1
// Bodies that drip: each is cut off within 15 seconds, two hundred of them at once, and everyone else is served meanwhile.
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { serve } from "./lib/serve.js";

const limit = 15_000;
const kinds = [
  { path: "/api/v1/submissions", type: "application/json" },
  { path: "/list/new", type: "application/x-www-form-urlencoded" },
];

/** Milliseconds until the server ended a connection whose body comes a byte a second. */
function drip(url, { path, type }) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const began = Date.now();
    const socket = connect(Number(port), hostname, () => {
      socket.write(`POST ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: ${type}\r\nContent-Length: 5000\r\nSec-Fetch-Site: same-origin\r\n\r\n`);
    });
    const timer = setInterval(() => socket.write("a", () => {}), 1000);
    const give_up = setTimeout(() => socket.destroy(), limit * 2);
    socket.on("error", () => {});
    socket.on("data", () => {});
    socket.on("close", () => {
      clearInterval(timer);
      clearTimeout(give_up);
      resolve(Date.now() - began);
    });
  });
}

const folder = mkdtempSync(path.join(tmpdir(), "vouchsafe-slow-"));
const server = await serve(folder);
let worst = 0;
let slowest = 0;
try {
  const drips = Array.from({ length: 200 }, (_, i) => drip(server.url, kinds[i % kinds.length]));
  let dripping = true;
  const others = (async () => {
    while (dripping) {
      const began = performance.now();
      const answer = await fetch(`${server.url}/healthz`);
      if (!answer.ok) throw new Error(`/healthz answered ${answer.status} meanwhile`);
      slowest = Math.max(slowest, performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  worst = Math.max(...(await Promise.all(drips)));
  dripping = false;
  await others;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`figure: 200 slow bodies, the last cut off after ${(worst / 1000).toFixed(1)} s; others waited at most ${slowest.toFixed(0)} ms`);
process.exitCode = worst <= limit + 500 ? 0 : 1;
