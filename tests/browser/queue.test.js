// A reviewer's queue: found by a word, sifted, taken one by one and several at once, as the pages show it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desktop, follow, phone, visitor } from "./lib/browser.js";
import { enter } from "./lib/desk.js";
import { axeViolations, htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, page, stageFor } from "./lib/stage.js";

stageFor({ size: desktop });

let pictures = 0;
/** The page keeps every promise in both schemes; SHOTS names a folder for whoever wants to look. */
async function asPromised(at) {
  const html = await at.content();
  assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html))], []);
  for (const colorScheme of ["light", "dark"]) {
    await at.emulateMedia({ colorScheme });
    assert.deepEqual(await axeViolations(at), []);
    assert.equal(await at.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    if (process.env.SHOTS) await at.screenshot({ path: `${process.env.SHOTS}/queue-${(pictures += 1)}-${colorScheme}.png`, fullPage: true });
  }
}

const rows = (at) => at.locator("tbody tr");

test("a submission is found by the beginning of a word, taken, and taken over with its holder named", async () => {
  await enter(page, "queue-a@example.org");
  await page.goto("/admin/queue");
  const all = await rows(page).count();
  assert.ok(all > 2, `${all} wait`);
  const name = (await rows(page).nth(1).locator("td").first().innerText()).split(" ")[0];
  await page.getByLabel("Find").fill(name.slice(0, 4).toLowerCase());
  await follow(page.getByRole("button", { name: "Show", exact: true }));
  const found = await rows(page).locator("td:first-of-type").allInnerTexts();
  assert.ok(found.length >= 1 && found.length < all && found.some((text) => text.startsWith(name)), found.join());
  await follow(rows(page).first().locator("a"));
  await follow(page.getByRole("button", { name: "Take it" }));
  await page.getByRole("button", { name: "Give it back" }).waitFor();
  const taken = new URL(page.url()).pathname;

  const other = await visitor(browser, demo, { size: phone });
  await enter(other, "queue-b@example.org");
  await asPromised(other);
  await other.goto(taken);
  await follow(other.getByRole("button", { name: "Take it from queue-a@example.org" }));
  await other.getByRole("button", { name: "Give it back" }).waitFor();
  await other.goto("/admin/queue?holder=me");
  assert.equal(await rows(other).count(), 1);
  await other.context().close();
});

test("several are chosen, what will happen is shown, and then it happens", async () => {
  await enter(page, "queue-c@example.org");
  await page.goto("/admin/queue?holder=nobody");
  await asPromised(page);
  await follow(page.getByRole("button", { name: "Take", exact: true }));
  assert.match(await page.locator("#error-summary").innerText(), /Select at least one/);
  await page.goBack();
  for (const at of [0, 1]) await rows(page).nth(at).getByRole("checkbox").check();
  await follow(page.getByRole("button", { name: "Take", exact: true }));
  assert.equal(await page.getByText("will be yours").count(), 2);
  await asPromised(page);
  await follow(page.getByRole("button", { name: "Take", exact: true }));
  assert.equal(await page.getByText("is yours").count(), 2);
  await page.goto("/admin/queue?holder=me");
  assert.equal(await rows(page).count(), 2);
});
