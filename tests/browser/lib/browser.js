// Debian's Chromium, driven by playwright-core.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 800 };

export async function launch() {
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing: apt-get install chromium`);
  const args = [
    "--no-sandbox", // refused to root otherwise, and CI is root; it only ever opens our own pages
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return chromium.launch({ executablePath, headless: true, args });
}

/**
 * A visitor: a context with its own cookies, and a page. `javaScript: false` is the visitor without JavaScript.
 * Everything the page asks another origin for, and every console error, lands in `page.complaints`.
 */
export async function visitor(browser, demo, { size = desktop, javaScript = true, scheme = "light", locale = "en-US" } = {}) {
  const context = await browser.newContext({
    baseURL: demo.url,
    viewport: size,
    isMobile: size === phone,
    hasTouch: size === phone,
    deviceScaleFactor: size === phone ? 2 : 1,
    colorScheme: scheme,
    javaScriptEnabled: javaScript,
    locale,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.complaints = [];
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:" && origin !== demo.url) page.complaints.push(`asked ${request.url()}`);
  });
  page.on("console", (message) => {
    // Chromium reports a 4xx page as a console error; whether that status is right is the test's business.
    if (message.type() === "error" && !/the server responded with a status of 4/.test(message.text())) {
      page.complaints.push(`console: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => page.complaints.push(`script: ${error.message}`));
  return page;
}

/** Clicks what leads to another page (a link, a button that sends) and waits until that page is there. */
export async function follow(target) {
  await Promise.all([target.page().waitForEvent("load"), target.click()]);
}
