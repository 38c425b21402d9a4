// What staff do at their desk, as the tests do it: they come in, open what waits, look up, clear and decide.
import assert from "node:assert/strict";
import { follow } from "./browser.js";
import { vouchsafe } from "./demo.js";
import { demo } from "./stage.js";
import { totp } from "./totp.js";

const password = "seven slow herons over water";

/** The address that an invitation leads to. */
export const invite = (email, role = "reviewer") => {
  const link = vouchsafe(demo, "admin", "create", "--email", email, "--role", role).match(/https?:\/\/\S+/)[0];
  return new URL(link).pathname;
};

/** Opens the link of an invitation, chooses a password, connects an authenticator, and is in. Answers the authenticator's secret. */
export async function setUp(at, link) {
  await at.goto(link);
  await follow(at.getByRole("button", { name: "Set up my account" }));
  const secret = (await at.locator("p", { hasText: "Key:" }).locator(".mono").innerText()).replaceAll(" ", "");
  await at.getByLabel("Password", { exact: true }).fill(password);
  await at.getByLabel("The same password again").fill(password);
  await at.getByLabel("The code that the app shows now").fill(totp(secret));
  await follow(at.getByRole("button", { name: "Finish and sign in" }));
  assert.equal(new URL(at.url()).pathname, "/admin/work");
  return secret;
}

/** The same for somebody who is invited at the command line. */
export const enter = (at, email, role) => setUp(at, invite(email, role));

/** Signs in, or tries to. */
export async function signIn(at, email, code) {
  await at.goto("/admin/sign-in");
  await at.getByLabel("Email").fill(email);
  await at.getByLabel("Password").fill(password);
  await at.getByLabel("Code").fill(code);
  await follow(at.getByRole("button", { name: "Sign in" }));
}

/** What stands in the way of an approval, as the page lists it. */
export const inTheWay = (at) => at.locator(".blocked a.mono").allInnerTexts();
/** The first clinician's check against the federal list, as it is listed there. */
export const hitOnFederalList = "exclusion.leie (clinicians/0)";

/** Opens what waits in the queue, one after the other, until a page `is` what is wanted. Answers its address. */
async function openFirst(at, is, wanted) {
  await at.goto("/admin/queue");
  for (const link of await at.locator("tbody th a").evaluateAll((all) => all.map((a) => a.getAttribute("href")))) {
    await at.goto(link);
    if (await is(await inTheWay(at))) return link;
  }
  throw new Error(`the demo's queue has no submission ${wanted}`);
}

/** Opens the first one whose automatic checks found nothing to ask about. */
export const openOneWithoutFlaw = (at) =>
  openFirst(at, (blocked) => blocked.length > 0 && blocked.every((what) => /^(identity\.control|license\.board_status)/.test(what)), "that only waits for its look-ups");

/** Opens the one that has a hit of this tier on the federal list. */
export const openOneWithHit = (at, tier) =>
  openFirst(at, async () => (await at.locator(".asked h4").allInnerTexts()).includes(`A row of the list: ${tier}`), `with a ${tier} hit`);

/** Opens the one whose failed check, called as in the list of what is in the way, two people may let stand. */
export const openOneToLetStand = (at, check) =>
  openFirst(at, async (blocked) => blocked.includes(check) && (await at.getByText("Two people may let this stand").count()) > 0, `whose ${check} may be let stand`);

/** Records every look-up that the page asks for. */
export async function recordLookUps(at) {
  for (;;) {
    const waiting = await at.locator(".blocked a.mono").allInnerTexts();
    if (waiting.length === 0) return;
    const isBoard = waiting[0].startsWith("license.board_status");
    const person = waiting[0].match(/\((.*)\)/)?.[1].replaceAll("/", "-");
    const form = isBoard ? at.locator(`form[id^="look-up-${person}-credentials"]`).first() : at.locator("form#look-up-provider");
    await form.evaluate((element) => (element.closest("details").open = true));
    await form.locator('select[name="result"]').selectOption(isBoard ? "active" : "confirmed");
    await form.locator('input[name="place"]').fill(isBoard ? "the state board's public look-up" : "called the phone number in NPPES");
    await follow(form.getByRole("button", { name: "Record and check again" }));
    const left = await at.locator(".blocked a.mono").allInnerTexts();
    assert.ok(left.length < waiting.length, `still in the way: ${left.join(", ")}\n${await at.locator("#error-summary").allInnerTexts()}`);
  }
}

/** Fills in the form of the page's hit, and sends it. */
export async function sayOfHit(at, button, reason, lastDay) {
  const form = at.locator('form[id^="override-"]');
  await form.evaluate((element) => (element.closest("details").open = true));
  await form.getByLabel("Why this is no cause for concern").fill(reason);
  await form.getByLabel("Last day on which it holds").fill(lastDay.toISOString().slice(0, 10));
  await follow(form.getByRole("button", { name: button }));
}

export const inDays = (days) => new Date(Date.now() + days * 86_400_000);
/** A day as pages write it. */
export const asShown = (day) => `${day.getUTCDate()} ${day.toLocaleString("en-US", { month: "short", timeZone: "UTC" })} ${day.getUTCFullYear()}`;
/** What the page shows of a check without unfolding anything. */
export const unfolded = (at, code) => at.locator("#clinicians-0 ul.checks > li.check:visible", { hasText: code }).innerText();

/** Answers every question that the checks ask. */
export async function answerQuestions(at, reason) {
  for (;;) {
    const form = at.locator('form[id^="answer-"]').first();
    if ((await form.count()) === 0) return;
    const id = await form.getAttribute("id");
    await form.evaluate((element) => (element.closest("details").open = true));
    await form.getByLabel("Why this is no cause for concern").fill(reason);
    await follow(form.getByRole("button", { name: "Answer and check again" }));
    assert.equal(await at.locator(`#${id}`).count(), 0, "the question is answered");
  }
}

/** Chooses a decision and presses for what will happen: the page before it, or the form again where something is missing. */
export async function lookAhead(at, decision, reason, text) {
  await at.locator(`#decision input[value="${decision}"]`).check();
  if (reason) await at.locator("#decision select").selectOption({ index: 1 });
  if (text) await at.locator("#decision-text").fill(text);
  await follow(at.getByRole("button", { name: "Look at what will happen" }).last());
}

/** Does what the page before an act shows. */
export const doIt = (at) => follow(at.locator("main form .button").first());

/** Decides, where nothing is missing. */
export async function decide(at, decision, reason, text) {
  await lookAhead(at, decision, reason, text);
  if (await at.getByRole("heading", { level: 1, name: /\?$/ }).count()) await doIt(at);
}
