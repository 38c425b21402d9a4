// What every page promises: checked on each page of the route list and on every kind of page found by its links.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate, FileSystemConfigLoader } from "html-validate";

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate(new FileSystemConfigLoader());
const configFile = new URL("../page.html", import.meta.url).pathname; // where .htmlvalidate.json is looked for

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Every axe violation on the page, one line each: rule, what it says, where. `without`: rules that cannot judge this look. */
export async function axeViolations(page, without = []) {
  // Through the debugger, which the page's CSP does not bind; a script element would be refused.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    ([values, off]) => axe.run(document, { runOnly: { type: "tag", values }, rules: Object.fromEntries(off.map((r) => [r, { enabled: false }])), resultTypes: ["violations"] }),
    [rules, without],
  );
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `axe ${id}: ${help}: ${node.target.join(" ")}`));
}

/** Every HTML error, one line each. */
export async function htmlErrors(html) {
  const report = await validator.validateString(html, configFile);
  return report.results.flatMap(({ messages }) =>
    messages.filter(({ severity }) => severity === 2).map((m) => `html ${m.ruleId} line ${m.line}: ${m.message}`),
  );
}

/** The promises that need no tool: language, title, one h1, the crisis line in the page as served. */
export function plainPromises(html) {
  const broken = [];
  if (!/<html[^>]* lang="(en|es)/.test(html)) broken.push("no lang on <html>");
  if (!/<title>[^<]{3,}<\/title>/.test(html)) broken.push("no title");
  if ((html.match(/<h1[\s>]/g) ?? []).length !== 1) broken.push("not exactly one h1");
  if (!/href="tel:988"/.test(html) || !/988lifeline\.org/.test(html)) broken.push("no crisis line");
  if (/\sstyle="|\son[a-z]+="|<script(?![^>]*\ssrc=)(?![^>]*application\/(ld\+)?json)/.test(html)) broken.push("inline style or script");
  return broken;
}

/** The addresses a page links to inside the site, without fragments. */
export function internalLinks(html, base) {
  const found = new Set();
  for (const [, raw] of html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)) {
    const href = raw.replaceAll("&amp;", "&").replaceAll("&#x2F;", "/");
    if (/^(tel|mailto|sms):/.test(href) || href.startsWith("#")) continue;
    const url = new URL(href, base);
    url.hash = "";
    if (url.origin === new URL(base).origin) found.add(url.pathname + url.search);
  }
  return found;
}
