// Keyboard shortcuts for staff who asked for them (WCAG 2.1.4: off until then). The table on /admin/account names them.
const go = (path) => () => location.assign(path);
const main = document.querySelector("main");
const links = () => [...main.querySelectorAll("tbody th a")];

/** Moves the focus to the next or the previous entry of the page's list. */
const move = (by) => () => {
  const all = links();
  const at = all.indexOf(document.activeElement);
  all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]?.focus();
};
const jump = (selector) => () => {
  const to = main.querySelector(selector);
  if (!to) return;
  to.scrollIntoView();
  (to.querySelector("a, input, button, select, textarea") ?? to).focus();
};
const acts = {
  w: go("/admin/work"),
  q: go("/admin/queue"),
  t: go("/admin/tasks"),
  a: go("/admin/audit"),
  j: move(1),
  k: move(-1),
  c: jump("#checks"),
  d: jump("#decision"),
  s: jump('form[role="search"], form[method="get"]'),
  "?": go("/admin/account#shortcuts"),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
