// node tests/browser/screenshots.js [FOLDER]      default: tests/browser/shots (ignored by git)
// node tests/browser/screenshots.js --readme      the few that README.md shows, into docs/screens
//
// Every page of the list at phone and desktop size, light and dark, from a demo of its own.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { desktop, launch, phone, visitor } from "./lib/browser.js";
import { startDemo } from "./lib/demo.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const forReadme = process.argv.includes("--readme");
const folder = forReadme ? path.join(here, "../../docs/screens") : path.resolve(process.argv[2] ?? path.join(here, "shots"));

const pages = [
  { name: "home", path: "/", readme: true },
  { name: "results", path: "/search?near=10001&radius=50", readme: true },
  { name: "map", path: "/search?near=77002&radius=50&map=true#map", readme: true },
  { name: "map-country", path: "/search?map=true#map" },
  { name: "results-empty", path: "/search?near=99723&radius=1" },
  { name: "results-error", path: "/search?near=00000" },
  { name: "provider", from: "/search?near=10001&radius=100", follow: ['h2 a[href*="/providers/"], h3 a[href*="/providers/"]'], readme: true },
  { name: "report", from: "/search?near=10001&radius=100", follow: ['h2 a[href*="/providers/"]', 'main a[href$="/report"]'] },
  { name: "compare-how", path: "/compare" },
  { name: "compare", from: "/search?near=10001&radius=100", tick: 3, follow: [".compare-bar button"] },
  { name: "sheet", from: "/search?near=10001&radius=100", tick: 2, follow: [".compare-bar button", 'a[href*="sheet=1"]'] },
  { name: "guide", path: "/guide" },
  { name: "guide-page", path: "/guide/iv", readme: true },
  { name: "comments", path: "/guide/risks/comments" },
  { name: "comments-rules", path: "/about/comments" },
  { name: "accuracy", path: "/accuracy" },
  { name: "terms", path: "/about/terms" },
  { name: "verification", path: "/about/verification" },
  { name: "list", path: "/list" },
  { name: "api", path: "/api/docs" },
  { name: "sign-in", path: "/admin/sign-in" },
  { name: "not-found", path: "/no-such-page" },
];
const looks = [
  { size: phone, scheme: "light", label: "phone-light" },
  { size: phone, scheme: "dark", label: "phone-dark" },
  { size: desktop, scheme: "light", label: "desktop-light" },
  { size: desktop, scheme: "dark", label: "desktop-dark" },
];

mkdirSync(folder, { recursive: true });
const [demo, browser] = await Promise.all([startDemo(), launch()]);
try {
  for (const { size, scheme, label } of forReadme ? looks.filter(({ scheme }) => scheme === "light") : looks) {
    const page = await visitor(browser, demo, { size, scheme });
    for (const { name, path: address, from, follow, tick = 0 } of pages.filter(({ readme }) => readme || !forReadme)) {
      await page.goto(address ?? from);
      for (let at = 0; at < tick; at++) await page.locator('input[name="ids"]').nth(at).check();
      for (const link of follow ?? []) await page.locator(link).first().click();
      const file = path.join(folder, `${name}-${forReadme ? label.split("-")[0] : label}.png`);
      await page.screenshot({ path: file, fullPage: !forReadme });
      console.log(file);
    }
    await page.context().close();
  }
} finally {
  await browser.close();
  await demo.stop();
}
