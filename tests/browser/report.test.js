// Somebody who found a problem, with the keyboard alone: search, provider, report; and who else can act when care was unsafe.
import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, phone, visitor } from "./lib/browser.js";
import { axeViolations, htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, page, stageFor } from "./lib/stage.js";
import { totp } from "./lib/totp.js";

stageFor({});

/** Presses Tab until the focus is on an element that this selector finds. */
async function tabTo(selector) {
  for (let presses = 0; presses < 300; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
  }
  throw new Error(`${selector} is not reached by Tab on ${page.url()}`);
}
/** Presses Enter on what has the focus, and waits until the page that it leads to is there. */
const enter = () => Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
const focused = () => page.evaluate(() => document.activeElement.id);

async function keepsPromises() {
  const html = await page.content();
  assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html)), ...(await axeViolations(page))], [], page.url());
}

/** From the first page to the form of the first provider found. */
async function openForm() {
  await page.goto("/");
  await tabTo("#near");
  await page.keyboard.type("10001");
  await enter();
  await tabTo("article.card h2 a");
  await enter();
  const name = await page.locator("h1").innerText();
  await tabTo('main a[href$="/report"]');
  await enter();
  assert.equal(await page.locator("h1").innerText(), `Report a problem with ${name}`);
}

async function choosePlace() {
  if ((await page.locator('input[name="place"]').count()) === 0) return;
  await tabTo('input[name="place"]');
  await page.keyboard.press("Space");
}

test("a report is sent with the keyboard alone, and a mistake is mended on the way", async () => {
  await openForm();
  await keepsPromises();
  assert.equal(await page.locator(".if-unsafe").isVisible(), false);
  await tabTo('input[name="reason"]');
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator('input[name="reason"]:checked').getAttribute("value"), "unsafe_care");
  assert.equal(await page.locator(".if-unsafe").isVisible(), true, "who else can act is shown beneath");
  await tabTo('.if-unsafe a[href="https://www.fda.gov/medwatch"]');
  await choosePlace();
  await tabTo("#text");
  await page.keyboard.type("Nobody watched for an hour.");
  await tabTo("#email");
  await page.keyboard.type("nobody@");
  await tabTo('button[type="submit"]');
  await enter();

  assert.match(await page.title(), /^Error: /);
  assert.equal(await focused(), "error-summary");
  await keepsPromises();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "email");
  assert.equal(await page.locator("#text").inputValue(), "Nobody watched for an hour.");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("somebody@example.org");
  await tabTo('button[type="submit"]');
  await enter();

  assert.equal(await page.locator("h1").innerText(), "We have your report");
  const reference = await page.locator(".reference").innerText();
  assert.match(reference, /^VS-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  const text = await page.locator("main").innerText();
  assert.match(text, /within 2 business days/);
  assert.match(text, /FDA MedWatch/);
  assert.doesNotMatch(text, /Nobody watched|somebody@/);
  assert.doesNotMatch(demo.log(), /Nobody watched|somebody@|nobody@/, "nothing of it is in the log");
  await keepsPromises();

  // As from a bookmark, on another device.
  const other = await visitor(browser, demo, { size: phone, javaScript: false });
  await other.goto(page.url());
  assert.equal(await other.locator(".reference").innerText(), reference);
  await follow(other.getByRole("link", { name: "Español" }));
  assert.equal(await other.locator("h1").innerText(), "Recibimos su aviso");
  assert.equal((await other.goto(`/reports/${reference}`)).status(), 404);
  assert.deepEqual(other.complaints, []);
  await other.context().close();
});

/** A reviewer of the demo notes a call in vain about the report, and lets the note stand. */
async function callInVain(reference) {
  const staff = await visitor(browser, demo, { size: phone, javaScript: false });
  await staff.goto("/admin/sign-in");
  await staff.getByLabel("Email").fill("reviewer@demo.example");
  await staff.getByLabel("Password").fill("all of this is invented");
  await staff.getByLabel("Code").fill(totp("MRSW23ZAOJSXM2LFO5SXEIDTMVRXEZLU"));
  await follow(staff.getByRole("button", { name: "Sign in" }));
  await staff.goto(`/admin/work?q=${reference}`);
  await follow(staff.locator("tbody tr th a"));
  await staff.getByLabel("Nobody answered, or the number is out of service").check();
  await staff.getByLabel("What number, when, and what happened").fill("The listed number, at noon: it rang out.");
  await staff.getByLabel("Say on the listing").check();
  await follow(staff.getByRole("button", { name: "Note the call" }));
  assert.match(await staff.locator("main").innerText(), /The note on the listing may stand/);
  await staff.context().close();
}

test("two people who say that a phone is dead are heard on the listing once we have called in vain", async () => {
  let reference = "";
  for (const email of ["one@example.org", "two@example.org"]) {
    await openForm();
    await tabTo('input[name="reason"]');
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator('input[name="reason"]:checked').getAttribute("value"), "dead_phone");
    await choosePlace();
    await tabTo("#email");
    await page.keyboard.type(email);
    await enter();
    assert.equal(await page.locator("h1").innerText(), "We have your report");
    reference = await page.locator(".reference").innerText();
  }
  await callInVain(reference);
  const note = page.getByText("People have told us that this phone does not answer. We are checking.");
  for (let tries = 0; tries < 50 && (await note.count()) === 0; tries += 1) {
    await page.waitForTimeout(100);
    await page.goto("/search?near=10001");
  }
  await note.first().waitFor({ state: "visible" });
  await keepsPromises();
  await follow(page.locator("article.card h2 a").first());
  await note.first().waitFor({ state: "visible" });
});
