//! License checks: one authority for each state, a number that can be one, in date, and seen at the board.

use std::collections::BTreeSet;

use chrono::{Duration, NaiveDate};

use super::codes::Code;
use super::finding::{Placed, Subject, days_after, end_of, in_words};
use super::view::{View, authority_of, license_key, of_kind, usps};
use crate::domain::check::Outcome;
use crate::domain::credential::{Authority, Credential, CredentialKind, Profession};
use crate::domain::dossier::Clinician;
use crate::domain::lookup::{LookupKind, LookupResult, RecordedLookup};
use crate::rules::TelehealthRegistration;
use crate::verify::ListedClinician;

/// All license checks of a dossier.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    for (i, clinician) in view.dossier.clinicians.iter().enumerate() {
        let subject = Subject::Clinician(i);
        present(view, subject, clinician, out);
        for (c, license) in of_kind(&clinician.credentials, CredentialKind::StateLicense) {
            let one = License { view, subject, index: c, license };
            out.push(one.format());
            out.push(one.expiry());
            out.push(one.board_status());
            out.push(one.duplicate(i));
        }
    }
}

/// `license.present`: one authority for each state where the clinician sees patients or that they serve.
fn present(view: &View<'_>, subject: Subject, clinician: &Clinician, out: &mut Vec<Placed>) {
    let licenses: Vec<(usize, &Credential)> = of_kind(&clinician.credentials, CredentialKind::StateLicense).collect();
    let in_person = view.states_in_person(clinician);
    let states = view.states_of(clinician);
    let draft = |state: Option<&str>| {
        let mut draft =
            view.draft(Code::LicensePresent, subject).saw("locations").saw_at("/provider/telehealth_states");
        for (i, _) in view.places_of(clinician) {
            draft = draft.saw_at(format!("/locations/{i}/state"));
        }
        for (c, _) in &licenses {
            draft = draft.saw(&format!("credentials/{c}"));
        }
        match state {
            Some(state) => draft.note("state", state),
            None => draft,
        }
    };
    let unsayable = view.is_unasked("state_license");
    if states.is_empty() {
        out.push(draft(None).not_checked("No state of practice is given, so no license can be held against it."));
    }
    for state in &states {
        let name = view.rules().states.name(state);
        let covered = licenses
            .iter()
            .map(|(_, l)| covers(view, clinician.profession, l, state, &in_person))
            .min()
            .unwrap_or(Cover::No);
        let draft = draft(Some(state));
        out.push(match covered {
            Cover::Yes => draft.pass(format!("A license for {name} is given.")),
            Cover::Ask(why) => draft.review(format!("{why} A person confirms that it covers {name}.")),
            Cover::No if unsayable => {
                draft.not_checked(format!("This kind of input does not say what licenses {name} has given."))
            }
            Cover::No => draft.fail(format!("No license or other authority to practice is given for {name}.")),
        });
    }
}

/// Whether some license of this person lets them treat patients in a state by telehealth.
pub(super) fn allows_telehealth(view: &View<'_>, clinician: &Clinician, state: &str) -> bool {
    let nobody_there = BTreeSet::new();
    of_kind(&clinician.credentials, CredentialKind::StateLicense)
        .any(|(_, l)| covers(view, clinician.profession, l, state, &nobody_there) != Cover::No)
}

/// Whether a license lets its holder practice in a state. The better cover sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cover {
    Yes,
    Ask(&'static str),
    No,
}

/// What each authority covers. Membership in compacts and federal sites are not in our tables: a person confirms them.
fn covers(
    view: &View<'_>,
    profession: Profession,
    license: &Credential,
    state: &str,
    in_person: &BTreeSet<String>,
) -> Cover {
    let own = license.state.as_deref().map(usps).is_some_and(|s| s == state);
    match authority_of(license) {
        Authority::State | Authority::Temporary => {
            if own {
                Cover::Yes
            } else {
                Cover::No
            }
        }
        // A privilege of this state; PSYPACT gives one for all its states, which names none of them.
        Authority::CompactPrivilege if own => Cover::Yes,
        Authority::CompactPrivilege => Cover::Ask("A privilege under an interstate compact is given."),
        Authority::TelehealthRegistration if !own || in_person.contains(state) => Cover::No,
        Authority::TelehealthRegistration => match view.rules().states.get(state).map(|s| s.telehealth_registration) {
            Some(TelehealthRegistration::Confirmed) => Cover::Yes,
            _ => Cover::Ask("A telehealth registration is given; whether the state has one is not confirmed."),
        },
        Authority::NursingCompact => match profession {
            Profession::Rn if own => Cover::Yes,
            Profession::Rn => Cover::Ask("A multistate nursing license is given."),
            Profession::Np | Profession::Cns | Profession::Crna => {
                Cover::Ask("A multistate license is given, which covers registered nursing, not advanced practice.")
            }
            _ => Cover::No,
        },
        Authority::Federal => Cover::Ask("Federal practice is claimed, which holds at federal places."),
    }
}

/// One license of one clinician.
struct License<'v, 'a> {
    view: &'v View<'a>,
    subject: Subject,
    index: usize,
    license: &'v Credential,
}

