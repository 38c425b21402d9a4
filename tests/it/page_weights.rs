//! What the pages of staff and the patients' search weigh with as many lines or results as fit on one: at most 50 KB compressed. Pages of
//! staff are sent as they are (a page that holds a secret beside text from its reader must not be compressed,
//! `web/middleware/private.rs`); what is weighed here is their body after gzip all the same. The lines of staff are much alike and
//! compress better than those of a day's work do; no two results are alike.

use std::io::Write;

use chrono::{Days, Duration};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use vouchsafe::db::submissions;
use vouchsafe::domain::clinical::{Condition, Payment, Setting, Treatment};
use vouchsafe::domain::comment::Subject;
use vouchsafe::domain::listing_request::RequestKind;
use vouchsafe::domain::money::Price;
use vouchsafe::domain::report::{Language, ReportReason};
use vouchsafe::domain::schedule::{Day, FirstOpening, Hours, Within};
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::comment::{self, Written};
use vouchsafe::pipeline::listing_request::{self, Ask};
use vouchsafe::pipeline::report::{self, Told};
use vouchsafe::pipeline::{Desk, submit};
use vouchsafe::search::Listing;

use crate::on_both;
use crate::search::world::{World, listing, now};
use crate::support::browser::Office;
use crate::support::invented;

const MOST: usize = 50 * 1024;

fn compressed(body: &str) -> usize {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(body.as_bytes()).expect("in memory");
    gzip.finish().expect("in memory").len()
}

/// An NPI that was never issued, with its check digit (45 CFR 162.406).
fn npi(n: u32) -> String {
    let body = format!("2{:08}", 10_000 + n);
    let digit = |(i, c): (usize, char)| {
        let d = c.to_digit(10).expect("a digit");
        if i % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { d }
    };
    let sum: u32 = body.chars().rev().enumerate().map(digit).sum();
    format!("{body}{}", (10 - (sum + 24) % 10) % 10)
}

/// A clinic with four people and two places.
fn clinic(n: u32) -> Value {
    let mut raw = invented::dossier();
    raw["provider"]["name"] = json!(format!("Harbor Lights Clinic of Town {n}"));
    raw["provider"]["email"] = json!(format!("office-{n}@example.org"));
    raw["provider"]["kind"] = json!("clinic");
    let mut second = raw["locations"][0].clone();
    second["key"] = json!("second");
    second["line1"] = json!("200 SE Invented St");
    raw["locations"].as_array_mut().expect("places").push(second);
    let first = raw["clinicians"][0].clone();
    let person = |i: u32| {
        let mut one = first.clone();
        one["npi"] = json!(npi(10 * n + i));
        one["last_name"] = json!(["Reyes", "Robles", "Rivera", "Romero"][i as usize]);
        one["locations"] = json!(["main", "second"]);
        one["credentials"][0]["number"] = json!(format!("MD9{n:03}{i}"));
        one
    };
    raw["clinicians"] = json!((0..4).map(person).collect::<Vec<_>>());
    raw
}

/// More of each kind of work than fits on a page. Answers the id of one of the submissions.
fn fill(desk: &Desk) -> String {
    let mut last = String::new();
    for n in 0..52 {
        last = submit::submit(desk, &clinic(n)).expect("taken").submission_id;
    }
    let organization_id = desk.db.read(|c| submissions::get(c, &last)).expect("there").organization_id;
    invented::load_lists(&desk.reference, &[invented::record()], &[]);
    let listed = invented::publish_dossier(desk, &invented::dossier());
    let listed = desk.db.read(|c| submissions::get(c, &listed)).expect("there").organization_id;
    assert_ne!(organization_id, listed);
    for n in 0..52 {
        let words = report::Words { text: format!("Something {n}."), email: None };
        let (reason, language) = (ReportReason::WrongPrice, Language::En);
        let told =
            Told { organization_id: listed.clone(), place_id: None, reason, words, language, form: format!("r{n}") };
        report::send(desk, &told).expect("taken");
        let words = comment::Words { text: format!("Kind people {n}."), name: None };
        let written = Written { subject: Subject::Provider(listed.clone()), words, language, form: format!("c{n}") };
        comment::send(desk, &written).expect("taken");
        let words = listing_request::Words {
            name: Some("Kim Lee".into()),
            role: Some("Manager".into()),
            email: Some(format!("kim-{n}@example.org")),
            phone: None,
            text: "Please.".into(),
        };
        let (kind, form) = (RequestKind::Claim, format!("a{n}"));
        let ask = Ask { organization_id: listed.clone(), kind, relation: None, words, language, form };
        listing_request::send(desk, &ask).expect("taken");
    }
    last
}

on_both! {
    fn a_full_page_of_staff_weighs_at_most_fifty_kilobytes_compressed(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = fill(&desk);
        let office = Office::open(&db);
        office.hire("ada@example.org", Role::Administrator);
        let mut ada = office.signed_in("ada@example.org");
        let review = format!("/admin/submissions/{id}");
        // Each with the number of lines that it has when it is full; a line is a row of a table.
        let pages = [
            ("/admin/queue", 50), ("/admin/work", 25), (review.as_str(), 0), ("/admin/audit", 50), ("/admin/tasks", 100),
            ("/admin/reports", 50), ("/admin/comments", 50), ("/admin/requests", 50), ("/admin/figures", 12),
            ("/admin/reference", 0), ("/admin/rules", 0),
        ];
        for (address, lines) in pages {
            let page = ada.get(address);
            assert_eq!(page.status, 200, "{address}: {}", page.body);
            let rows = page.body.matches("role=\"rowheader\"").count();
            assert!(rows >= lines, "{address} has {rows} lines");
            let weight = compressed(&page.body);
            println!("{address}: {weight} bytes of {}", page.body.len());
            assert!(weight <= MOST, "{address} weighs {weight} bytes");
        }
    }
}

