//! A small directory, put straight into the index of a running server.

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use vouchsafe::app::Application;
use vouchsafe::clock::Clock;
use vouchsafe::config::{Listen, RateLimits};
use vouchsafe::domain::check::{Check, Outcome};
use vouchsafe::domain::clinical::{Condition, Payment, Setting, Treatment};
use vouchsafe::domain::credential::{Authority, Profession};
use vouchsafe::domain::dossier::ProviderKind;
use vouchsafe::domain::ids::{Id, slug_of};
use vouchsafe::domain::money::Price;
use vouchsafe::domain::place::Point;
use vouchsafe::search::listing::{Address, Clinician, License, Listing, Location, Offer, Profile};
use vouchsafe::search::{Index, Snapshot};

use crate::support::database::TestDatabase;
use crate::support::server::{TestServer, parts};

pub fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::days(20_700)
}

fn passed(code: &str) -> Check {
    Check {
        code: code.into(),
        subject: "clinicians/0".into(),
        outcome: Outcome::Pass,
        blocking: true,
        detail: "cleared: a namesake of another birth date".into(),
        source: "LEIE 2026-08".into(),
        checked_at: now() - Duration::days(2),
        valid_until: Some(now() + Duration::days(30)),
        evidence: Default::default(),
    }
}

pub fn listing(name: &str, zip: &str, city: &str, state: &str) -> Listing {
    let place = Location {
        id: Id::new(),
        address: Address {
            line1: Some("100 Main Street".into()),
            line2: None,
            city: Some(city.into()),
            state: Some(state.into()),
            postal_code: Some(zip.into()),
        },
        point: None,
        hide_street: false,
        offer: Offer {
            phone: Some("(503) 555-0142".into()),
            treatments: vec![Treatment::Iv],
            conditions: vec![Condition::Panic],
            settings: vec![Setting::Clinic],
            payments: vec![Payment::SelfPay],
            accepting_new: Some(true),
            price: Some(Price { per_session: Some(500), ..Price::default() }),
            ..Offer::default()
        },
    };
    let clinician = Clinician {
        id: Id::new(),
        name: "Ana Núñez".into(),
        family: "Núñez".into(),
        profession: Profession::Crna,
        npi: Some("1234567893".into()),
        prescribes: true,
        confirmed: true,
        supervision_unconfirmed_by: None,
        licenses: vec![License {
            state: state.into(),
            number: "RN-1".into(),
            authority: Authority::State,
            expires_on: None,
        }],
        locations: vec![place.id.clone()],
    };
    let profile = Profile {
        provider_id: Id::new(),
        slug: slug_of(name),
        former_slugs: vec![format!("{}-before", slug_of(name))],
        name: name.into(),
        kind: ProviderKind::Clinic,
        organization_npi: None,
        website: None,
        description: None,
        languages: vec!["en".into(), "es".into()],
        telehealth_states: vec![],
        clinicians: vec![clinician],
        checks: vec![passed("npi.registered"), passed("exclusion.leie")],
        published_at: now() - Duration::days(20),
        confirmed_at: Some(now() - Duration::days(3)),
        updated_at: now(),
    };
    Listing { profile, locations: vec![place] }
}

/// Three places around Portland, one of them a home, one far away, and one that is only by video.
pub fn directory() -> Vec<Listing> {
    let mut home = listing("Hazel at Home", "97206", "Portland", "OR");
    let place = &mut home.locations[0];
    place.hide_street = true;
    place.point = Point::new(45.4821, -122.5987);
    place.address.line1 = Some("77 Private Lane".into());
    place.address.postal_code = Some("97206-7777".into());
    place.offer.price = None;
    home.profile.confirmed_at = None;
    let mut remote = listing("Cedar by Video", "", "", "");
    remote.profile.telehealth_states = vec!["OR".into()];
    remote.locations[0].offer.settings = vec![Setting::Telehealth];
    vec![
        listing("Alder Clinic", "97202", "Portland", "OR"),
        listing("Birch Clinic", "97204", "Portland", "OR"),
        listing("Far Clinic", "10001", "New York", "NY"),
        home,
        remote,
    ]
}

pub struct World {
    pub server: TestServer,
    pub clock: Clock,
    pub index: Index,
    _db: TestDatabase,
}

impl World {
    pub fn of(listings: Vec<Listing>) -> Self {
        let db = TestDatabase::sqlite();
        let clock = Clock::fixed(now());
        let mut parts = parts(&db, clock.clone());
        let index = Index::new(Snapshot::build(listings, 1, now()));
        parts.index = index.clone();
        let mut listen = Listen::at("127.0.0.1:0".parse().expect("an address"));
        listen.metrics = Some(listen.bind);
        listen.rate_limits = RateLimits::Off;
        let server = TestServer::serve(Application::build(parts, &listen).expect("builds"));
        World { server, clock, index, _db: db }
    }

    pub fn json(&self, status: u16, path: &str) -> Value {
        let mut answer = self.server.get(path);
        let text = answer.body_mut().read_to_string().expect("text");
        assert_eq!(answer.status(), status, "{path}: {text}");
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}: {text}"))
    }

    pub fn page(&self, status: u16, path: &str) -> String {
        let mut answer = self.server.get(path);
        let text = answer.body_mut().read_to_string().expect("text");
        assert_eq!(answer.status(), status, "{path}: {text}");
        text
    }

    pub fn names(&self, query: &str) -> Vec<String> {
        let found = self.json(200, &format!("/api/v1/providers?{query}"));
        let results = found["results"].as_array().expect("results");
        results.iter().map(|r| r["name"].as_str().expect("a name").to_string()).collect()
    }
}
