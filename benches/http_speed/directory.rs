//! The invented country's listings with everything that a result shows. Their ids are the same in every run, so that two builds of the
//! program can be held against each other byte by byte.

use chrono::{Duration, NaiveDate};
use vouchsafe::domain::check::{Check, Outcome};
use vouchsafe::domain::clinical::Payment;
use vouchsafe::domain::dossier::Safety;
use vouchsafe::domain::ids::Id;
use vouchsafe::domain::money::Price;
use vouchsafe::domain::schedule::{Day, FirstOpening, Hours, Within};
use vouchsafe::geo::Gazetteer;
use vouchsafe::search::listing::{Address, Listing, Offer};

use crate::world::{Country, now};

/// So many of them.
pub fn listings(country: &Country, count: usize) -> Vec<Listing> {
    country.listings(count).into_iter().enumerate().map(|(n, listing)| whole(n, listing)).collect()
}

fn whole(n: usize, mut listing: Listing) -> Listing {
    const HARBORS: [&str; 8] = ["Quiet", "North", "Stone", "Amber", "Cedar", "O'Hara &", "Río", "Lantern"];
    let id = |kind: usize| Id::from_stored(format!("01900000-000{kind}-7000-8000-{n:012x}"));
    let profile = &mut listing.profile;
    profile.provider_id = id(1);
    profile.name = format!("{} Harbor Psychiatry {n}", HARBORS[n % HARBORS.len()]);
    profile.checks = checks(n);
    let place = &mut listing.locations[0];
    place.id = id(2);
    place.address = address(n, &place.address);
    offer(n, &mut place.offer);
    profile.clinicians[0].id = id(3);
    profile.clinicians[0].locations = vec![id(2)];
    listing
}

fn checks(n: usize) -> Vec<Check> {
    if n.is_multiple_of(4) {
        return Vec::new();
    }
    let passed = |(i, code): (i64, &str)| Check {
        code: code.into(),
        subject: "clinicians/0".into(),
        outcome: Outcome::Pass,
        blocking: true,
        detail: String::new(),
        source: "LEIE 2026-11".into(),
        checked_at: now() - Duration::days(i + (n % 20) as i64),
        valid_until: Some(now() + Duration::days(30 + (n % 300) as i64)),
        evidence: Default::default(),
    };
    let codes = ["npi.registered", "license.expiry", "license.board", "exclusion.leie", "dea.expiry"];
    (1..).zip(codes).map(passed).collect()
}

fn address(n: usize, sparse: &Address) -> Address {
    let gazetteer = Gazetteer::get();
    let zip = sparse.postal_code.as_deref().and_then(|zip| gazetteer.zip(zip));
    // "97202 Portland, OR"
    let label = zip.map(|zip| gazetteer.zip_place(&zip).label).unwrap_or_default();
    let city = label.split_once(',').and_then(|(city, _)| city.split_once(' ')).map(|(_, city)| city.to_string());
    Address {
        line1: Some(format!("{} Invented Street", 100 + n % 9_000)),
        line2: n.is_multiple_of(3).then(|| format!("Suite {}", n % 400)),
        city,
        ..sparse.clone()
    }
}

fn offer(n: usize, offer: &mut Offer) {
    let day = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day");
    offer.name = n.is_multiple_of(5).then(|| format!("Office {}", n % 90));
    offer.phone = Some(format!("(503) 555-01{:02}", n % 100));
    let open = |day| Hours { day, opens: "09:00".into(), closes: "17:00".into() };
    offer.hours = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri].map(open).to_vec();
    offer.time_zone = Some("America/New_York".into());
    offer.step_free = Some(!n.is_multiple_of(3));
    if offer.payments.is_empty() {
        offer.payments = vec![Payment::SelfPay];
    }
    offer.first_opening = n.is_multiple_of(2).then_some(FirstOpening { within: Within::OneWeek, said_on: Some(day) });
    offer.price = (!n.is_multiple_of(5)).then(|| Price {
        intake: Some(250),
        per_session: Some(350 + (n % 12) as u32 * 50),
        as_of: Some(day),
        ..Price::default()
    });
    offer.safety = Safety { prescriber_on_site: Some(true), monitoring: Some(true), ..Safety::default() };
}
