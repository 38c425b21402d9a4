// What every test file stands on: one demo and one browser, and for each test a page of its own. Node runs each file in a
// process of its own, so the three are its own too.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { launch, visitor } from "./browser.js";
import { startDemo } from "./demo.js";

export let demo, browser, page;

/** Starts the demo and the browser before the file's first test. */
export function stage() {
  before(async () => {
    [demo, browser] = await Promise.all([startDemo(), launch()]);
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });
}

/** The same, and `page` is a visitor's like this, new for each test, which fails when the page complained. */
export function stageFor(visitorLike) {
  stage();
  beforeEach(async () => {
    page = await visitor(browser, demo, visitorLike);
  });
  afterEach(async () => {
    const { complaints } = page;
    await page.context().close();
    assert.deepEqual(complaints, []);
  });
}
