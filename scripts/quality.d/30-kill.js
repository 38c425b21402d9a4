// kind: correctness
// minutes: 3
// kill -9 while submissions arrive, again and again: what was acknowledged is there afterwards, and doctor finds nothing.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { program } from "../../tests/browser/lib/demo.js";
import { serve } from "./lib/serve.js";
import { submit } from "./lib/submit.js";

const kills = Number(process.env.KILLS ?? 40);
const folder = mkdtempSync(path.join(tmpdir(), "vouchsafe-kill-"));
const acknowledged = [];
const restarts = [];
let lost = 0;
let refusal = "";
try {
  for (let round = 0; round < kills; round += 1) {
    const began = Date.now();
    const server = await serve(folder);
    restarts.push(Date.now() - began);
    const until = Date.now() + 50 + Math.random() * 450;
    const clients = Array.from({ length: 4 }, async () => {
      while (Date.now() < until) {
        const answer = await submit(server.url).catch((error) => (refusal = error.message) && null);
        if (answer) acknowledged.push(answer.status_url);
      }
    });
    await new Promise((resolve) => setTimeout(resolve, until - Date.now() - Math.random() * 40));
    server.child.kill("SIGKILL");
    await Promise.all([...clients, server.ended]);
  }
  const server = await serve(folder);
  for (const url of acknowledged) {
    const answer = await fetch(server.url + new URL(url, server.url).pathname + new URL(url, server.url).search);
    if (answer.status !== 200) lost += 1;
  }
  await server.stop();
  execFileSync(program, ["doctor", "--database-url", `sqlite:${path.join(folder, "vouchsafe.db")}`], { stdio: "inherit" });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (acknowledged.length === 0) console.log(`nothing was acknowledged: ${refusal}`);
restarts.sort((a, b) => a - b);
console.log(`figure: ${kills} kills, ${acknowledged.length} acknowledged, ${lost} lost, restart p50 ${restarts[restarts.length >> 1]} ms, worst ${restarts.at(-1)} ms`);
process.exitCode = lost === 0 && acknowledged.length > 0 ? 0 : 1;
