// `vouchsafe serve` on a folder that outlives it, for the fault tests.
import { spawn } from "node:child_process";
import path from "node:path";
import { freePort, program } from "../../../tests/browser/lib/demo.js";

/** Starts the server in `folder`, by default on `folder/vouchsafe.db`, and waits until it is ready. */
export async function serve(folder, extra = [], database = `sqlite:${path.join(folder, "vouchsafe.db")}`) {
  const bind = `127.0.0.1:${await freePort()}`;
  const args = ["serve", "--bind", bind, "--database-url", database, "--rate-limits", "off", ...extra];
  const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (bytes) => (output = (output + bytes).slice(-20_000)));
  child.stderr.on("data", (bytes) => (output = (output + bytes).slice(-20_000)));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = `http://${bind}`;
  for (let waited = 0; ; waited += 20) {
    if (child.exitCode !== null || waited > 60_000) throw new Error(`vouchsafe serve did not become ready:\n${output}`);
    if ((await fetch(`${url}/readyz`).catch(() => null))?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const stop = async () => {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
    await ended;
    clearTimeout(late);
  };
  return { url, child, ended, stop, log: () => output };
}
