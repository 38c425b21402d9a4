// The route list: every public page that a visitor can open without a form, and the status it answers with.
// Pages behind a slug, a reference or a session are found by the crawl and by the journeys.
export const routes = [
  { path: "/", status: 200 },
  { path: "/search", status: 200 },
  { path: "/search?near=10001", status: 200 },
  { path: "/search?near=Portland,+OR&radius=100&treatment=iv&treatment=im", status: 200 },
  { path: "/search?near=OR", status: 200 },
  { path: "/search?near=00000", status: 400 },
  { path: "/search?near=10001&radius=9999", status: 400 },
  { path: "/search?near=99723&radius=1", status: 200 },
  { path: "/search?near=77002&radius=50&map=true", status: 200 },
  { path: "/search?map=true", status: 200 },
  { path: "/search?near=10001&radius=500&first_opening=2_4_weeks&step_free=true&safety=monitoring", status: 200 },
  { path: "/guide/find-a-provider", status: 200 },
  { path: "/guide", status: 200 },
  { path: "/guide/ways-it-is-given", status: 200 },
  { path: "/guide/sublingual", status: 200 },
  { path: "/guide/no-such-topic", status: 404 },
  { path: "/compare", status: 200 },
  { path: "/compare?ids=no-such-provider,Call+me", status: 200 },
  { path: "/list", status: 200 },
  { path: "/about/verification", status: 200 },
  { path: "/about/terms", status: 200 },
  { path: "/accuracy", status: 200 },
  { path: "/privacy", status: 200 },
  { path: "/demo", status: 200 },
  { path: "/styleguide", status: 200 },
  { path: "/api/docs", status: 200 },
  { path: "/admin/sign-in", status: 200 },
  { path: "/es", status: 200 },
  { path: "/es/search?near=10001", status: 200 },
  { path: "/es/search?near=10001&radius=500&safety=monitoring&safety=rescue_equipment", status: 200 },
  { path: "/es/search?near=TX&map=true", status: 200 },
  { path: "/es/guide/risks", status: 200 },
  { path: "/es/accuracy", status: 200 },
  { path: "/es/compare", status: 200 },
  { path: "/no-such-page", status: 404 },
  { path: "/providers/no-such-provider", status: 404 },
  { path: "/providers/no-such-provider.vcf", status: 404 },
  { path: "/status/NOSUCH", status: 404 },
  { path: "/reports/NOSUCH", status: 404 },
  { path: "/providers/no-such-provider/report", status: 404 },
];

// Pages of providers, by the slugs of some that a search finds.
export const routesOf = ([a, b, c, d]) => [
  `/providers/${a}`,
  `/providers/${b}`,
  `/es/providers/${a}`,
  `/compare?ids=${a}`,
  `/compare?ids=${a},${b}`,
  `/es/compare?ids=${a},${b},${c},${d}`,
  `/compare?ids=${a},${b}&sheet=1`,
];

// The same for staff, behind a session: reviewer.test.js opens them signed in.
export const staffRoutes = ["/admin/queue", "/admin/tasks", "/admin/tasks?page=2", "/admin/reports", "/admin/reports?list=answered", "/admin/audit"];
