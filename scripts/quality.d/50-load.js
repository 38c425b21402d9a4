// kind: measure
// minutes: 1
// build: release
// How fast pages and answers come, one after the other and eight at a time, from the demo's listings (build of VOUCHSAFE_BIN).
import { startDemo } from "../../tests/browser/lib/demo.js";

const paths = ["/search?near=10001&radius=100", "/api/v1/providers?near=10001&radius=100", "/api/v1/providers?near=90210&treatment=iv&radius=any", "/"];
const percentile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];

const demo = await startDemo();
const figures = [];
try {
  for (const path of paths) {
    const times = [];
    for (let i = 0; i < 300; i += 1) {
      const began = performance.now();
      const answer = await fetch(demo.url + path);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
      times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    const began = performance.now();
    let done = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (performance.now() - began < 4000) {
          await (await fetch(demo.url + path)).arrayBuffer();
          done += 1;
        }
      }),
    );
    figures.push(`${path} p50 ${percentile(times, 0.5).toFixed(1)} p99 ${percentile(times, 0.99).toFixed(1)} ms, ${Math.round(done / 4)}/s`);
  }
} finally {
  await demo.stop();
}
console.log(`figure: ${figures.join("; ")}`);
