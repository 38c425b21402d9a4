// node sheets.tmp.mjs BASE OUT PREFIX PATH...   one sheet of four looks for each path
import { chromium } from "playwright-core";
import { writeFileSync } from "node:fs";
const [base, out, prefix, ...paths] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const looks = [["phone", 390, 844, "light"], ["phone", 390, 844, "dark"], ["desktop", 1280, 800, "light"], ["desktop", 1280, 800, "dark"]];
for (const path of paths) {
  const shots = [];
  for (const [n, w, h, c] of looks) {
    const ctx = await b.newContext({ viewport: { width: w, height: h }, colorScheme: c });
    const p = await ctx.newPage();
    await p.goto(base + path);
    const full = await p.evaluate(() => document.documentElement.scrollHeight);
    const wide = await p.evaluate(() => document.documentElement.scrollWidth);
    if (wide > w) console.log("WIDE", path, n, wide);
    const buf = await p.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: w, height: Math.min(full, n === "phone" ? 3400 : 2600) } });
    shots.push([buf.toString("base64"), n]);
    await ctx.close();
  }
  const ctx = await b.newContext({ viewport: { width: 2000, height: 1000 } });
  const p = await ctx.newPage();
  await p.setContent(`<body style="margin:0;display:flex;gap:8px;align-items:start;background:#888">${shots.map(([s, n]) => `<img src="data:image/png;base64,${s}" style="width:${n === "phone" ? 300 : 680}px">`).join("")}</body>`);
  await p.waitForTimeout(300);
  await p.screenshot({ path: `${out}/${prefix}-${path.replace(/[^a-z0-9]+/gi, "_")}.png`, fullPage: true });
  await ctx.close();
}
await b.close();
