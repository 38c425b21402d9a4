// Somebody who writes how it was, and somebody whose words sound like a crisis; without JavaScript and with the keyboard.
import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, phone, visitor } from "./lib/browser.js";
import { axeViolations, htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, page, stageFor } from "./lib/stage.js";

stageFor({});

async function keepsPromises(on) {
  const html = await on.content();
  assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html))], [], on.url());
}

test("a comment is written, mended and taken back, and nothing of it is in the log", async () => {
  const reader = await visitor(browser, demo, { size: phone, javaScript: false });
  await reader.goto("/search?near=10001&radius=50");
  await follow(reader.locator("article.card h2 a:not(.number)").first());
  await follow(reader.getByRole("link", { name: "What people say about this provider" }));
  await keepsPromises(reader);
  await reader.locator("#text").fill("They were kind, and my number is 503-555-0142.");
  await reader.locator('form[action*="/comments"] button[type="submit"]').click();
  const text = await reader.locator("main").innerText();
  for (const said of ["Leave out e-mail addresses", "Enter a name or choose anonymous", "Tick the box if you agree"]) {
    assert.ok(text.includes(said), said);
  }
  await keepsPromises(reader);
  await reader.locator("#text").fill("They were kind.");
  await reader.getByLabel("Stay anonymous").check();
  await reader.getByLabel("I agree that what I wrote").check();
  await reader.locator('form[action*="/comments"] button[type="submit"]').click();
  assert.equal(await reader.locator("h1").innerText(), "We have your comment");
  assert.doesNotMatch(await reader.locator("main").innerText(), /kind/);
  await keepsPromises(reader);
  await follow(reader.getByRole("link", { name: "Español" }));
  await reader.getByRole("button", { name: "Retirar mi comentario" }).click();
  assert.equal(await reader.locator("h1").innerText(), "Su comentario ya no está");
  assert.doesNotMatch(demo.log(), /were kind|555-0142/);
  assert.deepEqual(reader.complaints, []);
  await reader.context().close();
});

test("whoever writes words of a crisis sees 988 before anything else", async () => {
  await page.goto("/guide/anxiety/comments");
  await page.locator("#text").fill("I want to die.");
  await page.locator("#name").fill("N");
  await page.getByLabel("I agree that what I wrote").check();
  await page.locator('form[action*="/comments"] button[type="submit"]').click();
  assert.equal(await page.locator("main h2, main h1").first().innerText(), "You matter. Talk to someone now.");
  assert.equal(await page.locator("main a").first().getAttribute("href"), "tel:988");
  assert.deepEqual(await axeViolations(page), []);
  await keepsPromises(page);
});
