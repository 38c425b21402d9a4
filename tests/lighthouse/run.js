// Lighthouse's scores of the patients' pages, as a phone on a slow network, and what lowers them. Prints one "figure:" line.
import lighthouse from "lighthouse";
import { chromium } from "../browser/node_modules/playwright-core/index.mjs";
import { freePort, startDemo } from "../browser/lib/demo.js";

const categories = ["performance", "accessibility", "best-practices", "seo"];
/** Not of this page's making: the demo is served without TLS, and tells search engines to stay away. */
const ofTheDemo = ["is-on-https", "redirects-http", "is-crawlable"];

const port = await freePort();
const demo = await startDemo();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [`--remote-debugging-port=${port}`, "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const figures = [];
try {
  const results = await (await fetch(`${demo.url}/search?near=10001&radius=50`)).text();
  const pages = ["/", "/search?near=10001&radius=50", results.match(/href="(\/providers\/[^"/]+)"/)[1], "/list", "/about/verification"];
  for (const page of pages) {
    const { lhr } = await lighthouse(demo.url + page, { port, output: "json", logLevel: "error", onlyCategories: categories });
    const scores = categories.map((name) => Math.round(lhr.categories[name].score * 100));
    figures.push(`${page} ${scores.join("/")}`);
    for (const { id, title, score, scoreDisplayMode } of Object.values(lhr.audits)) {
      if (score !== null && score < 0.9 && scoreDisplayMode !== "informative" && !ofTheDemo.includes(id)) console.log(`${page}: ${id}: ${title} (${score})`);
    }
  }
} finally {
  await browser.close();
  await demo.stop();
}
console.log(`figure: ${categories.join("/")}: ${figures.join("; ")}`);
