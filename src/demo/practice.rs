//! Invented practices: what kinds there are, who works in them, what they offer.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::domain::clinical::{Condition, Payment, Setting, Treatment};
use crate::domain::credential::{CredentialKind, Profession};
use crate::domain::dossier::{Attestation, Clinician, Dossier, Location, Provider, ProviderKind, Safety};
use crate::domain::ids::slug_of;
use crate::geo::ZipPlace;

use super::numbers;
use super::people::{Cast, Role};
use super::words::Words;

/// The kinds of practice that the demo knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// IV and IM ketamine: a physician, a nurse practitioner, nurses.
    Infusion,
    /// The same at two or three places, with therapists.
    ManyPlaces,
    /// A psychiatric clinic that is certified for esketamine.
    Esketamine,
    /// One physician.
    Physician,
    /// One psychiatric nurse practitioner, mostly lozenges.
    Nurse,
    /// A clinic that a nurse anesthetist runs.
    Anesthetist,
    /// Telehealth alone, in several states.
    Telehealth,
    /// A therapist who accompanies treatment that others give.
    Therapist,
    /// A country clinic that does what is needed.
    Rural,
}

/// A practice and those who vouch for it from outside.
#[derive(Debug, Clone)]
pub struct Practice {
    /// What it submits.
    pub dossier: Dossier,
    /// People whom the registry knows and the dossier only names by NPI.
    pub supervisors: Vec<Clinician>,
}

/// Makes practices, each under a name of its own.
pub struct Founder {
    /// Who can be hired.
    pub cast: Cast,
    names: BTreeSet<String>,
}

struct Team {
    clinicians: Vec<Clinician>,
    supervisors: Vec<Clinician>,
}

impl Founder {
    /// Nobody has founded anything yet.
    pub fn new(cast: Cast) -> Self {
        Founder { cast, names: BTreeSet::new() }
    }

    /// A practice at these ZIPs, signed at a moment.
    pub fn found(&mut self, kind: Kind, zips: &[ZipPlace], served: &[&str], signed_at: DateTime<Utc>) -> Practice {
        let home = zips[0].state;
        let keys: Vec<&str> = ["main", "second", "third"][..zips.len().min(3)].to_vec();
        let team = self.team(kind, home, served, &keys);
        let lead = &team.clinicians[0];
        let is_solo = team.clinicians.len() == 1;
        let name = match kind {
            Kind::Physician if self.cast.random.percent(40) => {
                let title = if lead.profession == Profession::Do { "DO" } else { "MD" };
                format!("{} {}, {title}", lead.first_name, lead.last_name)
            }
            _ => self.name(kind),
        };
        let slug = slug_of(&name);
        let places = zips.iter().zip(&keys).enumerate();
        let places: Vec<(usize, ZipPlace, &str)> = places.map(|(i, (zip, key))| (i, *zip, *key)).collect();
        let signer = format!("{} {}", lead.first_name, lead.last_name);
        let locations =
            places.into_iter().map(|(i, zip, key)| self.location(kind, i, zip, key, is_solo, signed_at)).collect();
        let owners = if is_solo || self.cast.random.percent(60) { Vec::new() } else { vec![self.cast.owner()] };
        let provider = Provider {
            legal_name: (!is_solo).then(|| format!("{name} LLC")),
            name,
            dba_names: Vec::new(),
            kind: if is_solo { ProviderKind::Solo } else { ProviderKind::Clinic },
            organization_npi: (!is_solo).then(|| self.cast.numbers.npi()),
            email: Some(format!("desk@{slug}.example")),
            website: self.cast.random.percent(85).then(|| format!("https://{slug}.example")),
            description: Some(self.description()),
            languages: self.languages(),
            telehealth_states: served.iter().map(|s| (*s).to_owned()).collect(),
            owners,
            credentials: Vec::new(),
        };
        let attestation = Some(Attestation { name: signer, at: signed_at });
        let dossier = Dossier { provider, locations, clinicians: team.clinicians, attestation };
        Practice { dossier, supervisors: team.supervisors }
    }

