// A reviewer at work through the staff pages, by plain HTTP as a browser without JavaScript sends it.
import { totp } from "../../../tests/browser/lib/totp.js";

const password = "seven slow herons over water";

/** Uses up a one-time link; answers a reviewer who is signed in. */
export async function enter(url, link) {
  const reviewer = new Reviewer(url);
  const path = new URL(link).pathname;
  const door = await reviewer.get(path);
  const form = await reviewer.post(path, { form_token: hidden(door, "form_token") });
  const secret = form.body.match(/Key: <span class="mono">([^<]+)</)[1].replaceAll(" ", "");
  const entered = await reviewer.post(path, { form_token: hidden(form.body, "form_token"), password, password_again: password, code: totp(secret) });
  if (entered.status !== 303) throw new Error(`the account was not set up: ${entered.status}`);
  return reviewer;
}

class Reviewer {
  #url;
  #cookie = "";

  constructor(url) {
    this.#url = url;
  }

  async get(path) {
    return (await this.#ask(path, {})).body;
  }

  async post(path, fields) {
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: this.#url, "sec-fetch-site": "same-origin" };
    return this.#ask(path, { method: "POST", headers, body: new URLSearchParams(fields).toString() });
  }

  async #ask(path, request) {
    const answer = await fetch(this.#url + path, { ...request, redirect: "manual", headers: { ...request.headers, cookie: this.#cookie } });
    const set = answer.headers.get("set-cookie");
    if (set) this.#cookie = set.split(";")[0];
    return { status: answer.status, body: await answer.text() };
  }

  /** The pages of all that waits for review, by the name of its provider. */
  async queue() {
    const waiting = new Map();
    for (let path = "/admin/queue"; path; ) {
      const page = await this.get(path);
      for (const [, href, name] of page.matchAll(/href="(\/admin\/submissions\/[^"]+)">[^<]*<\/a><\/th>\s*<td[^>]*>([^<]*)</g)) waiting.set(name, href);
      path = page.match(/<a href="([^"]+)">Next</)?.[1].replaceAll("&amp;", "&");
    }
    return waiting;
  }

  /** Records both look-ups that an approval needs; answers what is sent to approve. */
  async prepare(page) {
    const token = hidden(await this.get(page), "form_token");
    const board = { kind: "board_status", subject: "clinicians/0", credential: "/clinicians/0/credentials/0", result: "active", place: "the state board's public look-up" };
    const identity = { kind: "identity_control", subject: "provider", result: "confirmed", place: "called the phone number in NPPES" };
    for (const lookup of [board, identity]) {
      const { status } = await this.post(`${page}/lookups`, { form_token: token, seen_on: "", expires_on: "", ...lookup });
      if (status !== 303) throw new Error(`a look-up answered ${status}`);
    }
    return { form_token: token, version: hidden(await this.get(page), "version"), decision: "approve", reason: "complete", text: "" };
  }

  /** Sends the approval. */
  async approve(page, form) {
    const { status, body } = await this.post(`${page}/decision`, form);
    if (status !== 303) throw new Error(`the approval answered ${status}: ${body.match(/<div role="alert">[^]*?<\/div>/)?.[0]}`);
  }
}

function hidden(html, name) {
  const found = html.match(new RegExp(`name="${name}" value="([^"]*)"`));
  if (!found) throw new Error(`no field ${name} in: ${html.slice(0, 500)}`);
  return found[1];
}
