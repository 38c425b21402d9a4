// After sending: a provider writes to the reviewer, opens the record, and adds a document; without JavaScript, on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, phone } from "./lib/browser.js";
import { begin, signAndSend, solo, writeAll } from "./lib/listing.js";
import { htmlErrors, plainPromises } from "./lib/promises.js";
import { page, stageFor } from "./lib/stage.js";

stageFor({ size: phone, javaScript: false });

const press = (name) => follow(page.getByRole("button", { name, exact: true }));
const main = () => page.locator("main").innerText();
const promises = async () => {
  const html = await page.content();
  assert.deepEqual([...plainPromises(html), ...(await htmlErrors(html))], []);
};

/** Sends a listing and stands on its status page. */
async function sent(n) {
  const answers = solo(n);
  await begin(page, answers);
  await writeAll(page, answers);
  await signAndSend(page, answers);
  return page.url();
}

test("a message goes to the reviewer and stands on the status page, and what does not fit comes back as it was typed", async () => {
  const status = await sent(77_101);
  await press("Send the message");
  assert.match(await page.locator("#error-summary").innerText(), /Write your message first/);
  await page.getByLabel("Write to the reviewer").fill("a ".repeat(1500) + "end");
  await press("Send the message");
  assert.match(await page.locator("#error-summary").innerText(), /too long/);
  assert.match(await page.getByLabel("Write to the reviewer").inputValue(), /a a end$/);
  await promises();
  await page.getByLabel("Write to the reviewer").fill("My license was renewed on Monday.\nThe board shows it tomorrow.");
  await press("Send the message");
  assert.equal(page.url().split("#")[0], status.split("#")[0]);
  assert.match(await main(), /You wrote[^]*My license was renewed on Monday\.\nThe board shows it tomorrow\./);
  await promises();
});

test("the record has what was sent, and no secret, and nothing to navigate with on paper", async () => {
  await sent(77_102);
  await follow(page.getByRole("link", { name: "A record to print or keep" }));
  const text = await main();
  for (const said of ["12 Elm St", "MD123456", "Signed by", "Ana Reyes", "Not checked"]) assert.ok(text.includes(said), `${said} is missing`);
  assert.ok(!/1980|4\/5\//.test(text), "a birth date is shown");
  await promises();
  await page.emulateMedia({ media: "print" });
  for (const gone of [".site-head", ".breadcrumb", ".skip"]) assert.equal(await page.locator(gone).first().isVisible(), false, `${gone} is printed`);
  const { scroll, client } = { scroll: await page.locator("html").evaluate((e) => e.scrollWidth), client: await page.locator("html").evaluate((e) => e.clientWidth) };
  assert.ok(scroll <= client, `${scroll} is wider than the paper's ${client}`);
});

test("a PDF is added and listed, and a text that only calls itself one is refused without losing what is there", async () => {
  await sent(77_103);
  await follow(page.getByRole("link", { name: "Add a document" }));
  const pdf = Buffer.from("%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n");
  await page.getByLabel("Choose a file").setInputFiles({ name: "insurance.pdf", mimeType: "application/pdf", buffer: pdf });
  await press("Add the document");
  assert.match(await main(), /Documents that we have[^]*Document 1[^]*PDF/);
  assert.ok(!(await main()).includes("insurance.pdf"), "the file's own name is shown");
  await page.getByLabel("Choose a file").setInputFiles({ name: "insurance.pdf", mimeType: "application/pdf", buffer: Buffer.from("my insurance ends in June") });
  await press("Add the document");
  assert.match(await page.locator("#error-summary").innerText(), /The file must be a PDF, JPEG or PNG\. Its name does not count, only what is in it\./);
  assert.match(await main(), /Documents that we have[^]*Document 1/);
  assert.ok(!(await main()).includes("Document 2"));
  await promises();
  await follow(page.getByRole("button", { name: /^Remove/ }));
  assert.ok(!(await main()).includes("Document 1"));
});
