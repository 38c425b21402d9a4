//! Which pages and questions there are for whom: only what this profession, these treatments and this state require, as the rule
//! tables have it.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::fields::{Of, Question, Sheet, To, When};
use super::sheets::SHEETS;
use crate::domain::clinical::{Setting, Treatment};
use crate::domain::credential::{CredentialKind, Profession};
use crate::domain::dossier::Dossier;
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::draft::{Draft, Whose};
use crate::domain::shape::Shape;
use crate::pipeline::submit;
use crate::rules::{Prescribes, Rules};
use crate::verify::{Wanted, wanted};

/// What is asked in one draft as it stands.
pub struct Asking<'a> {
    draft: &'a Draft,
    rules: &'a Rules,
    /// What of it can be read.
    dossier: Option<Dossier>,
    wanted: Vec<Wanted>,
}

/// What the form needs though neither the shape of a dossier nor the rules do: whom to write to, and what nobody can guess.
const NEEDED_HERE: &[&str] = &["email", "work_email", "prescribes", "works_at"];

impl<'a> Asking<'a> {
    /// Looks the rules up for a draft.
    pub fn of(draft: &'a Draft, rules: &'a Rules, now: DateTime<Utc>) -> Self {
        let dossier = submit::read(&draft.stood_in()).ok();
        let mut all = dossier.as_ref().map(|d| wanted(d, rules, now)).unwrap_or_default();
        if let Some(visited) = dossier.as_ref().and_then(visited) {
            all.extend(wanted(&visited, rules, now));
        }
        Asking { draft, rules, dossier, wanted: all }
    }

    /// The pages about a part, in order.
    pub fn sheets(&self, whose: &Whose) -> impl Iterator<Item = &'static Sheet> {
        let of = of(whose);
        SHEETS.iter().filter(move |sheet| sheet.of == of && self.holds(sheet.when, whose))
    }

    /// The questions of a page that are asked here.
    pub fn questions(&self, sheet: &'static Sheet, whose: &Whose) -> impl Iterator<Item = &'static Question> {
        sheet.questions.iter().filter(move |question| self.holds(question.when, whose))
    }

    fn holds(&self, when: When, whose: &Whose) -> bool {
        match when {
            When::Always => true,
            When::Clinic => !self.draft.is_solo(),
            When::Solo => self.draft.is_solo(),
            When::SeveralPlaces => self.draft.places.len() > 1,
            When::Telehealth => self.offers(|l| l.settings.contains(&Setting::Telehealth)),
            When::MayPrescribe => {
                self.profession(whose).is_some_and(|p| self.rules.scope.of(p).prescribes != Prescribes::No)
            }
            When::Esketamine => self.at(whose).is_some_and(|i| {
                let place = self.dossier.as_ref().and_then(|d| d.locations.get(i));
                place.is_some_and(|l| l.treatments.contains(&Treatment::Esketamine))
            }),
            // Somebody who prescribes alone has one registration, and it is asked for once.
            When::Asked("dea") if matches!(whose, Whose::Place(_)) => {
                self.is_wanted(whose, "dea") && !(self.draft.is_solo() && self.somebody_prescribes())
            }
            When::Asked(field) => self.is_wanted(whose, field),
            When::AskedHere(field) => self.works_where_wanted(whose, field),
        }
    }

    fn somebody_prescribes(&self) -> bool {
        self.dossier.as_ref().is_some_and(|d| d.clinicians.iter().any(|c| c.prescribes))
    }

    fn offers(&self, what: impl Fn(&crate::domain::dossier::Location) -> bool) -> bool {
        self.dossier.as_ref().is_some_and(|d| d.locations.iter().any(what))
    }

    fn profession(&self, whose: &Whose) -> Option<Profession> {
        self.draft.part(whose)?.get("profession")?.as_str()?.parse().ok()
    }

    /// Its position among people or places.
    fn at(&self, whose: &Whose) -> Option<usize> {
        match whose {
            Whose::Person(id) => self.draft.people.iter().position(|p| p.id == *id),
            Whose::Place(id) => self.draft.places.iter().position(|p| p.id == *id),
            Whose::Provider | Whose::Owner(_) | Whose::License(..) => None,
        }
    }

    /// How the checks call it.
    fn subject(&self, whose: &Whose) -> Option<String> {
        Some(match whose {
            Whose::Provider => "provider".to_string(),
            Whose::Owner(n) => format!("owners/{n}"),
            Whose::Person(_) => format!("clinicians/{}", self.at(whose)?),
            Whose::Place(_) => format!("locations/{}", self.at(whose)?),
            Whose::License(id, _) => return self.subject(&Whose::Person(id.clone())),
        })
    }

    fn is_wanted(&self, whose: &Whose, field: &str) -> bool {
        let subject = self.subject(whose);
        let is_own = |w: &Wanted| subject.as_deref() == Some(w.subject.as_str());
        self.wanted.iter().any(|w| is_own(w) && (w.field == field || w.field.split('.').next() == Some(field)))
    }

    fn works_where_wanted(&self, whose: &Whose, field: &str) -> bool {
        let (Some(dossier), Some(at)) = (&self.dossier, self.at(whose)) else { return false };
        let works_at = dossier.clinicians.get(at).map(|c| c.locations.as_slice()).unwrap_or_default();
        let mut here = self.draft.places.iter().filter(|place| works_at.contains(&place.id));
        here.any(|place| self.is_wanted(&Whose::Place(place.id.clone()), field))
    }

    /// Whether a question may stay without an answer.
    pub fn is_optional(&self, question: &Question, whose: &Whose) -> bool {
        if self.is_needed_here(question) {
            return false;
        }
        match question.to {
            // The practitioner's own name stands in.
            To::Field("name") if *whose == Whose::Provider => self.draft.is_solo(),
            To::Field(field) => {
                !shape_asks(whose, field) && !self.is_wanted(whose, field) && !is_license_part(whose, field)
            }
            // Somebody else's at the place is as good.
            To::Credential(CredentialKind::Acls, _) if !self.draft.is_solo() => true,
            To::Credential(CredentialKind::Dea, _) if matches!(whose, Whose::Place(_)) => true,
            To::Credential(kind, part) => {
                let asked = self.is_wanted(whose, kind.as_str()) || self.works_where_wanted(whose, kind.as_str());
                let parts = |row: &crate::rules::CredentialNeed| {
                    row.kind == kind && row.needs.iter().any(|n| n.as_str() == part)
                };
                !(asked && self.rules.requirements.credential.iter().any(parts))
            }
            To::Hours => true,
        }
    }

    /// Whether nothing was answered that the form cannot do without.
    pub fn is_needed_here(&self, question: &Question) -> bool {
        // Whoever was listed before was asked before.
        NEEDED_HERE.contains(&question.name) && !(self.draft.is_listed && question.name == "work_email")
    }

    /// Whether a part answers for itself later, on a page of its own: the birth date and the DEA registration of a clinic's people.
    pub fn is_asked_of_the_person(&self, subject: &str, field: &str) -> bool {
        let is_private = field == "date_of_birth" || field == "dea" || field.starts_with("dea.");
        // Drugs kept at a place may rest on a registration that its prescriber gives later.
        let rests_on_somebody = subject.starts_with("locations/") && self.somebody_prescribes();
        is_private && (rests_on_somebody || (subject.starts_with("clinicians/") && !self.draft.is_solo()))
    }
}

