//! What may stand in a dossier: the table behind reading one, and behind `/api/v1/schemas/dossier.json`.

use serde_json::{Value, json};

use super::clinical::{Condition, Payment, Setting, Treatment};
use super::credential::{Authority, Coverage, CredentialKind, DeaBasis, Profession};
use super::dossier::ProviderKind;
use super::schedule::{Day, Within};
use super::shape::Shape::{self, *};
use super::shape::{may, must};

const NAME: Shape = Text(120);
const LINE: Shape = Text(200);
const NUMBER: Shape = Text(60);
const DOLLARS: Shape = Whole(100_000);

static CREDENTIAL: Shape = Object(&[
    must("kind", &Word(CredentialKind::WORDS)),
    may("number", &NUMBER),
    may("state", &State),
    may("issuer", &LINE),
    may("issued_on", &Date),
    may("expires_on", &Date),
    may("no_expiry", &Bool),
    may("authority", &Word(Authority::WORDS)),
    may("basis", &Word(DeaBasis::WORDS)),
    may("coverage", &Word(Coverage::WORDS)),
]);

static OWNER: Shape = Object(&[must("first_name", &NAME), must("last_name", &NAME), may("date_of_birth", &Date)]);

static PROVIDER: Shape = Object(&[
    must("name", &LINE),
    may("legal_name", &LINE),
    may("dba_names", &List(&LINE, 20)),
    must("kind", &Word(ProviderKind::WORDS)),
    may("organization_npi", &NUMBER),
    may("email", &Email),
    may("website", &Url),
    may("description", &Text(3000)),
    may("languages", &List(&Language, 40)),
    may("telehealth_states", &List(&State, 60)),
    may("owners", &List(&OWNER, 50)),
    may("credentials", &List(&CREDENTIAL, 50)),
]);

static HOURS: Shape = Object(&[must("day", &Word(Day::WORDS)), must("opens", &Time), must("closes", &Time)]);

static FIRST_OPENING: Shape = Object(&[must("within", &Word(Within::WORDS)), may("said_on", &Date)]);

static PRICE: Shape = Object(&[
    may("intake", &DOLLARS),
    may("per_session", &DOLLARS),
    may("usual_sessions", &Whole(200)),
    may("includes", &Text(500)),
    may("as_of", &Date),
]);

static SAFETY: Shape = Object(&[
    may("prescriber_on_site", &Bool),
    may("monitoring", &Bool),
    may("rescue_equipment", &Bool),
    may("evaluation_first", &Bool),
    may("written_plan", &Bool),
    may("anxiety_experience", &Bool),
    may("ride_home_rule", &Bool),
]);

static LOCATION: Shape = Object(&[
    must("key", &NUMBER),
    may("name", &LINE),
    may("line1", &LINE),
    may("line2", &LINE),
    may("city", &NAME),
    may("state", &State),
    may("postal_code", &Zip),
    may("phone", &Phone),
    may("hours", &List(&HOURS, 28)),
    may("time_zone", &NUMBER),
    may("step_free", &Bool),
    may("hide_street", &Bool),
    may("latitude", &Number(-90.0, 90.0)),
    may("longitude", &Number(-180.0, 180.0)),
    may("treatments", &List(&Word(Treatment::WORDS), 12)),
    may("conditions", &List(&Word(Condition::WORDS), 24)),
    may("settings", &List(&Word(Setting::WORDS), 6)),
    may("payments", &List(&Word(Payment::WORDS), 14)),
    may("accepting_new", &Bool),
    may("first_opening", &FIRST_OPENING),
    may("price", &PRICE),
    may("safety", &SAFETY),
    may("credentials", &List(&CREDENTIAL, 50)),
]);

static CLINICIAN: Shape = Object(&[
    must("first_name", &NAME),
    may("middle_name", &NAME),
    must("last_name", &NAME),
    may("former_last_names", &List(&NAME, 10)),
    may("date_of_birth", &Date),
    must("profession", &Word(Profession::WORDS)),
    may("npi", &NUMBER),
    may("prescribes", &Bool),
    may("supervisor_npi", &NUMBER),
    may("locations", &List(&NUMBER, 100)),
    may("credentials", &List(&CREDENTIAL, 50)),
]);

static ATTESTATION: Shape = Object(&[must("name", &LINE), must("at", &Moment)]);

/// The whole dossier.
pub static DOSSIER: Shape = Object(&[
    must("provider", &PROVIDER),
    must("locations", &List(&LOCATION, 200)),
    may("clinicians", &List(&CLINICIAN, 500)),
    may("attestation", &ATTESTATION),
]);

/// The JSON Schema of a dossier, from the same table that reads it.
pub fn json_schema(id: &str) -> Value {
    let mut schema = DOSSIER.json_schema();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["$id"] = json!(id);
    schema["title"] = json!("Dossier");
    schema
}
