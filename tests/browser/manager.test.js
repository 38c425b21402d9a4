// Somebody who looks after a listing, with the keyboard alone and without JavaScript: the mail, the portal, people, sessions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desktop, follow, phone, visitor } from "./lib/browser.js";
import { axeViolations, htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, page, stageFor } from "./lib/stage.js";

stageFor({ size: desktop, javaScript: false });

/** Sends a listing in through the API, as a clinic does: the shortest that is taken. */
async function sendListing(name, email) {
  const dossier = {
    provider: { name, kind: "solo", email },
    locations: [{ key: "main", city: "Portland", state: "OR", postal_code: "97202" }],
    clinicians: [{ first_name: "Ana", last_name: "Reyes", profession: "md", locations: ["main"] }],
  };
  const answer = await fetch(`${demo.url}/api/v1/submissions`, { method: "POST", body: JSON.stringify(dossier), headers: { "content-type": "application/json" } });
  assert.equal(answer.status, 201, await answer.text());
}

/** Tab until this is focused, as somebody without a mouse does, and press the key that works it. */
async function reach(at, target, key) {
  for (let presses = 0; presses < 60; presses += 1) {
    await at.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) {
      if (key) await Promise.all([at.waitForEvent("load"), at.keyboard.press(key)]);
      return;
    }
  }
  throw new Error("the keyboard does not get there");
}

/** The newest mail to an address, as the demo shows it. */
async function mailTo(email) {
  const reader = await visitor(browser, demo, { size: desktop, javaScript: false });
  await reader.goto("/demo");
  const mail = await reader.locator("article", { hasText: email }).first().innerText();
  await reader.context().close();
  return mail;
}

async function askForMail(at, email) {
  await at.goto("/list");
  await reach(at, at.getByRole("link", { name: "Sign in", exact: true }), "Enter");
  await reach(at, at.getByLabel("E-mail address"));
  await at.keyboard.type(email);
  await Promise.all([at.waitForEvent("load"), at.keyboard.press("Enter")]);
  assert.match(await at.locator("h1").innerText(), /Look at your mail/);
}

async function signIn(at, email) {
  await askForMail(at, email);
  await at.goto(new URL((await mailTo(email)).match(/https?:\/\/\S+\/portal\/sign-in\/\S+/)[0]).pathname);
  await reach(at, at.getByRole("button", { name: "Sign in" }), "Enter");
  assert.equal(new URL(at.url()).pathname, "/portal");
}

test("from the start page to the portal with the keyboard alone, by the link in the mail", async () => {
  await sendListing("Elm Street Ketamine", "ana@elm.example.org");
  await signIn(page, "ana@elm.example.org");
  assert.match(await page.locator("main").innerText(), /Elm Street Ketamine/);
  await reach(page, page.locator("main").getByRole("link", { name: /^VS-/ }), "Enter");
  assert.match(await page.locator("main").innerText(), /Elm Street Ketamine/);
});

test("by the code, typed in small letters; a wrong one comes back with the same words twice", async () => {
  await sendListing("Oak Street Ketamine", "ana@oak.example.org");
  await askForMail(page, "ana@oak.example.org");
  const [code] = (await mailTo("ana@oak.example.org")).match(/\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/);
  await page.getByLabel("Code").fill("0000-000");
  await follow(page.getByRole("button", { name: "Sign in" }));
  assert.match(await page.title(), /^Error: /);
  const said = await page.locator("#error-summary a").innerText();
  assert.equal(await page.locator("#code-error").innerText(), said);
  await page.getByLabel("Code").fill(code.toLowerCase().replace("-", " "));
  await follow(page.getByRole("button", { name: "Sign in" }));
  assert.equal(new URL(page.url()).pathname, "/portal");
});

test("every page of the portal keeps what all pages promise, on a phone in the dark too", async () => {
  await sendListing("Ash Street Ketamine", "ana@ash.example.org");
  await signIn(page, "ana@ash.example.org");
  await follow(page.getByRole("link", { name: /^Who looks after it/ }));
  await page.getByLabel("E-mail address").fill("ben@ash.example.org");
  await follow(page.getByRole("button", { name: "Send the invitation" }));
  assert.match(await page.locator("main").innerText(), /ben@ash\.example\.org/);
  assert.match(await mailTo("ben@ash.example.org"), /Ash Street Ketamine/);
  const people = new URL(page.url()).pathname;
  const cookies = await page.context().cookies();
  const reader = await visitor(browser, demo, { size: phone, scheme: "dark" });
  await reader.context().addCookies(cookies);
  for (const path of ["/portal", people, "/portal/sessions", "/portal/sign-in"]) {
    assert.equal((await reader.goto(path)).status(), 200, path);
    const html = await reader.content();
    assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html)), ...(await axeViolations(reader))], [], path);
    const wider = await reader.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wider, 0, `${path} is wider than the screen`);
  }
  await reader.context().close();
});

test("somebody invited signs in, is taken off, and has nothing left; signing out ends it", async () => {
  await sendListing("Fir Street Ketamine", "ana@fir.example.org");
  await signIn(page, "ana@fir.example.org");
  await follow(page.getByRole("link", { name: /^Who looks after it/ }));
  await page.getByLabel("E-mail address").fill("ben@fir.example.org");
  await follow(page.getByRole("button", { name: "Send the invitation" }));
  const people = page.url();
  const ben = await visitor(browser, demo, { size: desktop, javaScript: false });
  await signIn(ben, "ben@fir.example.org");
  assert.match(await ben.locator("main").innerText(), /Fir Street Ketamine/);
  await page.goto(people);
  await follow(page.getByRole("button", { name: /^Take off.*ben@fir/ }));
  assert.equal((await ben.goto(people)).status(), 404);
  await ben.goto("/portal");
  assert.match(await ben.locator("main").innerText(), /There is no listing for this address/);
  await follow(ben.getByRole("button", { name: "Sign out" }));
  await ben.goto("/portal");
  assert.equal(new URL(ben.url()).pathname, "/portal/sign-in");
  await ben.context().close();
});
