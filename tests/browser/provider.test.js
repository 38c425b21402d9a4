// Whoever lists a practice, without JavaScript and with the keyboard alone: page by page, with errors, interrupted, in two tabs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desktop, follow, phone, visitor } from "./lib/browser.js";
import { startOnPostgres } from "./lib/demo.js";
import { answerPage, begin, clinic, openLink, pageOf, signAndSend, solo, writeAll } from "./lib/listing.js";
import { dea, wrongNpi } from "./lib/numbers.js";
import { htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, page, stageFor } from "./lib/stage.js";

stageFor({ size: phone, javaScript: false });

const main = () => page.locator("main").innerText();
const to = (path) => page.goto(page.url().replace(/(\/list\/[^/?]+)[^?]*/, `$1${path}`));
const press = (name) => follow(page.getByRole("button", { name, exact: true }));

/** A server of its own on PostgreSQL, for one journey. */
async function onPostgres(journey) {
  const server = await startOnPostgres();
  const own = await visitor(browser, server, { size: desktop, javaScript: false });
  try {
    await journey(own, server);
    assert.deepEqual(own.complaints, []);
  } finally {
    await own.context().close();
    await server.stop();
  }
}

async function whole(own, answers, between) {
  await begin(own, answers);
  await writeAll(own, answers, between);
  await signAndSend(own, answers);
  return own.locator("main").innerText();
}

test("the start page says what is needed, what happens next, and that one can come back", async () => {
  await page.goto("/");
  await follow(page.getByRole("link", { name: "List your practice" }).first());
  for (const name of ["What you need", "What happens next"]) await page.getByRole("heading", { name }).waitFor();
  assert.match(await main(), /come back/);
  await follow(page.getByRole("link", { name: "Start now" }));
  await press("Go on");
  assert.match(await page.title(), /^Error: /);
  assert.match(await page.locator("#error-summary").innerText(), /Choose who will be listed[^]*e-mail address/);
});

/** Pulls the plug once the page is there; that its pictures may come too late is our doing. */
const interrupted = (own, server) => async () => {
  await own.waitForLoadState("networkidle");
  await server.crash();
  own.complaints = own.complaints.filter((said) => !/net::ERR_(CONNECTION|EMPTY)/.test(said));
};

test("one practitioner gets from the start page to sent by keyboard, while the server dies between every two pages", async () => {
  assert.match(await whole(page, solo(77_001), interrupted(page, demo)), /Reyes Ketamine Care/);
});

test("one practitioner on PostgreSQL", () => onPostgres(async (own) => assert.match(await whole(own, solo(77_002)), /Reyes Ketamine Care/)));

test("a clinic with four people and two places gets from the start page to sent by keyboard", async () => {
  assert.match(await whole(page, clinic(78_001)), /Quiet Harbor Clinic/);
});

test("a clinic on PostgreSQL, while the server dies between every two pages", () =>
  onPostgres(async (own, server) => assert.match(await whole(own, clinic(78_101), interrupted(own, server)), /Quiet Harbor Clinic/)));

test("an empty page comes back with every problem at once, each linked to its field, in the same words", async () => {
  await begin(page, solo(77_003));
  await to("/person/p1");
  await press("Continue");
  assert.match(await page.title(), /^Error: /);
  const links = await page.locator("#error-summary a").all();
  assert.equal(links.length, 3);
  for (const link of links) {
    const [href, text] = [await link.getAttribute("href"), await link.innerText()];
    assert.equal(await page.locator(href).count(), 1, `${href} leads nowhere`);
    assert.ok((await page.locator(`${href}-error`).innerText()).includes(text), `${href} says something else than the summary`);
  }
});

test("a mistyped NPI and an impossible day are told, everything else that was typed stays, and the second try is taken", async () => {
  const answers = solo(77_004);
  await begin(page, answers);
  await to("/npi/p1");
  await page.locator("#npi").fill(wrongNpi(77_004));
  await press("Continue");
  assert.match(await page.locator("#error-summary").innerText(), /NPI/);
  assert.equal(await page.locator("#npi").inputValue(), wrongNpi(77_004));
  await page.locator("#npi").fill(answers["npi/p1"].npi);
  await press("Continue");
  assert.equal(pageOf(page), "person/p1");
  await to("/license/p1/0");
  await page.locator("#license_state").selectOption("OR");
  await page.locator("#license_number").fill("MD123456");
  await page.locator("#license_expires_on").fill("31/31/2030");
  await press("Save and come back later");
  assert.match(await page.locator("#error-summary").innerText(), /month\/day\/year/);
  assert.deepEqual([await page.locator("#license_state").inputValue(), await page.locator("#license_number").inputValue()], ["OR", "MD123456"]);
});