impl License<'_, '_> {
    fn draft(&self, code: Code) -> super::finding::Draft {
        self.view.draft(code, self.subject).about_credential(self.index)
    }

    /// `license.format`: not a mask, not too long, a state that exists; a shape unseen for the state is a question.
    fn format(&self) -> Placed {
        let draft = self.draft(Code::LicenseFormat);
        let written = self.license.number.as_deref().unwrap_or_default().trim();
        let rules = self.view.rules();
        if written.is_empty() {
            return draft.not_checked("No license number is given.");
        }
        let key = license_key(written);
        if is_mask(written, &key) {
            return draft.fail("The license number is a mask, not a number: somebody's software has hidden it.");
        }
        if key.len() > rules.shapes.max_length {
            return draft.fail(format!("The license number is longer than {} characters.", rules.shapes.max_length));
        }
        let state = self.license.state.as_deref().map(usps).unwrap_or_default();
        if !state.is_empty() && rules.states.get(&state).is_none() {
            return draft.fail("The license's state is not a state or territory of the United States.");
        }
        let shape: String = key.chars().map(|c| if c.is_ascii_digit() { '9' } else { 'A' }).collect();
        let name = rules.states.name(&state);
        match rules.shapes.seen(&state, &shape) {
            Some(false) => draft.review(format!("The license number has a shape that was not seen before in {name}.")),
            _ if !key.contains(|c: char| c.is_ascii_digit()) => draft.review("The license number has no digit in it."),
            Some(true) => draft.pass(format!("The license number has a usual shape for {name}.")),
            None => draft.pass("The license number can be one; no table of usual shapes for this state."),
        }
    }

    fn lookup(&self) -> Option<&RecordedLookup> {
        let pointer = self.subject.pointer(&format!("credentials/{}", self.index));
        self.view.latest_lookup(LookupKind::BoardStatus, &self.subject.to_string(), Some(&pointer))
    }

    /// The last day, as the board shows it, else as claimed.
    fn last_day(&self) -> Option<(NaiveDate, bool)> {
        let board = self.lookup().and_then(|l| l.expires_on).map(|day| (day, true));
        board.or(self.license.expires_on.map(|day| (day, false)))
    }

    /// `license.expiry`: not past; without an expiry, somebody has looked at the board within a year.
    fn expiry(&self) -> Placed {
        let mut draft = self.draft(Code::LicenseExpiry);
        let today = self.view.today();
        if self.license.issued_on.is_some_and(|day| day > today) {
            return draft.fail("The license's own date of issue is still to come.");
        }
        if authority_of(self.license) == Authority::Temporary && self.license.no_expiry {
            return draft.fail("A temporary license has an end date, and this one is said never to expire.");
        }
        // The board has not decided whether it goes on: the day alone says neither that it ran out nor that it holds.
        if let Some(lookup) = self.lookup().filter(|l| l.result == LookupResult::RenewalPending) {
            let draft = draft.told_by(lookup.place.clone()).made_at(lookup.looked_at);
            return draft.review(self.pending(lookup));
        }
        if let Some((last, at_board)) = self.last_day() {
            if let Some(lookup) = self.lookup().filter(|_| at_board) {
                draft = draft.told_by(lookup.place.clone()).made_at(lookup.looked_at);
            }
            let whose = if at_board { "by the board's record" } else { "as claimed" };
            return if last < today {
                draft.fail(format!("The license expired on {} ({whose}).", in_words(last)))
            } else {
                draft.until(Some(end_of(last))).pass(format!("The license runs to {} ({whose}).", in_words(last)))
            };
        }
        if !self.license.no_expiry {
            return draft.not_checked("The license's expiry date is not given.");
        }
        let clock = Duration::days(self.view.rules().clocks.no_expiry_lookup_days);
        match self.lookup().filter(|l| l.result == LookupResult::Active) {
            None => draft.not_checked("The license is said never to expire; nobody has confirmed it at the board yet."),
            Some(l) if l.looked_at + clock < self.view.now() => {
                draft.told_by(l.place.clone()).made_at(l.looked_at).says(
                    Outcome::Stale,
                    "The license is said never to expire; it was last confirmed at the board over a year ago.",
                )
            }
            Some(l) => draft
                .told_by(l.place.clone())
                .made_at(l.looked_at)
                .until(Some(l.looked_at + clock))
                .pass("The license does not expire, as seen at the board."),
        }
    }

    fn pending(&self, lookup: &RecordedLookup) -> String {
        let seen_on = in_words(lookup.looked_at.date_naive());
        format!("The board shows the renewal pending (seen on {seen_on}). A new look-up answers this.")
    }

