// A day at the desk, from signing in to the log of it. JavaScript is off but for the shortcuts and where axe looks.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { desktop, follow, phone, visitor } from "./lib/browser.js";
import {
  answerQuestions,
  decide,
  doIt,
  enter,
  hitOnFederalList,
  inDays,
  inTheWay,
  lookAhead,
  openOneToLetStand,
  openOneWithHit,
  openOneWithoutFlaw,
  recordLookUps,
  sayOfHit,
  signIn,
} from "./lib/desk.js";
import { axeViolations, htmlErrors, plainPromises } from "./lib/promises.js";
import { browser, demo, page, stageFor } from "./lib/stage.js";
import { totp } from "./lib/totp.js";

stageFor({ size: desktop, javaScript: false });

const me = "desk@example.org";
const failed = "npi.registered (clinicians/0)";

/** How a page is looked at besides: each size in each scheme. axe looks at one of each. */
const looks = [];
async function openLooks() {
  for (const [size, of] of [[desktop, "desktop"], [phone, "phone"]]) {
    for (const scheme of ["light", "dark"]) looks.push({ name: `${of}-${scheme}`, at: await visitor(browser, demo, { size, scheme }) });
  }
}

let pictures = 0;
/** The page keeps every promise, in both sizes and schemes, as it was answered: what a form led to is not asked for again. SHOTS names a folder for whoever wants to look. */
async function asPromised(on, name) {
  const html = await on.content();
  const [address] = on.url().split("#");
  assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html))], [], name);
  pictures += 1;
  for (const { name: look, at } of looks) {
    const isIt = (url) => url.href === address;
    await at.route(isIt, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
    await at.goto(address);
    await at.unroute(isIt);
    const wider = await at.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    const axe = ["desktop-light", "phone-dark"].includes(look) ? await axeViolations(at) : [];
    assert.deepEqual({ name, look, wider, axe, complaints: at.complaints }, { name, look, wider: 0, axe: [], complaints: [] });
    if (process.env.SHOTS) await at.screenshot({ path: `${process.env.SHOTS}/desk-${String(pictures).padStart(2, "0")}-${name}-${look}.png`, fullPage: true });
  }
}

const step = () => Math.floor(Date.now() / 30_000);
/** The codes of an authenticator that was just connected, each but once; one that is too early to count is waited for. */
function codesOf(secret) {
  let used = step();
  return async () => {
    used = Math.max(used + 1, step());
    while (used > step() + 1) await new Promise((resolve) => setTimeout(resolve, 500));
    return totp(secret, used * 30_000);
  };
}

const press = (on, name) => follow(on.getByRole("button", { name, exact: true }));
const main = (on) => on.locator("main").innerText();

/** Waits until a patient finds the listing of this name, or finds it no more. */
async function finds(patient, name, is) {
  const until = Date.now() + 30_000;
  for (;;) {
    await patient.goto(`/search?q=${encodeURIComponent(name)}`);
    if ((await patient.locator("article.card h2 a").allInnerTexts()).includes(name) === is) return;
    assert.ok(Date.now() < until, `half a minute later ${name} is ${is ? "not found" : "still found"}`);
  }
}

async function signsIn() {
  const nextCode = codesOf(await enter(page, me));
  await press(page, "Sign out");
  await page.goto("/admin/sign-in");
  await asPromised(page, "sign-in");
  await signIn(page, me, await nextCode());
  assert.equal(new URL(page.url()).pathname, "/admin/work");
  await asPromised(page, "work");
  return nextCode;
}

/** A clean approval: looked at with its mail, done, taken back, done again. Answers address and name. */
async function approves(patient) {
  const link = await openOneWithoutFlaw(page);
  const name = await page.locator("h1").innerText();
  await asPromised(page, "submission");
  await recordLookUps(page);
  await lookAhead(page, "approve");
  assert.match(await page.locator("#mail-text").innerText(), /http/);
  assert.match(await main(page), /It goes in 5 minutes/);
  await asPromised(page, "mail-ahead");
  await finds(patient, name, false);
  await doIt(page);
  await finds(patient, name, true);
  await asPromised(page, "approved");
  await press(page, "Take it back");
  await finds(patient, name, false);
  assert.match(await main(page), /taken back/);
  await asPromised(page, "taken-back");
  await decide(page, "approve");
  await finds(patient, name, true);
  return { link, name };
}

