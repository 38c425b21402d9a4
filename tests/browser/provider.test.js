// A solo practitioner without JavaScript: the form, its errors, the private link, taking it back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desktop, follow, phone, visitor } from "./lib/browser.js";
import { dea, npi, wrongNpi } from "./lib/numbers.js";
import { htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, page, stageFor } from "./lib/stage.js";

stageFor({ size: phone, javaScript: false });

const nextYear = new Date().getUTCFullYear() + 1;
const texts = {
  first_name: "Ana",
  last_name: "Reyes",
  date_of_birth: "4/5/1980",
  npi: npi(77_001),
  email: "ana@reyes.example.org",
  license_number: "MD123456",
  license_expires_on: `6/30/${nextYear}`,
  dea_number: dea("R", 123_456),
  dea_expires_on: `6/30/${nextYear}`,
  malpractice_issuer: "Cascade Mutual",
  malpractice_number: "CM-4471",
  malpractice_expires_on: `6/30/${nextYear}`,
  acls_expires_on: `6/30/${nextYear}`,
  practice_name: "Reyes Ketamine Care",
  line1: "12 Elm St",
  city: "Portland",
  postal_code: "97202",
  phone: "503-555-0142",
  price_per_session: "475",
  hours_mon: "9:00-17:00",
  attestation: "Ana Reyes",
};
const chosen = { profession: "md", license_state: "OR", state: "OR" };
const ticked = [
  ["prescribes", "true"],
  ["settings", "clinic"],
  ["treatments", "iv"],
  ["conditions", "gad"],
  ["payments", "self_pay"],
  ["accepting_new", "true"],
  ["languages", "en"],
  ...["prescriber_on_site", "monitoring", "rescue_equipment", "evaluation_first", "written_plan", "ride_home_rule"].map((name) => [name, "true"]),
];

async function fillIn(changes = {}) {
  for (const [name, text] of Object.entries({ ...texts, ...changes })) await page.locator(`#${name}`).fill(text);
  for (const [name, word] of Object.entries(chosen)) await page.locator(`#${name}`).selectOption(word);
  for (const [name, value] of ticked) await page.locator(`input[name="${name}"][value="${value}"]`).check();
}
const send = () => follow(page.getByRole("button", { name: "Send for checking" }));
const openForm = async () => {
  await page.goto("/list");
  await follow(page.getByRole("link", { name: "Start: one practitioner, one place" }));
};

test("the start page says what is needed and what happens next, and leads to the form", async () => {
  await page.goto("/");
  await follow(page.getByRole("link", { name: "List your practice" }).first());
  await page.getByRole("heading", { name: "What you need" }).waitFor();
  await page.getByRole("heading", { name: "What happens next" }).waitFor();
  await follow(page.getByRole("link", { name: "Start: one practitioner, one place" }));
  assert.match(await page.locator("h1").innerText(), /^Ask to be listed/);
});

test("an empty form comes back with every problem at once, each linked to its field", async () => {
  await openForm();
  await send();
  assert.match(await page.title(), /^Error: /);
  const links = await page.locator("#error-summary a").all();
  assert.ok(links.length >= 8, `only ${links.length} problems`);
  for (const link of links) {
    const [href, text] = [await link.getAttribute("href"), await link.innerText()];
    assert.equal(await page.locator(href).count(), 1, `${href} leads nowhere`);
    assert.ok((await page.locator(`${href}-error`).innerText()).includes(text), `${href} says something else than the summary`);
  }
  const html = await page.content();
  assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html))], []);
});

test("a mistyped NPI is told, everything else that was typed stays, and the second try is taken", async () => {
  await openForm();
  await fillIn({ npi: wrongNpi(77_001), license_expires_on: "31/31/2030" });
  await send();
  const problems = await page.locator("#error-summary").innerText();
  assert.match(problems, /NPI/);
  assert.match(problems, /License expires on/);
  for (const [name, text] of Object.entries(texts).filter(([name]) => !["npi", "license_expires_on"].includes(name))) {
    assert.equal(await page.locator(`#${name}`).inputValue(), text, `${name} was lost`);
  }
  for (const [name, value] of ticked) {
    assert.ok(await page.locator(`input[name="${name}"][value="${value}"]`).isChecked(), `${name} was lost`);
  }
  await page.locator("#npi").fill(texts.npi);
  await page.locator("#license_expires_on").fill(texts.license_expires_on);
  await send();
  assert.match(new URL(page.url()).pathname, /^\/status\//, await page.locator("main").innerText());
});

test("the private link opens the status page for anyone who has it; the bare reference opens nothing", async () => {
  await openForm();
  await fillIn({ npi: npi(77_002), last_name: "Rivera", practice_name: "Rivera Ketamine Care" });
  await send();
  const link = page.url();
  assert.match(await page.locator("main").innerText(), /Rivera Ketamine Care/);
  const reference = await page.locator("dd.mono").first().innerText();
  assert.match(reference, /^[0-9A-Z-]{6,}$/);
  const html = await (await fetch(link)).text();
  for (const secret of [texts.dea_number, "1980-04-05", "4/5/1980"]) assert.ok(!html.includes(secret), `${secret} is shown`);

  const other = await visitor(browser, demo, { size: desktop });
  assert.equal((await other.goto(link)).status(), 200);
  assert.match(await other.locator("main").innerText(), /reviewing it/);
  assert.equal((await other.goto(`/status/${reference}`)).status(), 404);
  assert.ok(!(await other.locator("main").innerText()).includes("Rivera"), "the 404 page names the listing");
  await other.context().close();
});

test("the provider takes it back, and the page says so", async () => {
  await openForm();
  await fillIn({ npi: npi(77_003), last_name: "Roth", practice_name: "Roth Ketamine Care" });
  await send();
  await follow(page.getByRole("button", { name: "Take it back" }));
  assert.match(await page.locator("h1").innerText(), /Taken back/);
  assert.equal(await page.getByRole("button", { name: "Take it back" }).count(), 0);
});

test("a form that another site sends is refused", async () => {
  await openForm();
  const body = new URLSearchParams({ form_token: await page.locator('input[name="form_token"]').inputValue(), first_name: "Eve" });
  const answer = await fetch(`${demo.url}/list/solo`, { method: "POST", body, headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" } });
  assert.equal(answer.status, 403);
});