    /// `license.board_status`: a person's recorded look-up, due at expiry and every 180 days.
    fn board_status(&self) -> Placed {
        let draft = self.draft(Code::LicenseBoardStatus);
        let Some(lookup) = self.lookup() else {
            return draft.not_checked("Nobody has looked this license up at its board yet.");
        };
        let seen_on = in_words(lookup.looked_at.date_naive());
        let place = lookup.place.as_str();
        let draft = draft.told_by(place).made_at(lookup.looked_at).note("board", lookup.result.as_str());
        let clock = days_after(lookup.looked_at.date_naive(), self.view.rules().clocks.board_lookup_days);
        let due = self.last_day().map_or(clock, |(last, _)| last.min(clock));
        match lookup.result {
            LookupResult::Active if due < self.view.today() => draft
                .says(Outcome::Stale, format!("The license was seen active on {seen_on}; the look-up is due again.")),
            LookupResult::Active => {
                draft.until(Some(end_of(due))).pass(format!("The license was seen active at {place} on {seen_on}."))
            }
            LookupResult::RenewalPending => draft.review(self.pending(lookup)),
            LookupResult::Restricted => {
                draft.fail(format!("The board shows probation or a restriction (seen on {seen_on})."))
            }
            LookupResult::Suspended => {
                draft.fail(format!("The board shows the license suspended (seen on {seen_on})."))
            }
            LookupResult::Revoked => draft.fail(format!("The board shows the license revoked (seen on {seen_on}).")),
            LookupResult::Expired => draft.fail(format!("The board shows the license lapsed (seen on {seen_on}).")),
            LookupResult::NotFound => {
                draft.fail(format!("The board does not know this license (looked on {seen_on})."))
            }
            LookupResult::Confirmed | LookupResult::Denied => {
                draft.not_checked("The recorded look-up does not say what the board shows.")
            }
        }
    }

    /// `license.duplicate`: no other person has the same number from the same state and board.
    fn duplicate(&self, clinician: usize) -> Placed {
        let draft = self.draft(Code::LicenseDuplicate);
        let Some(id) = LicenseId::of(self.license) else {
            return draft.not_checked("The license has no number or no state to compare.");
        };
        let here = self.view.dossier.clinicians.iter().enumerate().filter(|(i, _)| *i != clinician);
        let here = here.map(|(_, other)| other).filter(|o| !same_person(o, &self.view.dossier.clinicians[clinician]));
        let has_it = |l: &Credential| LicenseId::of(l).is_some_and(|other| other.clashes(&id));
        let holds = |c: &&Clinician| of_kind(&c.credentials, CredentialKind::StateLicense).any(|(_, l)| has_it(l));
        let here: Vec<String> = here.filter(holds).map(|c| format!("{} {}", c.first_name, c.last_name)).collect();
        if !here.is_empty() {
            return draft.against(here).review("Another clinician of this dossier has the same license number.");
        }
        let own = self.view.dossier.clinicians[clinician].npi.as_deref().map(str::trim);
        let is_other = |c: &ListedClinician| c.npi.as_deref().map(str::trim) != own || own.is_none();
        let listed = self.view.ctx.listed.iter().flat_map(|listed| listed.iter());
        let elsewhere = listed.filter(|l| l.clinicians.iter().any(|c| is_other(c) && c.licenses.iter().any(has_it)));
        let elsewhere: Vec<String> = elsewhere.map(|l| l.id.clone()).collect();
        if !elsewhere.is_empty() {
            return draft.against(elsewhere).review("Another listed clinician has the same license number.");
        }
        draft.pass("No other person here has this license number.")
    }
}

fn same_person(a: &Clinician, b: &Clinician) -> bool {
    let npi = |c: &Clinician| c.npi.as_deref().map(str::trim).filter(|n| !n.is_empty()).map(String::from);
    npi(a).is_some() && npi(a) == npi(b)
}

/// A license by what makes it one: state, board and number.
struct LicenseId {
    state: String,
    board: Option<String>,
    number: String,
}

impl LicenseId {
    fn of(license: &Credential) -> Option<Self> {
        let number = license_key(license.number.as_deref()?);
        let state = usps(license.state.as_deref()?);
        let board = license.issuer.as_deref().map(crate::domain::fold::letters_and_digits).filter(|b| !b.is_empty());
        (!number.is_empty() && !state.is_empty()).then_some(LicenseId { state, board, number })
    }

    /// The same number of one state; two named boards must be one board.
    fn clashes(&self, other: &LicenseId) -> bool {
        let boards_differ = matches!((&self.board, &other.board), (Some(a), Some(b)) if a != b);
        self.state == other.state && self.number == other.number && !boards_differ
    }
}

/// What software writes over a number or people in place of one: one sign repeated (`=========`, `XXXX`, `000000`), a part hidden
/// (`*****1234`, `XXXXX1234`), or nothing but punctuation.
fn is_mask(written: &str, key: &str) -> bool {
    let mut signs = key.chars();
    let repeated = signs.next().is_some_and(|first| {
        key.len() >= 4 && (first.is_ascii_alphabetic() || first == '0') && signs.all(|c| c == first)
    });
    let hidden = written.chars().filter(|c| matches!(c, '*' | '=' | '$' | '_' | '#' | '\u{2022}' | '\u{25cf}')).count();
    let letters: Vec<char> = written.chars().map(|c| c.to_ascii_uppercase()).collect();
    let run = letters.windows(3).any(|w| w[0] == w[1] && w[1] == w[2] && (w[0] == 'X' || !w[0].is_alphanumeric()));
    key.is_empty() || repeated || hidden >= 3 || run
}