async function clearsAPossibleMatch() {
  const link = await openOneWithHit(page, "possible");
  await follow(page.getByRole("button", { name: /^Compare with the list's own rows/ }).first());
  const table = page.getByRole("table", { name: "The dossier beside the list's row" });
  assert.deepEqual(await table.getByRole("columnheader").allInnerTexts(), ["Field", "The dossier", "The list", "Compared"]);
  assert.ok((await table.locator("tbody tr").count()) > 2);
  await asPromised(page, "side-by-side");
  await follow(page.getByRole("link", { name: /to say what you found/ }));
  assert.equal(new URL(page.url()).pathname, link);
  await sayOfHit(page, "Clear this row", "Another person: asked the OIG, whose file has another birth date.", inDays(20));
  assert.ok(!(await inTheWay(page)).includes(hitOnFederalList));
  await asPromised(page, "cleared");
}

async function letsAFailedCheckStand(second) {
  const link = await openOneToLetStand(page, failed);
  await sayOfHit(page, "Propose to let it stand", "Issued on Monday; the registry's own site shows it already.", inDays(30));
  assert.match(await page.locator(".blocked li", { hasText: failed }).innerText(), /waits for a second person/);
  await asPromised(page, "proposed");
  await second.goto(link);
  const theirs = second.locator('form[id^="follow-"]');
  await theirs.locator("textarea").fill("Looked there myself: the name and the state are hers.");
  await follow(theirs.getByRole("button", { name: "Confirm", exact: true }));
  assert.ok(!(await inTheWay(second)).includes(failed));
  assert.doesNotMatch(await main(second), /Only new evidence answers it/, "it stands by what two people said");
  await asPromised(second, "confirmed");
}

/** An edit that changed a license number: the board has to be asked again. */
async function approvesAnEdit() {
  await page.goto("/admin/work?kind=change");
  await follow(page.locator("tbody th a").first());
  const row = page.locator("#difference tbody tr", { hasText: "needs re-check" });
  assert.match(await row.getByRole("rowheader").innerText(), /^Number/);
  const [old, now] = await row.getByRole("cell").allInnerTexts();
  assert.match(old, /\d{5}/);
  assert.match(now, /\d{5}/);
  assert.notEqual(old, now);
  assert.ok((await inTheWay(page)).some((what) => what.startsWith("license.board_status")), "the board is asked anew");
  await asPromised(page, "edit");
  await answerQuestions(page, "The board issued it anew; the registry has the old number still.");
  await recordLookUps(page);
  await decide(page, "approve");
  assert.match(await main(page), new RegExp(`Approved by ${me}`));
  assert.equal(await page.locator("#difference").count(), 0, "what is shown is what was sent");
}

async function removes(patient, nextCode) {
  await page.goto("/admin/requests");
  await asPromised(page, "requests");
  await follow(page.locator("tbody tr", { hasText: "Removal" }).getByRole("link").first());
  const address = new URL(page.url()).pathname;
  const shown = await page.locator('dd a[href^="/providers/"]').getAttribute("href");
  await asPromised(page, "removal");
  await page.goto(`/admin/prove?next=${encodeURIComponent(address)}`);
  await asPromised(page, "code");
  await page.getByLabel("Code").fill(await nextCode());
  await press(page, "Go on");
  assert.equal(new URL(page.url()).pathname, address);
  await page.getByLabel("The registry's record (NPPES)").check();
  await page.getByLabel("Which contact of it, and who answered").fill("The phone number in NPPES; she answered herself");
  await press(page, "Confirm, and remove the listing");
  assert.match(await main(page), /Granted[^]*she answered herself/);
  await asPromised(page, "removed");
  for (let tries = 0; (await patient.goto(shown)).status() !== 404; tries += 1) assert.ok(tries < 100, `${shown} is still there`);
}

async function refusesAComment() {
  await page.goto("/admin/comments");
  await asPromised(page, "comments");
  await follow(page.locator("tbody th a").first());
  await page.locator("summary", { hasText: "Refuse it" }).click();
  await asPromised(page, "comment");
  const rule = page.locator("#refuse .choice").first();
  await rule.locator("input").check();
  await press(page, "Refuse it");
  assert.match(await main(page), new RegExp(`Refused[^]*${me}`));
  await asPromised(page, "refused");
}

async function suspendsAndLifts({ link, name }, second, patient) {
  const act = async (on, summary, words) => {
    await on.goto(link);
    await on.locator("#listing summary", { hasText: summary }).click();
    if (await on.locator("#listing details[open] select").count()) await on.locator("#listing details[open] select").selectOption("other");
    await on.locator("#listing details[open] textarea").fill(words);
    await follow(on.locator("#listing details[open]").getByRole("button", { name: "Look at what will happen" }));
  };
  await act(page, "Suspend the listing", "We could not reach you at any phone number.");
  await asPromised(page, "suspension-ahead");
  await doIt(page);
  await finds(patient, name, false);
  await asPromised(page, "suspended");
  await act(page, "Ask to lift it", "They called back from the number in NPPES.");
  await doIt(page);
  assert.equal(await page.getByText("Lift the suspension").count(), 0, "who asks does not lift");
  await act(second, "Lift the suspension", "Thank you for calling back.");
  await asPromised(second, "lifting-ahead");
  await doIt(second);
  await finds(patient, name, true);
  await asPromised(second, "lifted");
  await follow(second.getByRole("button", { name: "Take that back" }));
  await finds(patient, name, false);
  await act(second, "Lift the suspension", "Thank you for calling back.");
  await doIt(second);
  await finds(patient, name, true);
}

const codes = [
  "staff.signed_out", "staff.signed_in", "lookup.recorded", "submission.approved", "submission.decision_undone", "list_rows.viewed", "override.cleared",
  "override.proposed", "review.answered", "staff.proved", "removal.granted", "comment.refused", "listing.suspended", "listing.lift_asked",
];

async function takesTheLogOut(began) {
  await page.goto("/admin/audit");
  await page.getByLabel("Who", { exact: true }).fill(me);
  await press(page, "Show these");
  assert.deepEqual([...new Set(await page.locator('td[data-label="Who"]').allInnerTexts())], [me]);
  await asPromised(page, "audit");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "These as CSV" }).click()]);
  assert.match(download.suggestedFilename(), /^vouchsafe-audit-\d{4}-\d\d-\d\d\.csv$/);
  const [head, ...lines] = readFileSync(await download.path(), "utf8").trim().split("\r\n");
  const at = Object.fromEntries(head.replace(/^\uFEFF/, "").split(",").map((column, i) => [column, i]));
  const rows = lines.map((line) => line.split(","));
  assert.deepEqual([...new Set(rows.map((row) => row[at.who]))], [me], "nobody else's");
  assert.ok(rows.every((row) => new Date(row[at.at]) >= began), "all of it is of today");
  const done = rows.map((row) => row[at.action]);
  assert.deepEqual(codes.filter((code) => !done.includes(code)), []);
  assert.equal(done.filter((code) => code === "submission.approved").length, 3);
}

