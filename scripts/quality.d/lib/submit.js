// A dossier that the API accepts, a little different each time.
let sequence = 0;

export function dossier() {
  sequence += 1;
  return {
    provider: { name: `Harbor Ketamine ${sequence}`, kind: "solo", email: "front.desk@example.org", languages: ["en"] },
    locations: [
      {
        key: "main",
        line1: `${sequence} Main St`,
        city: "Portland",
        state: "OR",
        postal_code: "97202",
        phone: "503-555-0134",
        treatments: ["iv"],
        conditions: ["anxiety"],
        settings: ["clinic"],
        payments: ["self_pay"],
        accepting_new: true,
      },
    ],
    clinicians: [{ first_name: "Ana", last_name: `Reyes${sequence}`, profession: "md", npi: "2123456780", prescribes: true, locations: ["main"] }],
    attestation: { name: "Ana Reyes", at: "2026-01-02T03:04:05Z" },
  };
}

/** Sends one dossier; the parsed answer, or an error with what the server said. */
export async function submit(url, body = dossier()) {
  const answer = await fetch(`${url}/api/v1/submissions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${(await answer.text()).slice(0, 500)}`);
  return answer.json();
}
