// Invented physicians whose dossiers have no flaw, and the registry rows that know them.
import { writeFileSync } from "node:fs";
import { dea, npi } from "../../../tests/browser/lib/numbers.js";

const surnames = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ironwood", "Juniper"];
const givenNames = ["Ana", "Bea", "Cora", "Dina", "Etta", "Faye", "Gwen", "Hope", "Iris", "June"];
const zips = ["97202", "97209", "97214", "97217", "97225"];
const inAYear = `${new Date().getUTCFullYear() + 1}-12-31`;

/** Up to 100 people, by number. */
export function physician(n) {
  const [first_name, last_name] = [givenNames[Math.floor(n / 10) % 10], surnames[n % 10]];
  return { n, first_name, last_name, npi: npi(88_000 + n), license: `MD${200_100 + n}`, street: `${1_000 + 7 * n} SE Invented St`, zip: zips[n % zips.length] };
}

/** What this person sends. */
export function dossierOf({ n, first_name, last_name, npi, license, street, zip }) {
  const insured = { kind: "malpractice_insurance", issuer: "Invented Mutual", number: `P-${n}`, expires_on: inAYear };
  return {
    provider: { name: `${first_name} ${last_name} Psychiatry`, kind: "solo", email: "front.desk@example.org", languages: ["en"] },
    locations: [
      {
        key: "main",
        line1: street,
        city: "Portland",
        state: "OR",
        postal_code: zip,
        phone: `503-555-01${String(n).padStart(2, "0")}`,
        treatments: ["iv"],
        conditions: ["gad"],
        settings: ["clinic"],
        payments: ["self_pay"],
        accepting_new: true,
        price: { per_session: 450, as_of: new Date().toISOString().slice(0, 10) },
        safety: { prescriber_on_site: true, monitoring: true, rescue_equipment: true, evaluation_first: true, written_plan: true },
      },
    ],
    clinicians: [
      {
        first_name,
        last_name,
        date_of_birth: "1979-03-14",
        profession: "md",
        npi,
        prescribes: true,
        locations: ["main"],
        credentials: [
          { kind: "state_license", number: license, state: "OR", expires_on: inAYear },
          { kind: "dea", number: dea(last_name[0], 300_100 + n), state: "OR", expires_on: inAYear, basis: "own" },
          { kind: "acls", issuer: "American Heart Association", number: `ACLS-${n}`, expires_on: inAYear },
          insured,
        ],
      },
    ],
    attestation: { name: `${first_name} ${last_name}`, at: new Date(Date.now() - 60_000).toISOString() },
  };
}

/** Writes the registry's rows about these people: the columns that a check asks for. */
export function writeRegistry(file, people) {
  const columns = {
    NPI: (p) => p.npi,
    "Entity Type Code": () => "1",
    "Provider Organization Name (Legal Business Name)": () => "",
    "Provider Last Name (Legal Name)": (p) => p.last_name.toUpperCase(),
    "Provider First Name": (p) => p.first_name.toUpperCase(),
    "Provider Other Organization Name": () => "",
    "Provider Other Last Name": () => "",
    "Provider First Line Business Practice Location Address": (p) => p.street.toUpperCase(),
    "Provider Business Practice Location Address City Name": () => "PORTLAND",
    "Provider Business Practice Location Address State Name": () => "OR",
    "Provider Business Practice Location Address Postal Code": (p) => p.zip,
    "Last Update Date": () => "01/02/2026",
    "NPI Deactivation Date": () => "",
    "NPI Reactivation Date": () => "",
    "Healthcare Provider Taxonomy Code_1": () => "2084P0800X",
    "Provider License Number_1": (p) => p.license,
    "Provider License Number State Code_1": () => "OR",
    "Healthcare Provider Primary Taxonomy Switch_1": () => "Y",
  };
  const line = (cells) => cells.map((cell) => `"${cell}"`).join(",") + "\n";
  writeFileSync(file, line(Object.keys(columns)) + people.map((p) => line(Object.values(columns).map((of) => of(p)))).join(""));
}