/// The same with every place that does not say how it sees patients as one that is visited, as most are: so that what will be
/// asked of it is asked at once. `None` where all say it.
fn visited(dossier: &Dossier) -> Option<Dossier> {
    let mut visited = dossier.clone();
    let open = visited.locations.iter_mut().filter(|l| l.settings.is_empty());
    let count = open.map(|l| l.settings.push(Setting::Clinic)).count();
    (count > 0).then_some(visited)
}

/// What kind of page is about a part.
pub fn of(whose: &Whose) -> Of {
    match whose {
        Whose::Provider => Of::Provider,
        Whose::Owner(_) => Of::Owner,
        Whose::Person(_) => Of::Person,
        Whose::License(..) => Of::License,
        Whose::Place(_) => Of::Place,
    }
}

/// A license says where, which one and until when.
fn is_license_part(whose: &Whose, field: &str) -> bool {
    matches!(whose, Whose::License(..)) && matches!(field, "state" | "number" | "expires_on")
}

/// The table of the dossier says that it must be there.
fn shape_asks(whose: &Whose, field: &str) -> bool {
    let part = match whose {
        Whose::Provider => "/provider",
        Whose::Owner(_) => "/provider/owners/0",
        Whose::Person(_) => "/clinicians/0",
        Whose::License(..) => "/clinicians/0/credentials/0",
        Whose::Place(_) => "/locations/0",
    };
    let (holder, name) = field.rsplit_once('/').map_or((part.to_string(), field), |(h, n)| (format!("{part}/{h}"), n));
    let Some(Shape::Object(fields)) = DOSSIER.at(&holder) else { return false };
    fields.iter().any(|f| f.name == name && f.required) && holder == part
}

/// The text of a value, for labels.
pub fn text_of<'v>(part: Option<&'v serde_json::Map<String, Value>>, name: &str) -> Option<&'v str> {
    part?.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}
