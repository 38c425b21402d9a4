// A pressed call button is told to our own server, as a bare path; and a manager sees the numbers as charts and as a table.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desktop, follow, phone, visitor } from "./lib/browser.js";
import { axeViolations, htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, page, stageFor } from "./lib/stage.js";

stageFor({ size: phone });

const SEARCH = "/search?near=77002&radius=100";
const call = (at) => at.locator("a.button.call").first();

/** The page of the first listing found. */
async function openListing(at) {
  await at.goto(SEARCH);
  await follow(at.locator(".card h2 a:not(.number)").first());
  return new URL(at.url()).pathname;
}

/** What is asked of the server while `act` is done and for a moment after; no phone is there to dial with. */
async function asked(at, act) {
  const requests = [];
  const note = (request) => requests.push(request);
  await at.evaluate(() => document.addEventListener("click", (event) => event.preventDefault(), { once: true }));
  at.on("request", note);
  await act();
  await at.waitForTimeout(500);
  at.off("request", note);
  return requests;
}

async function isBareTo(request, path) {
  assert.deepEqual([request.method(), new URL(request.url()).pathname, new URL(request.url()).search], ["POST", path, ""]);
  assert.equal(request.postData(), null);
  const headers = await request.allHeaders();
  assert.deepEqual([headers.cookie, headers.referer, headers["content-type"]], [undefined, undefined, undefined]);
  assert.equal((await request.response()).status(), 204);
}

test("a pressed call button tells a bare path, and no cookie goes along", async () => {
  const path = await openListing(page);
  await page.context().addCookies([{ name: "who", value: "somebody", url: demo.url }]);
  assert.match(await call(page).getAttribute("href"), /^tel:/);
  const told = await asked(page, () => call(page).click());
  assert.equal(told.length, 1);
  await isBareTo(told[0], `${path}/called`);
});

test("so does a phone number among the results, and a call for help tells nobody", async () => {
  await page.goto(SEARCH);
  const name = await page.locator(".card h2 a:not(.number)").first().getAttribute("href");
  const told = await asked(page, () => page.locator(".card .phone a").first().click());
  assert.equal(told.length, 1);
  await isBareTo(told[0], `${name}/called`);
  assert.equal((await asked(page, () => page.locator(".crisis a[href='tel:988']").click())).length, 0);
});

test("without JavaScript the button is the same and nothing is told", async () => {
  const plain = await visitor(browser, demo, { size: phone, javaScript: false });
  const path = await openListing(plain);
  await page.goto(path);
  assert.equal(await call(plain).evaluate((a) => a.outerHTML), await call(page).evaluate((a) => a.outerHTML));
  assert.equal(await call(plain).isVisible(), true);
  const requests = [];
  plain.on("request", (request) => requests.push(request.url()));
  await call(plain).click();
  await plain.waitForTimeout(500);
  assert.deepEqual(requests.filter((url) => !url.startsWith("tel:")), []);
  await plain.context().close();
});

/** The demo's mails, newest first, as its page shows them. */
async function mails(at) {
  await at.goto("/demo");
  return at.locator("article").allInnerTexts();
}

/** Signs in the one who was asked to confirm a listing that is in the directory. */
async function signIn(at) {
  const reminder = (await mails(at)).find((mail) => mail.includes("/portal/confirm/"));
  await at.goto("/portal/sign-in");
  await at.getByLabel("E-mail address").fill(reminder.match(/[\w.+-]+@[\w.-]+\.\w+/)[0]);
  await follow(at.locator("main form button"));
  const mail = (await mails(at)).find((text) => text.includes("/portal/sign-in/"));
  await at.goto(new URL(mail.match(/https?:\/\/\S+\/portal\/sign-in\/\S+/)[0]).pathname);
  await follow(at.getByRole("button", { name: "Sign in" }));
}

test("a manager sees twelve weeks as three charts and a table with the same numbers, on a phone and a desktop, light and dark", async () => {
  await signIn(page);
  await follow(page.getByRole("link", { name: /^Your numbers/ }).first());
  const path = new URL(page.url()).pathname;
  for (const [size, scheme] of [[phone, "light"], [phone, "dark"], [desktop, "light"], [desktop, "dark"]]) {
    const reader = await visitor(browser, demo, { size, scheme });
    await reader.context().addCookies(await page.context().cookies());
    assert.equal((await reader.goto(path)).status(), 200);
    assert.equal(await reader.locator("tbody tr").count(), 12);
    const charts = reader.getByRole("img", { name: /week by week/ });
    assert.equal(await charts.count(), 3);
    for (const [n, column] of ["Shown", "Opened", "Call pressed"].entries()) {
      const cells = await reader.locator(`td[data-label="${column}"]`).allInnerTexts();
      const numbers = cells.map((cell) => (cell.includes("fewer than") ? Number.NaN : Number(cell))).reverse();
      const bars = await charts.nth(n).locator("rect").evaluateAll((all) => all.map((bar) => [Number(bar.getAttribute("height")), bar.classList.contains("fewer")]));
      const most = Math.max(...numbers.filter((number) => !Number.isNaN(number)), 1);
      for (const [week, [height, isFewer]] of bars.entries()) {
        assert.equal(isFewer, Number.isNaN(numbers[week]), `${column} ${week}`);
        if (!isFewer) assert.ok(numbers[week] >= 10 && Math.abs(height - (120 * numbers[week]) / most) <= 1, `${column} ${week}`);
      }
    }
    const html = await reader.content();
    assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html)), ...(await axeViolations(reader))], [], scheme);
    assert.equal(await reader.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await reader.context().close();
  }
});
