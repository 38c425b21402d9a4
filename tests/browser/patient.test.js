// A patient on a phone, without JavaScript: a ZIP, the places near it, one of them, and what was checked there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, phone } from "./lib/browser.js";
import { page, stageFor } from "./lib/stage.js";

stageFor({ size: phone, javaScript: false });

const search = async (near) => {
  await page.goto("/");
  await page.getByLabel("ZIP code, or city and state").fill(near);
  await follow(page.getByRole("button", { name: "Find providers" }));
};
const cards = () => page.locator("article.card");
const miles = async () =>
  Promise.all((await cards().all()).map(async (card) => Number((await card.innerText()).match(/([\d.]+) miles?\b/)?.[1] ?? 0)));

test("from a ZIP to a provider and what was checked about them", async () => {
  await search("10001");
  assert.match(await page.locator("h1").innerText(), /^\d+ places? within 25 miles of 10001 New York, NY/);
  assert.ok((await cards().count()) > 0, "the demo has places near 10001");

  // While something is being looked at again, a listing shows none of its checks.
  const settled = cards().filter({ hasNotText: /re-check/i }).first();
  const name = await settled.getByRole("link").first().innerText();
  await follow(settled.getByRole("link").first());
  assert.equal(await page.locator("h1").innerText(), name);
  assert.match(await page.locator("a.button.call").first().getAttribute("href"), /^tel:\+?1?\d{10}$/);

  await follow(page.getByRole("link", { name: /every check/ }));
  assert.match(await page.locator("h1").innerText(), /^What we checked: /);
  const rows = await page.locator("table tbody tr").allInnerTexts();
  assert.ok(rows.length > 5, `only ${rows.length} checks are shown`);
  const text = rows.join("\n");
  assert.match(text, /NPPES/, "the source is named");
  assert.match(text, /20\d\d/, "the day is given");
});

test("two results are ticked with the keyboard, stand side by side, and become a sheet for the phone", async () => {
  await page.goto("/search?near=10001&radius=50");
  const names = [];
  for (const at of [0, 3]) {
    const card = cards().nth(at);
    names.push(await card.getByRole("link").first().innerText());
    await card.getByRole("checkbox", { name: /^Compare/ }).focus();
    await page.keyboard.press("Space");
  }
  const button = page.getByRole("button", { name: "Compare the ticked places" });
  assert.ok(await button.evaluate((it) => it.getBoundingClientRect().bottom <= innerHeight), "the button came along");
  await follow(button);
  assert.equal(await page.locator("h1").innerText(), "2 providers side by side");
  const table = page.getByRole("table");
  for (const name of names) await table.getByRole("link", { name, exact: true }).waitFor({ state: "visible" });
  await follow(page.getByRole("link", { name: "A sheet to fill in when you call" }));
  assert.deepEqual(await page.locator(".sheet h2").allInnerTexts(), names);
  await page.goBack();
  await follow(page.getByRole("link", { name: `Remove: ${names[0]}` }));
  assert.equal(await page.locator("h1").innerText(), "1 provider");
});

test("the nearest place stands first, and every place is inside the radius that the page names", async () => {
  await page.goto("/search?near=90012&radius=50");
  const distances = await miles();
  assert.ok(distances.length > 1);
  assert.deepEqual(distances, [...distances].sort((a, b) => a - b));
  assert.ok(distances.every((d) => d <= 50));
});

test("a filter narrows the list to what its count said, and can be taken away again", async () => {
  await page.goto("/search?near=10001&radius=500");
  const all = Number((await page.locator("h1").innerText()).match(/^\d+/)[0]);
  await page.locator("details.filters > summary").click();
  const choice = page.locator("label.choice", { hasText: "Spravato" });
  const count = Number((await choice.innerText()).match(/\((\d+)\)/)[1]);
  await choice.locator("input").check();
  await follow(page.getByRole("button", { name: "Apply" }).first());
  assert.equal(Number((await page.locator("h1").innerText()).match(/^\d+/)[0]), count);
  assert.ok(count > 0 && count < all, `${count} of ${all}`);
  await follow(page.locator(".active-filters a").first());
  assert.equal(Number((await page.locator("h1").innerText()).match(/^\d+/)[0]), all);
});

test("of safety practice all that is ticked must hold, and the counts beside the boxes said so", async () => {
  const total = async () => Number((await page.locator("h1").innerText()).match(/^\d+/)[0]);
  await page.goto("/search?near=10001&radius=500");
  await page.locator("details.filters > summary").click();
  await page.locator("details.more > summary").click();
  await page.getByText("Stated by the provider, not checked by us.").waitFor({ state: "visible" });
  let before = await total();
  for (const practice of ["Blood pressure and oxygen", "A written treatment plan"]) {
    const choice = page.locator("label.choice", { hasText: practice });
    const count = Number((await choice.innerText()).match(/\((\d+)\)/)[1]);
    await choice.locator("input").check();
    await follow(page.getByRole("button", { name: "Apply" }).first());
    assert.equal(await total(), count, practice);
    assert.ok(count > 0 && count < before, `${count} of ${before}`);
    before = count;
    await page.locator("details.filters > summary").click();
    assert.ok(await choice.locator("input").isVisible(), "what is chosen in it keeps it unfolded");
  }
  assert.equal(await page.locator(".active-filters a").count(), 2);
});

for (const [wrong, what] of [
  ["00000", "a ZIP that does not exist"],
  ["Nowhereville, ZZ", "a place that does not exist"],
]) {
  test(`${what} is answered beside the field, and what was typed stays`, async () => {
    await search(wrong);
    assert.match(await page.title(), /^Error: /);
    const summary = page.locator("#error-summary");
    await summary.getByText("There is a problem").waitFor({ state: "visible" });
    const sentence = await summary.getByRole("link").first().innerText();
    assert.ok((await page.locator("#near-error").innerText()).includes(sentence), "summary and field say the same");
    assert.equal(await page.getByLabel("ZIP code, or city and state").inputValue(), wrong);
    await page.getByLabel("ZIP code, or city and state").fill("10001");
    await follow(page.getByRole("button", { name: "Find providers" }));
    assert.match(await page.locator("h1").innerText(), /within 25 miles/);
  });
}

test("a search that finds nothing offers ways on that find something, and the helpline", async () => {
  await page.goto("/search?near=99723&radius=1");
  assert.match(await page.locator("h1").innerText(), /^No places/);
  await page.locator('a[href="tel:18006624357"]').waitFor({ state: "visible" });
  await follow(page.locator(".ways a").first());
  assert.ok((await cards().count()) > 0, "the first way on finds nothing either");
});

test("a name that several places bear leads to a choice, not to a guess", async () => {
  await search("Springfield");
  const choices = page.locator("main").getByRole("link", { name: /Springfield, / });
  assert.ok((await choices.count()) > 3);
  await follow(choices.first());
  assert.match(await page.locator("h1").innerText(), /Springfield/);
});
