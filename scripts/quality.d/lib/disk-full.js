// Fills the disk given as argument under a running server (see 40-disk-full.sh).
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { serve } from "./serve.js";
import { dossier, submit } from "./submit.js";

const disk = process.argv[2];
const server = await serve(disk);
const faults = [];
const expect = (truth, fault) => truth || faults.push(fault);
const post = () =>
  fetch(`${server.url}/api/v1/submissions`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(dossier()) });

try {
  const before = await submit(server.url);
  fill(path.join(disk, "filler"));
  let refused = null;
  // What SQLite has already set aside in its write-ahead log may take a few more.
  for (let i = 0; i < 200 && !refused; i += 1) {
    const began = Date.now();
    const answer = await post();
    if (answer.status !== 201) refused = { status: answer.status, type: answer.headers.get("content-type"), ms: Date.now() - began };
  }
  expect(refused, "no write was refused on a full disk");
  expect(!refused || refused.status === 503 || refused.status === 507, `a full disk answered ${refused?.status}`);
  expect(!refused || refused.type?.startsWith("application/problem+json"), `a full disk answered with ${refused?.type}`);
  expect((await fetch(`${server.url}/search`)).status === 200, "/search fails on a full disk");
  const status = new URL(before.status_url, server.url);
  expect((await fetch(server.url + status.pathname + status.search)).status === 200, "what was acknowledged cannot be read on a full disk");
  rmSync(path.join(disk, "filler"));
  expect((await post()).status === 201, "it does not recover when there is room again");
  console.log(`figure: refused with ${refused?.status} in ${refused?.ms} ms; reads went on; recovered without a restart: ${faults.length === 0}`);
} finally {
  await server.stop();
}
for (const fault of faults) console.log(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

function fill(file) {
  const handle = openSync(file, "w");
  for (let size = 1 << 20; size >= 512; size >>= 1) {
    try {
      for (;;) writeSync(handle, Buffer.alloc(size));
    } catch (error) {
      if (error.code !== "ENOSPC") throw error;
    }
  }
  closeSync(handle);
}
