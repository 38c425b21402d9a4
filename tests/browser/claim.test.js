// Somebody who is listed, on a phone without JavaScript: asks for the removal of a listing, and claims one; and staff who read both.
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

const onPhone = () => visitor(browser, demo, { size: phone, javaScript: false });
const sideways = (on) => on.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The page of the first provider that a search finds. */
async function openProvider(at) {
  await at.goto("/search?near=10001&radius=50");
  await follow(at.locator("article.card h2 a:not(.number)").first());
  return at.locator("h1").innerText();
}

test("a removal is asked for, a mistake is mended on the way, and nothing of it is in the log", async () => {
  const at = await onPhone();
  const name = await openProvider(at);
  await follow(at.getByRole("link", { name: "Have this listing removed" }));
  assert.equal(await at.locator("h1").innerText(), `Have the listing of ${name} removed`);
  assert.equal(await sideways(at), 0);
  await keepsPromises(at);
  await at.locator("#email").fill("nobody@");
  await follow(at.getByRole("button", { name: "Ask for the removal" }));
  const text = await at.locator("main").innerText();
  for (const said of ["Choose what you are to this listing", "Write the e-mail address in full"]) assert.ok(text.includes(said), said);
  assert.equal(await at.locator("#email").inputValue(), "nobody@");
  await keepsPromises(at);
  await at.getByLabel("I work for it").check();
  await at.locator("#email").fill("quiet.leaver@example.org");
  await follow(at.getByRole("button", { name: "Ask for the removal" }));
  assert.equal(await at.locator("h1").innerText(), "We have your request");
  assert.doesNotMatch(await at.locator("main").innerText(), new RegExp(name));
  await keepsPromises(at);
  await follow(at.getByRole("link", { name: "Español" }));
  assert.equal(await at.locator("h1").innerText(), "Recibimos su solicitud");
  assert.doesNotMatch(demo.log(), /quiet\.leaver/);
  assert.deepEqual(at.complaints, []);
  await at.context().close();
});

test("a claim says that what is typed confirms nothing, and what happens next", async () => {
  const at = await onPhone();
  await openProvider(at);
  await follow(at.getByRole("link", { name: "Have this listing removed" }));
  await follow(at.getByRole("link", { name: "I would rather look after this listing" }));
  assert.match(await at.locator("h1").innerText(), /^Claim the listing of /);
  assert.match(await at.locator("main").innerText(), /that you type here confirms nothing/);
  assert.equal(await sideways(at), 0);
  await keepsPromises(at);
  await follow(at.getByRole("button", { name: "Send the claim" }));
  assert.equal(await at.locator(".error-summary li").count(), 3);
  await keepsPromises(at);
  await at.getByLabel("Your name").fill("Kim Lee");
  await at.getByLabel("What you do there").fill("Office manager");
  await at.getByLabel("Your work e-mail address").fill("kim.lee@example.org");
  await follow(at.getByRole("button", { name: "Send the claim" }));
  assert.equal(await at.locator("h1").innerText(), "We have your request");
  assert.match(await at.locator("main").innerText(), /within 2 business days/);
  await keepsPromises(at);
  assert.deepEqual(at.complaints, []);
  await at.context().close();
});

test("both forms read well to a screen reader in both languages and schemes", async () => {
  await openProvider(page);
  const slug = new URL(page.url()).pathname.split("/").pop();
  for (const scheme of ["light", "dark"]) {
    const at = await visitor(browser, demo, { scheme });
    for (const path of [`/claim/${slug}`, `/es/claim/${slug}`, `/remove/${slug}`, `/es/remove/${slug}`]) {
      await at.goto(path);
      assert.deepEqual([...(await axeViolations(at)), ...at.complaints], [], path);
    }
    await at.context().close();
  }
});
