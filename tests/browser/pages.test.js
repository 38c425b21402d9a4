// What every page promises, on each page of the route list and on every kind of page that links lead to.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { phone, visitor } from "./lib/browser.js";
import { axeViolations, htmlErrors, internalLinks, plainPromises } from "./lib/promises.js";
import { routes, routesOf } from "./lib/routes.js";
import { browser, demo, stage } from "./lib/stage.js";

stage();

for (const { path, status } of routes) {
  test(`${path} keeps every promise`, async () => {
    const page = await visitor(browser, demo);
    const response = await page.goto(path);
    assert.equal(response.status(), status);
    const html = await response.text();
    assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html)), ...(await axeViolations(page)), ...page.complaints], []);
    await page.context().close();
  });

  test(`${path} works on a phone without JavaScript`, async () => {
    const page = await visitor(browser, demo, { size: phone, javaScript: false });
    await page.goto(path);
    await page.locator("h1").waitFor({ state: "visible" });
    await page.locator('a[href="tel:988"]').first().waitFor({ state: "visible" });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(sideways, 0, "the page scrolls sideways");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

describe("pages of providers", () => {
  const pages = async () => {
    const html = await (await fetch(`${demo.url}/search?near=10001&radius=100`)).text();
    return routesOf([...new Set([...html.matchAll(/href="\/providers\/([a-z0-9-]+)"/g)].map(([, slug]) => slug))]);
  };

  test("each keeps every promise, in both schemes", async () => {
    for (const scheme of ["light", "dark"]) {
      const page = await visitor(browser, demo, { scheme });
      for (const path of await pages()) {
        const html = await (await page.goto(path)).text();
        assert.deepEqual([path, ...plainPromises(html), ...(await htmlErrors(html)), ...(await axeViolations(page)), ...page.complaints], [path]);
      }
      await page.context().close();
    }
  });

  test("none scrolls sideways on a phone without JavaScript, and all that is touched is large enough", async () => {
    const page = await visitor(browser, demo, { size: phone, javaScript: false });
    for (const path of await pages()) {
      await page.goto(path);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(sideways, 0, `${path} scrolls sideways`);
      for (const call of await page.locator("main a[href^=tel]").all()) {
        const { height } = await call.boundingBox();
        assert.ok(height >= 44, `${path}: a number to call is ${height} px high`);
      }
    }
    await page.context().close();
  });
});

describe("links", () => {
  // Links alike but for a slug, a reference or a query are one kind; this many of a kind are followed.
  const ofAKind = 5;
  // The HTML of this many pages at one address, whatever their queries, is held to the standard: it takes a second each, and they
  // come from one template.
  const ofAnAddress = 6;

  test("none is broken, and every page found keeps its promises", async () => {
    const queue = routes.filter(({ status }) => status === 200).map(({ path }) => ({ path, from: "the route list" }));
    const seen = new Set(queue.map(({ path }) => path));
    const kinds = new Map();
    const validated = new Map();
    const broken = [];
    while (queue.length > 0) {
      const { path, from } = queue.shift();
      const response = await fetch(demo.url + path, { redirect: "follow" });
      if (!response.ok) broken.push(`${path} answers ${response.status}, linked from ${from}`);
      if (!response.headers.get("content-type")?.startsWith("text/html")) continue;
      const html = await response.text();
      const [address] = kindOf(path).split("?");
      validated.set(address, (validated.get(address) ?? 0) + 1);
      const errors = validated.get(address) <= ofAnAddress ? await htmlErrors(html) : [];
      for (const fault of [...plainPromises(html), ...errors]) broken.push(`${path}: ${fault}`);
      for (const link of internalLinks(html, demo.url + path)) {
        const kind = kindOf(link);
        const count = kinds.get(kind) ?? 0;
        if (seen.has(link) || count >= ofAKind) continue;
        kinds.set(kind, count + 1);
        seen.add(link);
        queue.push({ path: link, from: path });
      }
    }
    assert.deepEqual(broken, []);
    assert.ok(seen.size > routes.length, "the crawl found nothing beyond the route list");
  });
});

/** `/providers/a-slug?x=1` and `/providers/b-slug?x=2` are pages of one kind. */
function kindOf(link) {
  const url = new URL(link, "http://x");
  const steps = url.pathname.split("/").map((step, depth) => (depth > 1 && /[-\d]/.test(step) ? "*" : step));
  return steps.join("/") + "?" + [...url.searchParams.keys()].sort().join("&");
}
