// kind: correctness
// minutes: 4
// axe on every public page in light and dark, in forced colors, at four widths and with text twice as large.
import { launch, visitor } from "../../tests/browser/lib/browser.js";
import { startDemo } from "../../tests/browser/lib/demo.js";
import { axeViolations } from "../../tests/browser/lib/promises.js";
import { routes } from "../../tests/browser/lib/routes.js";

const widths = [320, 390, 768, 1280];
const looks = [
  { name: "light", scheme: "light" },
  { name: "dark", scheme: "dark" },
  // Forced colors are the reader's own. axe judges the style sheet's colors there, where the browser shows black on white.
  { name: "forced colors", scheme: "light", forcedColors: "active", without: ["color-contrast"] },
  { name: "large text", scheme: "light", fontSize: "200%" },
];

const [demo, browser] = await Promise.all([startDemo(), launch()]);
const faults = new Map();
let looked = 0;
try {
  for (const look of looks) {
    for (const width of widths) {
      const page = await visitor(browser, demo, { size: { width, height: 844 }, scheme: look.scheme });
      await page.emulateMedia({ colorScheme: look.scheme, forcedColors: look.forcedColors ?? "none" });
      for (const { path } of routes) {
        await page.goto(path);
        if (look.fontSize) await page.evaluate((size) => (document.documentElement.style.fontSize = size), look.fontSize);
        looked += 1;
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
        const found = [...(await axeViolations(page, look.without)), ...(sideways ? ["scrolls sideways"] : [])];
        for (const fault of found) {
          const where = `${path} (${look.name}, ${width} px)`;
          faults.set(fault, [...(faults.get(fault) ?? []), where]);
        }
      }
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  await demo.stop();
}
for (const [fault, places] of faults) console.log(`${fault}\n    on ${places.slice(0, 4).join("; ")}${places.length > 4 ? ` and ${places.length - 4} more` : ""}`);
console.log(`figure: ${faults.size} faults in ${looked} views of ${routes.length} pages`);
process.exitCode = faults.size === 0 && looked > 0 ? 0 : 1;
