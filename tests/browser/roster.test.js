// A group sends one table of its clinicians, mends a row, and takes everybody over. JavaScript is off.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desktop, follow, phone, visitor } from "./lib/browser.js";
import { answerPage, begin, clinic, openLink } from "./lib/listing.js";
import { dea, npi } from "./lib/numbers.js";
import { axeViolations, htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, page, stageFor } from "./lib/stage.js";

stageFor({ size: phone, javaScript: false });

const press = (name) => follow(page.getByRole("button", { name, exact: true }));
const main = () => page.locator("main").innerText();
const head = "npi,first_name,last_name,profession,prescribes,work_email,license_state,license_number,license_expires_on,line1,city,state,postal_code,malpractice_issuer,malpractice_number,malpractice_expires_on,dea_number,shoe_size";
const until = `${new Date().getUTCFullYear() + 1}-06-30`;
const row = (n, first, last, profession, prescribes, street, more = {}) =>
  [npi(n), first, last, profession, prescribes, `${first.toLowerCase()}@harbor.example.org`, "OR", `${last.slice(0, 2).toUpperCase()}12345`, more.expires ?? until, street, "Portland", "OR", "97202", "Cascade Mutual", `CM-${n}`, until, more.dea ?? "", "38"].join(",");
const table = (...rows) => ({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from([head, ...rows].join("\n")) });

/** The page that is open keeps every promise: as it stands, and for a visitor with JavaScript in each scheme. */
async function asPromised() {
  const html = await page.content();
  assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html))], []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  for (const [size, scheme] of [[phone, "light"], [desktop, "dark"]]) {
    const other = await visitor(browser, demo, { size, scheme });
    await other.goto(page.url());
    assert.deepEqual([...(await axeViolations(other)), ...other.complaints], []);
    await photograph(other, scheme);
    await other.context().close();
  }
}

let pictures = 0;
/** For whoever wants to look: SHOTS names a folder. */
async function photograph(at, name) {
  if (process.env.SHOTS) await at.screenshot({ path: `${process.env.SHOTS}/${(pictures += 1)}-${name}.png`, fullPage: true });
}

async function send(file) {
  if (file) await page.setInputFiles("#file", file);
  await press("Send and look at it");
}

test("a table is sent, told of row by row, mended, and taken over at once", async () => {
  await begin(page, clinic(79_001));
  await openLink(page, (at) => at.text === "Add many people from a table");
  await asPromised();

  await send();
  assert.match(await page.locator("#error-summary").innerText(), /Choose a file\./);
  await send({ name: "people.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("PK\u0003\u0004 a workbook") });
  assert.match(await page.locator("#error-summary").innerText(), /not CSV/);
  await asPromised();

  const ana = row(79_002, "Ana", "Reyes", "md", "yes", "12 Elm St", { dea: dea("R", 123_456) });
  const ben = row(79_003, "Ben", "Roth", "rn", "", "90 SE Oak St", { expires: "31/31/2027" });
  const cleo = row(79_004, "Cleo", "Sanz", "rn", "", "12 Elm St");
  await send(table(ana, ben, cleo, "half,a,row"));
  assert.match(await main(), /4 people in 4 rows\.[^]*2 people have something that cannot be read\.[^]*shoe_size/);
  await asPromised();

  await follow(page.getByRole("link", { name: "Change row 5" }));
  await press("Leave this row out");
  await openLink(page, (at) => at.text.startsWith("Change row 3"));
  assert.equal(await page.locator("#license_expires_on").inputValue(), "31/31/2027");
  assert.match(await page.locator("#license_expires_on-error").innerText(), /YYYY-MM-DD/);
  await asPromised();
  await answerPage(page, { license_expires_on: until }, (at) => at.text === "Keep this row");
  assert.doesNotMatch(await main(), /cannot be read/);
  await press("Take all 3 people over");
  const tasks = await main();
  for (const name of ["Ana Reyes", "Ben Roth", "Cleo Sanz", "12 Elm St", "90 SE Oak St"]) assert.ok(tasks.includes(name), tasks);
});
