// Writing a listing as its provider does: page by page from the task list, with the keyboard alone.
import assert from "node:assert/strict";
import { dea, npi } from "./numbers.js";

const nextYear = new Date().getUTCFullYear() + 1;
const day = `6/30/${nextYear}`;
const safety = Object.fromEntries(["prescriber_on_site", "monitoring", "rescue_equipment", "evaluation_first", "written_plan", "anxiety_experience", "ride_home_rule"].map((name) => [name, "true"]));

const papers = { malpractice_issuer: "Cascade Mutual", malpractice_number: "CM-4471", malpractice_expires_on: day, acls_expires_on: day };
const place = (name, line1, postal_code, phone) => ({ place_name: name, settings: ["clinic"], line1, city: "Portland", state: "OR", postal_code, phone });
const offered = { treatments: ["iv"], conditions: ["gad"] };

/** What one practitioner answers, by page. `n` makes the NPI somebody else's. */
export const solo = (n, last = "Reyes") => ({
  begin: { kind: "solo", email: "ana@reyes.example.org" },
  you: { practice_name: `${last} Ketamine Care`, website: "reyes.example.org" },
  "npi/p1": { npi: npi(n) },
  "person/p1": { first_name: "Ana", last_name: last, profession: "md" },
  "work/p1": { prescribes: "true" },
  "license/p1/0": { license_state: "OR", license_number: "MD123456", license_expires_on: day },
  "papers/p1": papers,
  "private/p1": { date_of_birth: "4/5/1980", dea_number: dea("R", 123_456), dea_expires_on: day },
  "place/l1": place("", "12 Elm St", "97202", "503-555-0142"),
  "care/l1": offered,
  "safety/l1": safety,
  "prices/l1": { payments: ["self_pay"], price_per_session: "475" },
  "hours/l1": { accepting_new: "true", first_opening: "1_week", step_free: "true", hours_mon: "9:00-12:00, 13:00-17:00" },
  languages: { languages: ["en"] },
  sign: { attestation: `Ana ${last}` },
});

/** What the manager of a clinic with four people and two places answers. */
export const clinic = (n) => {
  const people = [["Ana", "Reyes", "md", "true"], ["Ben", "Roth", "crna", "true"], ["Cleo", "Sanz", "lcsw"], ["Dan", "Toure", "rn"]];
  const answers = {
    begin: { kind: "clinic", email: "office@harbor.example.org" },
    organization: { organization_npi: npi(n) },
    you: { practice_name: "Quiet Harbor Clinic", legal_name: "Quiet Harbor PLLC" },
    "owner/0": { owner_first_name: "Ana", owner_last_name: "Reyes", owner_date_of_birth: "4/5/1980" },
    "place/l1": place("Downtown", "12 Elm St", "97202", "503-555-0142"),
    "place/l2": place("Eastside", "90 SE Oak St", "97214", "503-555-0143"),
    languages: { languages: ["en", "es"] },
    sign: { attestation: "Olga Office" },
  };
  for (const at of ["l1", "l2"]) {
    Object.assign(answers, { [`care/${at}`]: offered, [`safety/${at}`]: safety, [`prices/${at}`]: { payments: ["self_pay", "commercial"], price_per_session: "475" }, [`hours/${at}`]: { accepting_new: "true", hours_tue: "9-5" } });
  }
  people.forEach(([first, last, profession, prescribes], i) => {
    const id = `p${i + 1}`;
    Object.assign(answers, {
      [`npi/${id}`]: { npi: npi(n + 1 + i) },
      [`person/${id}`]: { first_name: first, last_name: last, profession, work_email: `${first.toLowerCase()}@harbor.example.org` },
      [`work/${id}`]: { ...(prescribes ? { prescribes } : {}), works_at: ["l1", "l2"] },
      [`license/${id}/0`]: { license_state: "OR", license_number: `${last.slice(0, 2).toUpperCase()}12345${i}`, license_expires_on: day },
      [`papers/${id}`]: { ...papers, ...(profession === "crna" ? { board_issuer: "NBCRNA", board_number: "4471" } : {}) },
    });
  });
  return answers;
};

const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const options = at.options ? [...at.options].map((o) => o.value) : [];
    return { tag: at.tagName, id: at.id, name: at.name ?? "", type: at.type ?? "", value: at.value ?? "", checked: at.checked ?? false, href: at.getAttribute("href") ?? "", text: at.textContent.trim(), options, selected: at.selectedIndex ?? -1 };
  });