    fn team(&mut self, kind: Kind, home: &str, served: &[&str], keys: &[&str]) -> Team {
        use Profession::*;
        let states: Vec<&str> = std::iter::once(home).chain(served.iter().copied().filter(|s| *s != home)).collect();
        let mut clinicians = Vec::new();
        let mut supervisors = Vec::new();
        let mut hire = |cast: &mut Cast, profession, prescribes, places: &[&str], acls| {
            let states = if prescribes { states.as_slice() } else { &states[..1] };
            clinicians.push(cast.clinician(&Role { profession, prescribes, states, places, acls }));
        };
        let cast = &mut self.cast;
        match kind {
            Kind::Infusion => {
                let lead = *cast.random.pick(&[Md, Md, Do]);
                hire(cast, lead, true, keys, true);
                if cast.random.percent(60) {
                    hire(cast, Np, true, keys, false);
                }
                let third = *cast.random.pick(&[Rn, Rn, Rn, Aa]);
                hire(cast, third, false, keys, true);
            }
            Kind::ManyPlaces => {
                hire(cast, Md, true, keys, true);
                for key in &keys[1..] {
                    hire(cast, Np, true, &[key], true);
                }
                hire(cast, Rn, false, &keys[..1], true);
                let therapist = *cast.random.pick(&[Lcsw, Psychologist, Lmft, Associate]);
                hire(cast, therapist, false, keys, false);
                if therapist == Associate {
                    let supervisor = clinicians[0].npi.clone();
                    clinicians
                        .iter_mut()
                        .filter(|c| c.profession == Associate)
                        .for_each(|c| c.supervisor_npi.clone_from(&supervisor));
                }
            }
            Kind::Esketamine => {
                let second = *cast.random.pick(&[Np, Np, Cns]);
                hire(cast, Md, true, keys, false);
                hire(cast, second, true, keys, false);
                hire(cast, Rn, false, keys, true);
            }
            Kind::Physician => {
                let lead = *cast.random.pick(&[Md, Do]);
                hire(cast, lead, true, keys, true);
            }
            Kind::Nurse => hire(cast, Np, true, keys, false),
            Kind::Anesthetist => {
                hire(cast, Crna, true, keys, true);
                hire(cast, Rn, false, keys, true);
            }
            Kind::Telehealth => {
                hire(cast, Md, true, keys, false);
                if cast.random.percent(50) {
                    hire(cast, Np, true, keys, false);
                }
            }
            Kind::Therapist => {
                let therapist = *cast.random.pick(&[Lcsw, Lcsw, Psychologist, Lmft, Lpc]);
                hire(cast, therapist, false, keys, false);
                let supervisor = cast.supervisor(home);
                clinicians[0].supervisor_npi = supervisor.npi.clone();
                supervisors.push(supervisor);
            }
            Kind::Rural => {
                let lead = *cast.random.pick(&[Md, Do, Do]);
                hire(cast, lead, true, keys, true);
                if cast.random.percent(40) {
                    hire(cast, Pa, true, keys, false);
                }
            }
        }
        Team { clinicians, supervisors }
    }

    fn name(&mut self, kind: Kind) -> String {
        let words = Words::get();
        let second = match kind {
            Kind::Infusion | Kind::ManyPlaces | Kind::Anesthetist => &words.second_infusion,
            Kind::Esketamine | Kind::Physician | Kind::Nurse => &words.second_psychiatry,
            Kind::Telehealth => &words.second_telehealth,
            Kind::Therapist => &words.second_therapy,
            Kind::Rural => &words.second_rural,
        };
        loop {
            let random = &mut self.cast.random;
            let name = format!("{} {}", random.pick(&words.first), random.pick(second));
            if self.names.insert(name.clone()) {
                return name;
            }
        }
    }

    fn description(&mut self) -> String {
        let (words, random) = (Words::get(), &mut self.cast.random);
        let sentences: Vec<&str> = words.sentences.iter().map(String::as_str).collect();
        let how_many = random.between(1, 2) as usize;
        let mut text = random.pick(&words.openings).clone();
        for sentence in random.some(&sentences, how_many) {
            text.push(' ');
            text.push_str(sentence);
        }
        text
    }

    fn languages(&mut self) -> Vec<String> {
        let random = &mut self.cast.random;
        let mut spoken = vec!["en"];
        for (language, chance) in [("es", 30), ("vi", 3), ("zh", 4), ("ar", 2), ("fr", 3), ("ko", 2), ("tl", 2)] {
            if random.percent(chance) {
                spoken.push(language);
            }
        }
        spoken.into_iter().map(String::from).collect()
    }

    fn location(
        &mut self,
        kind: Kind,
        index: usize,
        zip: ZipPlace,
        key: &str,
        is_solo: bool,
        said_at: DateTime<Utc>,
    ) -> Location {
        let offer = self.offer(kind);
        let remote_only = kind == Kind::Telehealth;
        let cast = &mut self.cast;
        let random = &mut cast.random;
        let words = Words::get();
        let hide_street = kind == Kind::Therapist && random.percent(40);
        let line1 = format!(
            "{} {} {}",
            random.between(12, 4890),
            random.pick(&words.streets),
            random.pick(&words.street_kinds)
        );
        let line2 = random.percent(45).then(|| random.pick(&words.suites).clone());
        // Most places know where they are to a few hundred meters; the rest stand on their ZIP's centroid.
        let point = (!hide_street && random.percent(65)).then(|| {
            let mut near = |degrees: f64| ((degrees + random.between(-90, 90) as f64 / 10_000.0) * 1e5).round() / 1e5;
            (near(zip.point.latitude), near(zip.point.longitude))
        });
        let address = |text: String| (!remote_only).then_some(text);
        let mut credentials = Vec::new();
        if offer.treatments.contains(&Treatment::Esketamine) {
            let number = Some(format!("REMS-{}", random.between(10_000, 99_999)));
            credentials.push(crate::domain::credential::Credential {
                number,
                ..cast.dated(CredentialKind::SpravatoRems, 700)
            });
        }
        if kind == Kind::ManyPlaces && index == 0 {
            let number = Some(numbers::dea(&mut cast.random, 'F', "9"));
            credentials.push(crate::domain::credential::Credential { number, ..cast.dated(CredentialKind::Dea, 900) });
        }
        Location {
            key: key.to_owned(),
            name: (index > 0).then(|| format!("{} office", zip.city)),
            line1: address(line1),
            line2: line2.filter(|_| !remote_only),
            city: address(zip.city.to_owned()),
            state: address(zip.state.to_owned()),
            postal_code: address(zip.zip.to_owned()),
            phone: Some(cast.numbers.phone(zip.state)),
            hours: self.hours(),
            time_zone: remote_only.then(|| zip.time_zone.to_owned()),
            step_free: (!remote_only && self.cast.random.percent(75)).then(|| self.cast.random.percent(85)),
            hide_street,
            latitude: point.filter(|_| !remote_only).map(|p| p.0),
            longitude: point.filter(|_| !remote_only).map(|p| p.1),
            first_opening: self.first_opening(said_at),
            price: self.price(kind, said_at),
            accepting_new: self.cast.random.percent(93).then(|| self.cast.random.percent(85)),
            safety: self.safety(kind, is_solo),
            treatments: offer.treatments,
            conditions: offer.conditions,
            settings: offer.settings,
            payments: offer.payments,
            credentials,
        }
    }

