// A pressed call button is told to our own server: which provider's, and nothing else. The call does not wait for it. Without this a
// button calls all the same, and nobody counts it.
"use strict";
for (const call of document.querySelectorAll("[data-called]")) {
  call.addEventListener("click", () => {
    const bare = { method: "POST", credentials: "omit", keepalive: true, cache: "no-store", referrerPolicy: "no-referrer" };
    fetch(call.dataset.called, bare).catch(() => {});
  });
}
