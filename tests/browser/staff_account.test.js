// Staff and their own accounts: sessions ended from elsewhere, a recovery code in place of the app, and the pages of accounts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desktop, follow, phone, visitor } from "./lib/browser.js";
import { enter, setUp, signIn } from "./lib/desk.js";
import { axeViolations, htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, page, stageFor } from "./lib/stage.js";
import { totp } from "./lib/totp.js";

stageFor({ size: desktop });

test("a recovery code lets in once, and the session that it opened is ended from the first one", async () => {
  await enter(page, "rae@example.org", "reviewer");
  await follow(page.getByRole("link", { name: "Account", exact: true }));
  await follow(page.getByRole("link", { name: "Make recovery codes" }));
  await follow(page.getByRole("button", { name: "Make the codes" }));
  const codes = await page.locator(".codes li").allInnerTexts();
  assert.equal(codes.length, 10);
  assert.deepEqual(await axeViolations(page), []);
  const other = await visitor(browser, demo, { size: phone, javaScript: false });
  await signIn(other, "rae@example.org", codes[3].toLowerCase());
  assert.equal(new URL(other.url()).pathname, "/admin/work");
  const third = await visitor(browser, demo, { size: phone, javaScript: false });
  await signIn(third, "rae@example.org", codes[3]);
  assert.match(await third.locator("main").innerText(), /You are not signed in/);
  await third.context().close();

  await follow(page.getByRole("link", { name: "I have kept them" }));
  assert.match(await page.locator("main").innerText(), /9 of 10 are left/);
  assert.equal(await page.locator("tbody tr").count(), 2);
  const foreign = page.locator("tbody tr", { hasNotText: "(this one)" });
  await follow(foreign.getByRole("button", { name: /^Sign out/ }));
  assert.equal(await page.locator("tbody tr").count(), 1);
  await other.goto("/admin/queue");
  assert.equal(new URL(other.url()).pathname, "/admin/sign-in");
  await other.context().close();
});

test("an administrator invites somebody by a link, closes the account, and every page keeps what all pages promise", async () => {
  await page.context().clearCookies();
  await enter(page, "ada@example.org", "administrator");
  await follow(page.getByRole("link", { name: "Accounts", exact: true }));
  await follow(page.getByRole("link", { name: "Invite somebody" }));
  await page.getByLabel("E-mail address").fill("kim@example.org");
  await follow(page.getByRole("button", { name: "Send the invitation" }));
  assert.match(await page.title(), /^Error: /);
  assert.equal((await page.locator("#role-error").innerText()).replace(/^Error:\s*/, ""), await page.locator("#error-summary a").innerText());
  assert.deepEqual(await axeViolations(page), []);
  await page.getByLabel("Auditor").check();
  await follow(page.getByRole("button", { name: "Send the invitation" }));
  const link = new URL(await page.locator(".panel.mono").innerText()).pathname;
  assert.deepEqual(await axeViolations(page), []);
  const kim = await visitor(browser, demo, { size: phone });
  await setUp(kim, link);
  await follow(page.getByRole("link", { name: "Back to the accounts" }));
  await follow(page.getByRole("link", { name: "kim@example.org" }));
  const address = new URL(page.url()).pathname;

  const cookies = await page.context().cookies();
  const pages = ["/admin/account", "/admin/account/password", "/admin/account/recovery-codes", "/admin/accounts", "/admin/accounts/new", "/admin/keys", "/admin/keys/new", "/admin/reference/leie/load", address, `/admin/prove?next=${encodeURIComponent(address)}`];
  for (const [size, scheme] of [[desktop, "light"], [phone, "dark"]]) {
    const reader = await visitor(browser, demo, { size, scheme });
    await reader.context().addCookies(cookies);
    for (const path of pages) {
      assert.equal((await reader.goto(path)).status(), 200, path);
      const html = await reader.content();
      assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html)), ...(await axeViolations(reader))], [], path);
      const wider = await reader.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wider, 0, `${path} is wider than the screen`);
    }
    await reader.context().close();
  }

  await follow(page.getByRole("button", { name: "Close the account" }));
  assert.match(await page.locator("main").innerText(), /Closed/);
  await kim.goto("/admin/queue");
  assert.equal(new URL(kim.url()).pathname, "/admin/sign-in");
  await kim.context().close();
});

test("a form that was sent without a code goes on to where it was meant for, whole, under a renewed session", async () => {
  const secret = await enter(page, "ida@example.org", "administrator");
  const before = await page.context().cookies();
  await page.goto("/admin/prove?next=/admin/accounts/new");
  // What the server puts there for a form that comes five minutes after the last code.
  await page.locator("main form").evaluate((form) => {
    for (const [name, value] of [["proof_carries", "yes"], ["email", "lou@example.org"], ["role", "auditor"]]) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
  });
  await page.getByLabel("Code").fill(totp(secret, Date.now() + 30_000));
  await follow(page.getByRole("button", { name: "Go on" }));
  assert.equal(await page.locator("h1").innerText(), "A link for lou@example.org");
  assert.notDeepEqual((await page.context().cookies()).map((c) => c.value), before.map((c) => c.value));
  await page.goto("/admin/accounts");
  assert.match(await page.locator("tbody tr", { hasText: "lou@example.org" }).innerText(), /auditor/);
});
