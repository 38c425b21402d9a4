// Every resource that a demo has, every Bundle of its pages and its statement of what it can do, held against two R4 validators that
// know nothing of each other. Both must also refuse what is wrong, or their word would be worth nothing.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { startDemo } from "../browser/lib/demo.js";

const require = createRequire(import.meta.url);
const { Fhir } = require("fhir");
const Schema = require("@asymmetrik/fhir-json-schema-validator");
const [snapshots, schema] = [new Fhir(), new Schema()];

/** What either finds wrong. */
function faults(resource) {
  const { messages } = snapshots.validate(resource, { errorOnUnexpected: true });
  const grave = messages.filter(({ severity }) => ["error", "fatal"].includes(severity)).map((m) => `fhir: ${m.location} ${m.message}`);
  return [...grave, ...schema.validate(resource).map((e) => `schema: ${e.dataPath} ${e.message}`)];
}

function valid(resource, what) {
  const found = faults(resource);
  assert.deepEqual(found.slice(0, 3), [], `${what}: ${JSON.stringify(resource).slice(0, 400)}`);
}

const wrong = [{ resourceType: "Location", status: "open" }, { resourceType: "Practitioner", name: "Ana" }, { resourceType: "Organization", nonsense: 1 }];
for (const resource of wrong) assert.ok(faults(resource).length > 0, `nobody minds ${JSON.stringify(resource)}`);

const demo = await startDemo();
try {
  const get = async (url) => {
    const answer = await fetch(url);
    assert.equal(answer.status, 200, url);
    return answer.json();
  };
  const statement = await get(`${demo.url}/fhir/metadata`);
  assert.equal(statement.fhirVersion, "4.0.1");
  // The schema is that of 4.0.0, which did not know its own correction yet.
  valid({ ...statement, fhirVersion: "4.0.0" }, "metadata");
  const counts = {};
  for (const { type } of statement.rest[0].resource) {
    counts[type] = 0;
    let next = `${demo.url}/fhir/${type}?_count=100`;
    let total = 0;
    while (next) {
      const bundle = await get(next);
      valid(bundle, `a page of ${type}`);
      for (const { resource } of bundle.entry ?? []) valid(resource, type);
      total = bundle.total;
      counts[type] += bundle.entry?.length ?? 0;
      next = bundle.link.find(({ relation }) => relation === "next")?.url;
    }
    assert.equal(counts[type], total, `${type}: every one once`);
  }
  const near = "near=45.52|-122.67|300|km&_include=Location:organization&_revinclude=PractitionerRole:location&endpoint=x";
  valid(await get(`${demo.url}/fhir/Location?${encodeURI(near)}`), "a Bundle with distances, what comes along, and an outcome");
  for (const name of ["treatment", "condition", "payment", "safety"]) valid(await get(`${demo.url}/fhir/CodeSystem/${name}`), name);
  const refused = await (await fetch(`${demo.url}/fhir/Location?near=x`)).json();
  valid(refused, "a refusal");
  const all = Object.values(counts).reduce((a, b) => a + b, 0);
  assert.ok(all > 1000, `only ${all} resources`);
  console.log(`figure: ${all} resources, 0 faults by two validators (${Object.entries(counts).map(([type, n]) => `${n} ${type}`).join(", ")})`);
} finally {
  await demo.stop();
}
