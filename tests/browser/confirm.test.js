// A provider who opens the link in a reminder: looks through the listing, presses the one button, without JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phone, visitor } from "./lib/browser.js";
import { axeViolations, htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, stageFor } from "./lib/stage.js";

stageFor({});

const link = async () => {
  const html = await (await fetch(`${demo.url}/demo`)).text();
  const found = html.match(/\/portal\/confirm\/[0-9a-f-]+\?key=[A-Za-z0-9_-]+/);
  assert.ok(found, "the demo has a reminder in its outbox");
  return found[0];
};

test("the page behind the link keeps every promise in both languages and schemes", async () => {
  for (const scheme of ["light", "dark"]) {
    const page = await visitor(browser, demo, { scheme });
    for (const path of [await link(), `/es${await link()}`]) {
      const html = await (await page.goto(path)).text();
      assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html)), ...(await axeViolations(page)), ...page.complaints], []);
    }
    await page.context().close();
  }
});

test("one press on a phone without JavaScript confirms, and a second says the same", async () => {
  const page = await visitor(browser, demo, { size: phone, javaScript: false });
  await page.goto(await link());
  const before = await page.locator("h1").innerText();
  assert.match(before, /still right\?$/);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  const buttons = page.locator("main form button");
  assert.equal(await buttons.count(), 1);
  assert.ok((await buttons.first().boundingBox()).height >= 44);
  await buttons.first().click();
  assert.match(await page.locator("h1").innerText(), /^Thank you\./);
  assert.equal(await page.locator("main form").count(), 0);
  await page.reload();
  assert.match(await page.locator("h1").innerText(), /^Thank you\./);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
