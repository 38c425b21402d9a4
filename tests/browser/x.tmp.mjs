import { launch, visitor, phone, desktop } from "./lib/browser.js";
import { startDemo } from "./lib/demo.js";
import { solo, clinic, begin, writeAll, signAndSend, pageOf } from "./lib/listing.js";
const demo = await startDemo();
const browser = await launch();
try {
  for (const [name, answers, scheme] of [["solo", solo(77001), "light"], ["clinic", clinic(78001), "dark"]]) {
    const page = await visitor(browser, demo, { size: phone, javaScript: false, scheme });
    await begin(page, answers);
    let n = 0;
    const shot = async (p) => { await p.screenshot({ path: `/tmp/h/${name}-${String(n++).padStart(2, "0")}-${(pageOf(p) || "tasks").replaceAll("/", "_")}.png`, fullPage: true }); };
    await writeAll(page, answers, shot);
    await page.goto(page.url().replace("?", "/check?"));
    await shot(page);
    await page.goto(page.url().replace("/check?", "?"));
    await signAndSend(page, answers);
    await shot(page);
    console.log(name, page.url(), n, page.complaints);
  }
} catch (e) { console.log(e.message.slice(0, 3000)); console.log(demo.log().slice(-1500)); }
await browser.close(); await demo.stop();