async function loaded(page, act) {
  await Promise.all([page.waitForEvent("load"), act()]);
}

/** Tabs from the top of the page to what `is` wants, answering on the way whatever `answers` knows. */
async function tabTo(page, is, answers = {}) {
  const answered = new Set();
  for (let pressed = 0; pressed < 250; pressed += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (is(at)) return answered;
    if (!(at.name in answers)) continue;
    answered.add(at.name);
    await answerOne(page, at, answers[at.name]);
  }
  assert.fail(`the keyboard does not reach it on ${page.url()}`);
}

async function answerOne(page, at, wanted) {
  if (at.type === "checkbox") {
    if (wanted.includes(at.value) !== at.checked) await page.keyboard.press("Space");
  } else if (at.type === "radio") {
    let now = at;
    if (!now.checked) await page.keyboard.press("Space");
    for (let i = 0; i < 10 && now.value !== wanted; i += 1) {
      await page.keyboard.press("ArrowDown");
      now = await focused(page);
    }
  } else if (at.tag === "SELECT") {
    const steps = at.options.indexOf(wanted) - at.selected;
    for (let i = 0; i < Math.abs(steps); i += 1) await page.keyboard.press(steps > 0 ? "ArrowDown" : "ArrowUp");
  } else {
    await page.keyboard.press("Control+A");
    await page.keyboard.type(wanted);
  }
}

/** Answers the page that is open and presses its button. */
export async function answerPage(page, answers, button = (at) => at.type === "submit" && at.name !== "later" && !at.text.startsWith("Remove")) {
  const answered = await tabTo(page, button, answers);
  await loaded(page, () => page.keyboard.press("Enter"));
  return answered;
}

/** Goes to a link by its text or address and opens it. */
export async function openLink(page, is) {
  await tabTo(page, (at) => at.tag === "A" && is(at));
  await loaded(page, () => page.keyboard.press("Enter"));
}

/** The part of an address that names a page of a draft: `person/p1`; empty on the task list. */
export const pageOf = (page) => new URL(page.url()).pathname.replace(/^(\/es)?\/list\/[^/]+\/?/, "");
const onTasks = (page) => /^(\/es)?\/list\/[^/]+$/.test(new URL(page.url()).pathname);

/** Begins a draft from the start page and stands on its task list. */
export async function begin(page, answers) {
  await page.goto("/list");
  await openLink(page, (at) => at.text === "Start now");
  await answerPage(page, answers.begin);
  assert.ok(onTasks(page), `${page.url()}: ${await page.locator("main").innerText()}`);
}

/** Answers every page that the task list leads to. `between` runs between any two pages. */
export async function writeAll(page, answers, between = async () => {}) {
  const seen = [];
  for (let steps = 0; steps < 120; steps += 1) {
    await between(page);
    if (!onTasks(page)) {
      const at = pageOf(page);
      seen.push(at);
      const asked = answers[at] ?? {};
      const owners = at === "owners" && !seen.includes("owner/0") && answers["owner/0"];
      if (owners) await openLink(page, (link) => /\/owner\/0\?/.test(link.href));
      else await answerPage(page, asked);
      const problem = await page.locator("#error-summary").allInnerTexts();
      assert.deepEqual(problem, [], `on ${at}`);
      continue;
    }
    const open = await page.locator(".tasks li li").evaluateAll((rows) => rows.filter((row) => row.querySelector("a") && !row.querySelector(".is-done")).map((row) => row.querySelector("a").getAttribute("href")));
    const more = Object.keys(answers).find((key) => /^(npi\/p|place\/l)\d$/.test(key) && !seen.includes(key) && !open.some((href) => href.includes(`/${key}?`)));
    const adds = more && (await page.locator(`.tasks a[href*="/${more}?"]`).count()) > 0;
    const next = open.filter((href) => !href.includes("/check?"))[0];
    if (next) await openLink(page, (at) => at.href === next);
    else if (adds) await openLink(page, (at) => at.href.includes(`/${more}?`));
    else return seen;
  }
  return assert.fail("the task list does not end");
}

/** Checks the answers, signs and sends. */
export async function signAndSend(page, answers) {
  await openLink(page, (at) => at.href.includes("/check?"));
  await answerPage(page, answers.sign);
  assert.match(new URL(page.url()).pathname, /^\/status\//, await page.locator("main").innerText());
}
