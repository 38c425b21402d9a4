// What a program in TypeScript does with the API, by types that were made from its document. Run by scripts/quality clients:
// node generated/js/calls.js ADDRESS DOSSIER
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/schema.js";

type Dossier = components["schemas"]["Dossier"];
type Problem = components["schemas"]["Problem"];

declare const process: { argv: string[] };
const [, , address = "", dossierText = ""] = process.argv;
const client = createClient<paths>({ baseUrl: address });
let calls = 0;

function expect(truth: boolean, said: string): asserts truth {
  calls += 1;
  if (!truth) throw new Error(said);
}

const found = await client.GET("/api/v1/providers", {
  params: { query: { near: "Portland, OR", radius: "any", treatment: ["iv", "im"], condition: ["anxiety"], sort: "distance", page_size: 5 } },
});
expect(found.data !== undefined && found.data.results.length === 5, `a search gives five results: ${JSON.stringify(found.error)}`);
const distances = found.data.results.map((result) => result.distance_miles ?? Infinity);
expect(distances.every((miles, i) => i === 0 || miles >= (distances[i - 1] ?? 0)), `nearest first: ${distances}`);
expect(found.data.place?.kind === "city" && found.data.radius_miles === null, "the place is the city, without a radius");
expect((found.data.facets.treatment["iv"] ?? 0) > 0, "counts stand beside the options");

const next = await client.GET("/api/v1/providers", {
  params: {
    query: { near: "Portland, OR", radius: "any", treatment: ["iv", "im"], condition: ["anxiety"], sort: "distance", page_size: 5, page_token: found.data.next_page_token },
  },
});
const first = new Set(found.data.results.map((result) => result.location.id));
expect(next.data !== undefined && next.data.results.every((result) => !first.has(result.location.id)), "the next page goes on");

// @ts-expect-error: a word that is none does not pass the types
const misspelt = await client.GET("/api/v1/providers", { params: { query: { treatment: ["intravenous"] } } });
expect(misspelt.error?.errors[0]?.parameter === "treatment", "nor the server");

const slug = found.data.results[0]?.slug ?? "";
const provider = await client.GET("/api/v1/providers/{key}", { params: { path: { key: slug } } });
expect(provider.data?.slug === slug && provider.data.locations.length > 0, `a provider by its slug: ${slug}`);
const checks = await client.GET("/api/v1/providers/{key}/verification", { params: { path: { key: provider.data.id } } });
expect(checks.data?.checks.every((check) => check.outcome === "pass" || check.outcome === "not_checked") === true, "its checks by its id");

const missing = await client.GET("/api/v1/providers/{key}", { params: { path: { key: "no-such-listing" } } });
const problem: Problem | undefined = missing.error;
expect(missing.response.headers.get("content-type") === "application/problem+json", "a refusal is a problem document");
expect(missing.response.status === 404 && problem?.type === "/problems/not-found" && problem.status === 404, "404 is read as a problem");

const dossier: Dossier = JSON.parse(dossierText);
const wrong: Dossier = structuredClone(dossier);
if (wrong.locations[0]) wrong.locations[0].postal_code = "9720";
if (wrong.clinicians?.[0]) wrong.clinicians[0].locations = ["elsewhere"];
const refused = await client.POST("/api/v1/submissions", { body: wrong });
const pointers = refused.error?.errors.map((item) => item.pointer);
expect(refused.response.status === 422 && pointers?.includes("/locations/0/postal_code") === true, `all problems with their places: ${pointers}`);

const taken = await client.POST("/api/v1/submissions", { body: dossier });
expect(taken.data !== undefined && taken.data.report.checks.length > 0, `a dossier is taken: ${JSON.stringify(taken.error)}`);
const mine = { params: { path: { reference: taken.data.reference } }, headers: { authorization: `Bearer ${taken.data.token}` } };
const read = await client.GET("/api/v1/submissions/{reference}", mine);
expect(read.data?.state === "in_review" && read.data.dossier.provider.name === dossier.provider.name, `it can be read: ${read.data?.state}`);
const early = await client.PUT("/api/v1/submissions/{reference}", { ...mine, body: dossier });
expect(early.response.status === 409 && early.error?.type === "/problems/conflict", "nobody asked for changes");
const withdrawn = await client.DELETE("/api/v1/submissions/{reference}", mine);
expect(withdrawn.response.status === 204, `it can be taken back: ${withdrawn.response.status}`);
const stranger = await client.GET("/api/v1/submissions/{reference}", { params: { path: { reference: taken.data.reference } } });
expect(stranger.response.status === 401 && stranger.error?.type === "/problems/sign-in-needed", "without its token it stays closed");

console.log(`TypeScript: ${calls} expectations held`);
