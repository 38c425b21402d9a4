// A manager changes the hours of a place without JavaScript: patients read them at once, and staff see what changed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desktop, follow, phone, visitor } from "./lib/browser.js";
import { enter } from "./lib/desk.js";
import { axeViolations, htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, page, stageFor } from "./lib/stage.js";

stageFor({ size: desktop, javaScript: false });

/** The demo's mails, newest first, as its page shows them. */
async function mails() {
  const reader = await visitor(browser, demo, { size: desktop, javaScript: false });
  await reader.goto("/demo");
  const all = await reader.locator("article").allInnerTexts();
  await reader.context().close();
  return all;
}

/** Signs in the one who was asked to confirm a listing that is in the directory. */
async function signIn(at) {
  const reminder = (await mails()).find((mail) => mail.includes("/portal/confirm/"));
  const [email] = reminder.match(/[\w.+-]+@[\w.-]+\.\w+/);
  await at.goto("/portal/sign-in");
  await at.getByLabel("E-mail address").fill(email);
  await follow(at.locator("main form button"));
  const mail = (await mails()).find((text) => text.includes("/portal/sign-in/"));
  await at.goto(new URL(mail.match(/https?:\/\/\S+\/portal\/sign-in\/\S+/)[0]).pathname);
  await follow(at.getByRole("button", { name: "Sign in" }));
  assert.equal(new URL(at.url()).pathname, "/portal");
}

const openListing = (at) => follow(at.getByRole("link", { name: /^Change hours, prices or new patients/ }).first());

/** Until the index has it. */
async function until(at, path, said) {
  for (let tries = 0; tries < 60; tries += 1) {
    await at.goto(path);
    if (said.test(await at.locator("main").innerText())) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  assert.match(await at.locator("main").innerText(), said);
}

/** A reviewer who is signed in. */
async function reviewer() {
  const at = await visitor(browser, demo, { size: desktop });
  await enter(at, "uma@example.org");
  return at;
}

test("new hours are on the public page at once, and staff see before and now and say that it is well", async () => {
  await signIn(page);
  await openListing(page);
  const name = await page.locator("h1").innerText();
  await page.getByLabel("Sunday").fill("noon");
  await follow(page.getByRole("button", { name: "Save and show it" }));
  assert.match(await page.title(), /^Error: /);
  const told = await page.locator("#error-summary a").innerText();
  assert.equal((await page.locator("#hours_sun-error").innerText()).replace(/^Error:\s*/, ""), told);
  assert.equal(await page.getByLabel("Sunday").inputValue(), "noon");

  await page.getByLabel("Sunday").fill("6:10am-7:20am");
  await follow(page.getByRole("button", { name: "Save and show it" }));
  assert.match(await page.locator("[role=status]").innerText(), /Saved\./);
  assert.equal(await page.getByLabel("Sunday").inputValue(), "06:10-07:20");
  const listing = page.url();
  const publicPage = await page.getByRole("link", { name: "the page", exact: true }).getAttribute("href");
  await until(page, publicPage, /6:10 am/);

  const staff = await reviewer();
  await staff.goto("/admin/tasks");
  const task = staff.getByRole("link", { name: new RegExp(`^Look at what changed.*${name}`) });
  for (let n = 2; (await task.count()) === 0 && n < 20; n += 1) await staff.goto(`/admin/tasks?page=${n}`);
  await follow(task);
  assert.match(await staff.locator("main table").first().innerText(), /06:10/);
  const html = await staff.content();
  assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html)), ...(await axeViolations(staff))], []);
  await staff.getByLabel("It is well").check();
  await follow(staff.getByRole("button", { name: "Record it" }));
  assert.match(await staff.locator("main").innerText(), /Nothing waits for a look/);
  await staff.context().close();

  await page.goto(listing);
  await follow(page.getByRole("button", { name: "Everything is still right" }));
  assert.match(await page.locator("[role=status]").innerText(), /It is confirmed/);
});

test("the page keeps every promise on a phone, light and dark", async () => {
  await signIn(page);
  await openListing(page);
  const path = new URL(page.url()).pathname;
  for (const scheme of ["light", "dark"]) {
    const reader = await visitor(browser, demo, { size: phone, scheme });
    await reader.context().addCookies(await page.context().cookies());
    assert.equal((await reader.goto(path)).status(), 200);
    const html = await reader.content();
    assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html)), ...(await axeViolations(reader))], [], scheme);
    assert.equal(await reader.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await reader.context().close();
  }
});
