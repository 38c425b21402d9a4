// "Use my location": on a press, rounded before it leaves the browser; and not at all without JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phone, visitor } from "./lib/browser.js";
import { browser, demo, stage } from "./lib/stage.js";

stage();

test("a location is asked for on a press alone, and is rounded before it is sent", async () => {
  const page = await visitor(browser, demo, { size: phone });
  await page.context().grantPermissions(["geolocation"]);
  await page.context().setGeolocation({ latitude: 29.760427, longitude: -95.369804 });
  const sent = [];
  page.on("request", (request) => sent.push(request.url()));
  await page.goto("/");
  assert.ok(sent.every((url) => !url.includes("29.7")), "nothing is asked by itself");
  await page.getByRole("button", { name: "Use my location" }).click();
  await page.waitForURL(/near=29\.76(%2C|,)-95\.36/);
  await page.locator("h1").waitFor();
  assert.ok(sent.every((url) => !url.includes("29.7604") && !url.includes("95.3698")));
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("who says no is told what to do instead, and nothing is lost", async () => {
  const page = await visitor(browser, demo, { size: phone });
  await page.goto("/search?near=77002&radius=50");
  await page.getByRole("button", { name: "Use my location" }).click();
  await page.getByText("Type a ZIP code or a city.").waitFor();
  assert.equal(await page.getByLabel("ZIP code, or city and state").inputValue(), "77002");
  await page.context().close();
});

test("without JavaScript there is no such button", async () => {
  const page = await visitor(browser, demo, { size: phone, javaScript: false });
  await page.goto("/");
  assert.equal(await page.getByText("Use my location").isVisible(), false);
  await page.context().close();
});