test("what was typed is kept half-way, and the mail's link leads back to it on another device", async () => {
  await begin(page, { begin: { kind: "solo", email: "later@reyes.example.org" } });
  await to("/person/p1");
  await page.locator("#first_name").fill("Ana");
  await press("Save and come back later");
  assert.match(await page.locator("h1").innerText(), /Your listing/);

  const other = await visitor(browser, demo, { size: desktop });
  await other.goto("/demo");
  const mail = await other.locator("article", { hasText: "later@reyes.example.org" }).first().innerText();
  await other.goto(mail.match(/https?:\/\/\S+(\/list\/\S+)/)[1]);
  await other.locator(".tasks").getByRole("link", { name: "Ana" }).click();
  assert.equal(await other.locator("#npi").count(), 1, "the row leads to the first page that is open");
  await other.goto(other.url().replace("/npi/", "/person/"));
  assert.equal(await other.locator("#first_name").inputValue(), "Ana");
  await other.context().close();
});

test("what the national registry knows is filled in and asked about, and a practice that is listed already is led to claiming it", async () => {
  const found = await (await fetch(`${demo.url}/api/v1/providers?page_size=100`)).json();
  const { slug } = found.results.find((one) => one.kind === "solo" && one.verification.status === "verified");
  const listed = await (await fetch(`${demo.url}/api/v1/providers/${slug}`)).json();
  const [person] = listed.clinicians;
  await begin(page, { begin: { kind: "solo", email: "again@reyes.example.org" } });
  await to("/npi/p1");
  await page.locator("#npi").fill(person.npi);
  await press("Continue");
  assert.match(await main(), /Is this right\? It comes from the national provider registry/);
  const last = await page.locator("#last_name").inputValue();
  assert.ok(last.length > 1 && person.name.toLowerCase().includes(last.toLowerCase()), `${last} is no name of ${person.name}`);
  await to("");
  assert.equal(await page.getByRole("link", { name: "Claim the listing" }).getAttribute("href"), `/claim/${slug}`);
});

test("two tabs: what another tab changed is told, and nothing that was typed is lost", async () => {
  await begin(page, solo(77_005));
  await to("/person/p1");
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.locator("#first_name").fill("Ben");
  await Promise.all([other.waitForEvent("load"), other.getByRole("button", { name: "Save and come back later" }).click()]);
  await other.close();
  await page.locator("#first_name").fill("Ana");
  await press("Save and come back later");
  assert.match(await main(), /Somebody changed this page/);
  assert.equal(await page.locator("#first_name").inputValue(), "Ana");
  await press("Save and come back later");
  await to("/person/p1");
  assert.equal(await page.locator("#first_name").inputValue(), "Ana");
});

test("sent is sent: the back button and a second press lead to the same status page, and secrets are shown nowhere", async () => {
  const answers = solo(77_006, "Rivera");
  await begin(page, answers);
  await writeAll(page, answers);
  const tasks = page.url();
  const html = await page.content();
  assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html))], []);
  await openLink(page, (at) => at.href.includes("/check?"));
  const check = page.url();
  for (const secret of [dea("R", 123_456), "1980-04-05", "4/5/1980"]) assert.ok(!(await page.content()).includes(secret), `${secret} is shown`);
  await press("Send for checking");
  assert.match(await page.locator("#error-summary").innerText(), /signature/);
  await answerPage(page, answers.sign);
  const status = page.url();
  assert.match(new URL(status).pathname, /^\/status\//);
  for (const old of [tasks, check, tasks.replace("?", "/person/p1?")]) {
    await page.goto(old);
    assert.equal(page.url().split("#")[0], status);
  }
  const reference = await page.locator("dd.mono").first().innerText();
  const other = await visitor(browser, demo, { size: desktop });
  assert.equal((await other.goto(status)).status(), 200);
  assert.match(await other.locator("main").innerText(), /reviewing it/);
  assert.equal((await other.goto(`/status/${reference}`)).status(), 404);
  assert.ok(!(await other.locator("main").innerText()).includes("Rivera"), "the 404 page names the listing");
  await other.context().close();
  await press("Take it back");
  assert.match(await page.locator("h1").innerText(), /Taken back/);
  assert.equal(await page.getByRole("button", { name: "Take it back" }).count(), 0);
});

test("a form that another site sends is refused, and a draft opens for nobody without its key", async () => {
  await begin(page, solo(77_007));
  await to("/person/p1");
  const body = new URLSearchParams({ form_token: await page.locator('input[name="form_token"]').first().inputValue(), first_name: "Eve" });
  const answer = await fetch(page.url(), { method: "POST", body, headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" } });
  assert.equal(answer.status, 403);
  const { pathname, origin } = new URL(page.url());
  assert.equal((await fetch(`${origin}${pathname}`)).status, 404);
  assert.equal((await fetch(`${origin}${pathname}?key=no`)).status, 404);
});
