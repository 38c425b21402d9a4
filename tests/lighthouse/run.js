// Lighthouse's scores of the patients' pages, as a phone on a slow network, the middle of five runs, what lowers them, and what a first
// visit loads. Prints one "figure:" line.
import lighthouse from "lighthouse";
import { chromium } from "../browser/node_modules/playwright-core/index.mjs";
import { freePort, startServer } from "../browser/lib/demo.js";

const categories = ["performance", "accessibility", "best-practices", "seo"];
/** Not of a page's making: nothing here is served with TLS. */
const ofTheMachine = ["is-on-https", "redirects-http"];
/** Of these we want search engines to stay away (`noindex`), which costs them their score. */
const isKeptOut = (page) => page.startsWith("/search") || page.endsWith("/comments");

const runs = 5;
const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const port = await freePort();
const server = await startServer();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [`--remote-debugging-port=${port}`, "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const figures = [];
try {
  const results = await (await fetch(`${server.url}/search?near=10001&radius=50`)).text();
  const pages = ["/", "/search?near=10001&radius=50", "/search?near=10001&radius=50&map=true", "/search?map=true", results.match(/href="(\/providers\/[^"/]+)"/)[1], "/guide/iv", "/guide/iv/comments", "/list", "/about/verification"];
  for (const page of pages) {
    const reports = [];
    for (let run = 0; run < runs; run++) {
      const { lhr } = await lighthouse(server.url + page, { port, output: "json", logLevel: "error", onlyCategories: categories });
      reports.push(lhr);
    }
    const of = (read) => middle(reports.map(read));
    const scores = categories.map((name) => Math.round(of((lhr) => lhr.categories[name].score) * 100));
    const lcp = of((lhr) => lhr.audits["largest-contentful-paint"].numericValue) / 1000;
    const cls = of((lhr) => lhr.audits["cumulative-layout-shift"].numericValue);
    const bytes = of((lhr) => lhr.audits["total-byte-weight"].numericValue) / 1000;
    figures.push(`${page} ${scores.join("/")}, LCP ${lcp.toFixed(1)} s, CLS ${cls.toFixed(2)}, ${bytes.toFixed(0)} KB`);
    for (const { id, title, score, scoreDisplayMode } of Object.values(reports[0].audits)) {
      if (score !== null && score < 0.9 && scoreDisplayMode !== "informative" && !ofTheMachine.includes(id) && !(id === "is-crawlable" && isKeptOut(page))) console.log(`${page}: ${id}: ${title} (${score})`);
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
console.log(`figure: ${categories.join("/")}: ${figures.join("; ")}`);