/// Practices in and about Portland, one in each of these ZIPs, that fill in everything: no two names, streets, phones or prices are alike.
fn neighbors() -> Vec<Listing> {
    const ZIPS: [&str; 24] = [
        "97201", "97202", "97203", "97204", "97205", "97206", "97209", "97210", "97211", "97212", "97213", "97214",
        "97215", "97216", "97217", "97218", "97219", "97220", "97221", "97227", "97230", "97232", "97233", "97236",
    ];
    const FIRST: [&str; 8] =
        ["Willamette", "Cascadia", "Mount Tabor", "Sellwood", "Bridgetown", "Laurelhurst", "St. Johns", "Hawthorne"];
    const THEN: [&str; 6] = [
        "Interventional Psychiatry",
        "Ketamine & Infusion Center",
        "Mood and Pain Associates",
        "Collaborative Mental Health",
        "Esketamine Treatment Clinic",
        "Behavioral Wellness Group",
    ];
    const STREETS: [&str; 7] = [
        "SE Hawthorne Boulevard",
        "NW Everett Street",
        "N Lombard Street",
        "NE Sandy Boulevard",
        "SW Macadam Avenue",
        "SE Powell Boulevard",
        "NE Martin Luther King Jr. Boulevard",
    ];
    const INCLUDES: [&str; 5] = [
        "The medicine, two hours of monitoring and a nurse beside you",
        "Infusion, vital signs and a ride home for two",
        "Preparation and integration sessions of fifty minutes each",
        "All of the first visit and the letter to your doctor",
        "Medicine, room and prescriber; laboratory tests are charged apart",
    ];
    let practice = |(n, zip): (usize, &&str)| {
        let name = format!("{} {} of {} Avenue", FIRST[n % 8], THEN[n * 5 % 6], 1 + n * 37 % 190);
        let mut one = listing(&name, zip, "Portland", "OR");
        let day = now().date_naive() - Days::new(n as u64 * 3);
        let codes =
            ["npi.registered", "license.board", "license.expiry", "exclusion.leie", "exclusion.sam", "dea.expiry"];
        let check = one.profile.checks[0].clone();
        let checked = |(i, code): (usize, &&str)| {
            let checked_at = now() - Duration::days((n * 7 + i * 11) as i64 % 170);
            vouchsafe::domain::check::Check { code: code.to_string(), checked_at, ..check.clone() }
        };
        one.profile.checks = codes.iter().enumerate().map(checked).collect();
        one.profile.confirmed_at = Some(now() - Duration::days(n as i64 * 3));
        let place = &mut one.locations[0];
        place.address.line1 = Some(format!("{} {}", 1000 + n * 613, STREETS[n % 7]));
        place.address.line2 = Some(format!("Suite {}, floor {}", 100 + n * 29, 1 + n % 9));
        let offer = &mut place.offer;
        offer.name = Some(format!("{} office at the {} building", FIRST[(n + 3) % 8], THEN[n % 6]));
        offer.phone = Some(format!("(503) 555-{:04}", 100 + n * 389 % 9_000));
        offer.phone_in_question = n % 5 == 0;
        offer.hours = [Day::Mon, Day::Wed, Day::Fri]
            .map(|day| Hours { day, opens: format!("{:02}:30", 7 + n % 4), closes: "18:15".into() })
            .to_vec();
        offer.time_zone = Some("America/Los_Angeles".into());
        offer.treatments = Treatment::ALL.to_vec();
        offer.conditions = Condition::ALL.to_vec();
        offer.settings = vec![Setting::Clinic, Setting::Telehealth];
        offer.payments = Payment::ALL.iter().copied().cycle().skip(n).take(Payment::ALL.len() - n % 3).collect();
        offer.first_opening = Some(FirstOpening { within: Within::OneWeek, said_on: Some(day) });
        offer.price = Some(Price {
            intake: Some(195 + n as u32 * 7),
            per_session: Some(380 + n as u32 * 23),
            usual_sessions: Some(4 + n as u32 % 5),
            includes: Some(INCLUDES[n % 5].to_string()),
            as_of: Some(day),
        });
        one
    };
    ZIPS.iter().enumerate().map(practice).collect()
}

#[test]
fn a_full_page_of_results_weighs_at_most_fifty_kilobytes_compressed() {
    let world = World::of(neighbors());
    let search = "/search?near=97202&radius=25";
    for address in [search.to_string(), format!("{search}&map=true"), format!("/es{search}&map=true")] {
        let page = world.page(200, &address);
        assert_eq!(page.matches("<article class=\"card\">").count(), 20, "{address}: a page is full");
        assert_eq!(page.matches("data-called=").count(), 20, "{address}: each has a phone");
        let weight = compressed(&page);
        println!("{address}: {weight} bytes of {}", page.len());
        assert!(weight <= MOST, "{address} weighs {weight} bytes");
    }
}
