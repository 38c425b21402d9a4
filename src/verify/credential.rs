//! What is missing, and what has run out, apart from licenses and DEA registrations.

use super::codes::Code;
use super::finding::{Draft, Placed, Subject, end_of, in_words};
use super::view::{View, of_kind};
use crate::domain::clinical::{Setting, Treatment};
use crate::domain::credential::{Credential, CredentialKind, DeaBasis};
use crate::rules::{AlsoFrom, Circumstances, Need, NeedOf, OwnRegistration, Wanted};

/// All checks of required fields and of other dated credentials.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    let all = subjects(view);
    let resting_on_others: Vec<usize> =
        all.iter().filter_map(|asked| drugs_without_own_registration(view, asked)).collect();
    let shared = super::storage::left_without(view, &resting_on_others);
    for subject in all {
        required(view, &subject, &shared, out);
        for (i, credential) in subject.credentials.iter().enumerate() {
            out.extend(expiry(view, subject.subject, i, credential));
        }
    }
}

/// A place that keeps drugs and lists no registration of its own.
fn drugs_without_own_registration(view: &View<'_>, asked: &Asked<'_>) -> Option<usize> {
    let Subject::Location(i) = asked.subject else { return None };
    let circumstances = circumstances(view, asked);
    let mut needs = view.rules().requirements.needs(asked.of, &circumstances);
    let keeps_drugs = needs.any(|need| need.wanted() == Wanted::Credential(CredentialKind::Dea));
    (keeps_drugs && !lists(asked.credentials, CredentialKind::Dea)).then_some(i)
}

/// A registration is of one place: somebody who works at several cannot lend theirs to all of them.
fn shared_registration(view: &View<'_>, place: usize) -> Placed {
    let mut draft =
        view.draft(Code::CredentialRequired, Subject::Location(place)).saw("credentials").note("field", "dea");
    for (i, _) in view.dossier.clinicians.iter().enumerate() {
        for field in ["locations", "credentials"] {
            draft = draft.saw_at(format!("/clinicians/{i}/{field}"));
        }
    }
    draft.saw_at("/provider/credentials").review(
        "More places keep drugs than there are DEA registrations, and each registration is of one place: a person confirms this one's.",
    )
}

/// A subject that something may be asked of.
struct Asked<'a> {
    subject: Subject,
    of: NeedOf,
    credentials: &'a [Credential],
    treatments: Vec<Treatment>,
    settings: Vec<Setting>,
}

fn subjects<'a>(view: &View<'a>) -> Vec<Asked<'a>> {
    let dossier = view.dossier;
    let mut all = vec![Asked {
        subject: Subject::Provider,
        of: NeedOf::Provider,
        credentials: &dossier.provider.credentials,
        treatments: dossier.locations.iter().flat_map(|l| l.treatments.iter().copied()).collect(),
        settings: dossier.locations.iter().flat_map(|l| l.settings.iter().copied()).collect(),
    }];
    all.extend(dossier.clinicians.iter().enumerate().map(|(i, c)| Asked {
        subject: Subject::Clinician(i),
        of: NeedOf::Clinician,
        credentials: &c.credentials,
        treatments: view.treatments_of(c),
        settings: view.settings_of(c),
    }));
    all.extend(dossier.locations.iter().enumerate().map(|(i, l)| Asked {
        subject: Subject::Location(i),
        of: NeedOf::Location,
        credentials: &l.credentials,
        treatments: l.treatments.clone(),
        settings: l.settings.clone(),
    }));
    all
}

/// `credential.required`: one row for each thing missing, named by `evidence.field`; one pass where nothing is.
fn required(view: &View<'_>, asked: &Asked<'_>, shared: &[usize], out: &mut Vec<Placed>) {
    let circumstances = circumstances(view, asked);
    let needs: Vec<&Need> = view.rules().requirements.needs(asked.of, &circumstances).collect();
    // The row says what it asked for, so that a field filled in or emptied later is another dossier.
    let looked = |draft: Draft| {
        needs.iter().fold(draft.saw("credentials"), |draft, need| match need.wanted() {
            Wanted::Field(field) if field.starts_with('/') => draft.saw_at(field),
            Wanted::Field(field) => draft.saw(field),
            Wanted::Credential(_) => draft,
        })
    };
    let before = out.len();
    let mut missing = |field: &str, detail: String, draft: Draft| {
        let draft = draft.note("field", field);
        out.push(if view.is_unasked(field) {
            draft.not_checked(format!("This kind of input cannot say it: {detail}"))
        } else {
            draft.fail(format!("Missing: {detail}"))
        });
    };
    for need in needs.iter().filter(|need| !is_met(view, asked, need)) {
        let field = match need.wanted() {
            Wanted::Field(field) => field.trim_start_matches('/').to_string(),
            Wanted::Credential(kind) => kind.to_string(),
        };
        missing(&field, format!("{}.", need.words), looked(view.draft(Code::CredentialRequired, asked.subject)));
    }
    for (i, credential) in asked.credentials.iter().enumerate() {
        for part in view.rules().requirements.missing_parts(credential) {
            let field = format!("{}.{}", credential.kind, part.as_str());
            let detail = format!("{} of the {} that is given.", part_words(part.as_str()), kind_words(credential.kind));
            missing(&field, detail, view.draft(Code::CredentialRequired, asked.subject).about_credential(i));
        }
    }
    out.extend(own_drug_registration(view, asked));
    let lacks_one = out[before..].iter().any(|p| p.finding.check.evidence.get("field").is_some_and(|f| f == "dea"));
    if let Subject::Location(i) = asked.subject
        && shared.contains(&i)
        && !lacks_one
    {
        out.push(shared_registration(view, i));
    }
    let nothing_missing = out.len() == before;
    if nothing_missing && !(needs.is_empty() && asked.credentials.is_empty()) {
        let draft = looked(view.draft(Code::CredentialRequired, asked.subject));
        out.push(draft.pass("Everything that is asked for here is given."));
    }
}