/** Off until they are asked for, in this browser; and silent where somebody writes. */
async function usesShortcuts() {
  const keys = await visitor(browser, demo, { size: desktop });
  await keys.context().addCookies(await page.context().cookies());
  const path = () => new URL(keys.url()).pathname;
  await keys.goto("/admin/work");
  await keys.keyboard.press("q");
  await keys.getByRole("link", { name: "Account", exact: true }).click();
  await keys.waitForURL("**/admin/account");
  await press(keys, "Turn them on");
  await asPromised(keys, "shortcuts");
  await keys.goto("/admin/work");
  await Promise.all([keys.waitForURL("**/admin/queue"), keys.keyboard.press("q")]);
  await keys.getByLabel("Find").focus();
  await keys.keyboard.type("qwt?");
  assert.equal(await keys.getByLabel("Find").inputValue(), "qwt?");
  assert.equal(path(), "/admin/queue");
  assert.deepEqual(keys.complaints, []);
  await keys.context().close();
}

test("a reviewer signs in, approves, clears, overrides, re-checks, removes, refuses, suspends, and the log has all of it", async () => {
  const began = new Date();
  const patient = await visitor(browser, demo, { size: phone, javaScript: false });
  const second = await visitor(browser, demo, { size: desktop, javaScript: false });
  await openLooks();
  const nextCode = await signsIn();
  await enter(second, "second@example.org");
  const listing = await approves(patient);
  await clearsAPossibleMatch();
  await letsAFailedCheckStand(second);
  await approvesAnEdit();
  await removes(patient, nextCode);
  await refusesAComment();
  await suspendsAndLifts(listing, second, patient);
  await takesTheLogOut(began);
  await usesShortcuts();
  for (const at of [patient, second, ...looks.map((look) => look.at)]) {
    assert.deepEqual(at.complaints, []);
    await at.context().close();
  }
});