    fn offer(&mut self, kind: Kind) -> Offer {
        use Setting::*;
        use Treatment::*;
        let random = &mut self.cast.random;
        let maybe = |random: &mut super::random::Random, chance, treatment| random.percent(chance).then_some(treatment);
        let (always, sometimes, settings): (Vec<Treatment>, Vec<Option<Treatment>>, Vec<Setting>) = match kind {
            Kind::Infusion => (vec![Iv], vec![maybe(random, 55, Im), maybe(random, 30, Sublingual)], vec![Clinic]),
            Kind::ManyPlaces => (vec![Iv, TherapyAssisted], vec![maybe(random, 50, Im)], vec![Clinic]),
            Kind::Esketamine => (vec![Esketamine], vec![maybe(random, 30, Iv)], vec![Clinic]),
            Kind::Physician => {
                (vec![Im], vec![maybe(random, 60, Iv), maybe(random, 30, NasalCompounded)], vec![Clinic])
            }
            Kind::Nurse => {
                let settings = if random.percent(30) { vec![Clinic, HomeVisit] } else { vec![Clinic] };
                (vec![Sublingual], vec![maybe(random, 40, TherapyAssisted)], settings)
            }
            Kind::Anesthetist => (vec![Iv, Im], vec![], vec![Clinic]),
            Kind::Telehealth => (vec![Sublingual], vec![maybe(random, 40, TherapyAssisted)], vec![Telehealth]),
            Kind::Therapist => (vec![TherapyAssisted], vec![], vec![Clinic]),
            Kind::Rural => (vec![Im], vec![maybe(random, 35, Sublingual)], vec![Clinic]),
        };
        let treatments = always.into_iter().chain(sometimes.into_iter().flatten()).collect();
        Offer { treatments, settings, conditions: self.conditions(), payments: self.payments(kind) }
    }

    fn conditions(&mut self) -> Vec<Condition> {
        use Condition::*;
        let random = &mut self.cast.random;
        let mut all = if random.percent(50) {
            vec![Anxiety]
        } else {
            let how_many = random.between(1, 3) as usize;
            random.some(&[Gad, SocialAnxiety, Panic, Phobia, AnxietyOther], how_many)
        };
        all.push(Depression);
        let how_many = random.between(0, 3) as usize;
        all.extend(random.some(&[Ptsd, Ocd, BipolarDepression, ChronicPain, SubstanceUse], how_many));
        all
    }

    fn payments(&mut self, kind: Kind) -> Vec<Payment> {
        use Payment::*;
        let random = &mut self.cast.random;
        let mut all = Vec::new();
        if matches!(kind, Kind::Esketamine | Kind::Rural | Kind::Therapist) {
            all.extend(random.some(&[Medicare, Medicaid, Commercial, VaTricare], 3));
        }
        all.push(SelfPay);
        let how_many = random.between(0, 2) as usize;
        all.extend(random.some(&[SlidingScale, Superbill], how_many));
        all
    }

    fn safety(&mut self, kind: Kind, is_solo: bool) -> Safety {
        let random = &mut self.cast.random;
        let medicine = kind != Kind::Therapist;
        let by_needle = medicine && !matches!(kind, Kind::Telehealth | Kind::Nurse);
        let mut said = |chance| random.percent(chance).then_some(true);
        Safety {
            prescriber_on_site: if by_needle { Some(true) } else { said(20) },
            monitoring: if by_needle { Some(true) } else { None },
            rescue_equipment: if by_needle && !is_solo { Some(true) } else { said(if by_needle { 70 } else { 5 }) },
            evaluation_first: said(90),
            written_plan: said(75),
            anxiety_experience: said(70),
            ride_home_rule: if by_needle { said(95) } else { None },
        }
    }
}

struct Offer {
    treatments: Vec<Treatment>,
    conditions: Vec<Condition>,
    settings: Vec<Setting>,
    payments: Vec<Payment>,
}