fn circumstances<'a>(view: &View<'_>, asked: &'a Asked<'_>) -> Circumstances<'a> {
    let person = match asked.subject {
        Subject::Clinician(i) => view.dossier.clinicians.get(i),
        _ => None,
    };
    Circumstances {
        profession: person.map(|c| c.profession),
        prescribes: person.is_some_and(|c| c.prescribes),
        treatments: &asked.treatments,
        settings: &asked.settings,
        provider_kind: view.dossier.provider.kind,
    }
}

fn is_met(view: &View<'_>, asked: &Asked<'_>, need: &Need) -> bool {
    let own = match need.wanted() {
        Wanted::Field(field) if field.starts_with('/') => view.has(field),
        Wanted::Field(field) => view.has(&asked.subject.pointer(field)),
        Wanted::Credential(kind) => lists(asked.credentials, kind),
    };
    own || need.also_from.iter().any(|from| met_elsewhere(view, asked, need, *from))
}

fn met_elsewhere(view: &View<'_>, asked: &Asked<'_>, need: &Need, from: AlsoFrom) -> bool {
    match (from, need.wanted(), asked.subject) {
        (AlsoFrom::Provider, Wanted::Credential(kind), _) => lists(&view.dossier.provider.credentials, kind),
        (AlsoFrom::CliniciansHere, Wanted::Credential(kind), Subject::Location(i)) => {
            let location = view.dossier.locations.get(i);
            location.is_some_and(|l| view.people_at(l).any(|(_, c)| lists(&c.credentials, kind)))
        }
        (AlsoFrom::PrescribersHere, _, Subject::Clinician(i)) => {
            let Some(clinician) = view.dossier.clinicians.get(i) else { return false };
            let mut places = view.places_of(clinician).peekable();
            places.peek().is_some() && places.all(|(_, l)| super::scope::has_prescriber(view, l))
        }
        _ => false,
    }
}

/// Whether a credential of this kind is listed. A DEA entry that says "none" lists nothing.
fn lists(credentials: &[Credential], kind: CredentialKind) -> bool {
    of_kind(credentials, kind).any(|(_, c)| c.basis != Some(DeaBasis::None))
}

/// Some states want a registration of their own from who holds a DEA registration. Which ones is not confirmed,
/// so a missing one is a question, never a failure.
fn own_drug_registration(view: &View<'_>, asked: &Asked<'_>) -> Option<Placed> {
    let Subject::Clinician(i) = asked.subject else { return None };
    let clinician = view.dossier.clinicians.get(i)?;
    let own = |c: &Credential| c.basis.unwrap_or(DeaBasis::Own) == DeaBasis::Own;
    if !of_kind(asked.credentials, CredentialKind::Dea).any(|(_, c)| own(c)) {
        return None;
    }
    let held: Vec<String> = of_kind(asked.credentials, CredentialKind::StateCds)
        .filter_map(|(_, c)| c.state.as_deref().map(super::view::usps))
        .collect();
    let states = &view.rules().states;
    let wanting: Vec<String> = view
        .states_of(clinician)
        .into_iter()
        .filter(|s| states.get(s).is_some_and(|rule| rule.own_drug_registration == OwnRegistration::Listed))
        .filter(|s| !held.contains(s))
        .collect();
    if wanting.is_empty() {
        return None;
    }
    let names = super::view::listed(wanting.iter().map(|s| states.name(s)));
    let draft = view.draft(Code::CredentialRequired, asked.subject).saw("credentials").note("field", "state_cds");
    if view.is_unasked("state_cds") {
        return Some(
            draft.not_checked(format!("This kind of input cannot say whether there is a registration of {names}.")),
        );
    }
    Some(draft.review(format!(
        "{names} may ask for a controlled-substance registration of its own, and none is given; the rule is not confirmed."
    )))
}

/// `credential.expiry`: any other dated credential is not past.
fn expiry(view: &View<'_>, subject: Subject, index: usize, credential: &Credential) -> Option<Placed> {
    if matches!(credential.kind, CredentialKind::StateLicense | CredentialKind::Dea) {
        return None;
    }
    let last = credential.expires_on?;
    let draft =
        view.draft(Code::CredentialExpiry, subject).about_credential(index).note("kind", credential.kind.as_str());
    let words = kind_words(credential.kind);
    Some(if last < view.today() {
        draft.fail(format!("The {words} ran out on {}.", in_words(last)))
    } else {
        draft.until(Some(end_of(last))).pass(format!("The {words} runs to {} (as claimed).", in_words(last)))
    })
}

fn part_words(part: &str) -> &str {
    match part {
        "expires_on" => "the expiry date",
        "number" => "the number",
        "state" => "the state",
        "issuer" => "the issuer",
        other => other,
    }
}

/// A kind of credential as a sentence calls it.
fn kind_words(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::StateLicense => "license",
        CredentialKind::Dea => "DEA registration",
        CredentialKind::StateCds => "state controlled-substance registration",
        CredentialKind::BoardCertification => "board certification",
        CredentialKind::MalpracticeInsurance => "malpractice coverage",
        CredentialKind::Acls => "ACLS card",
        CredentialKind::SpravatoRems => "REMS confirmation",
        CredentialKind::CollaborationAgreement => "collaboration agreement",
        CredentialKind::AutonomousPractice => "evidence of autonomous practice",
    }
}
