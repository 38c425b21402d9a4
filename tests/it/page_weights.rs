//! What the pages of staff weigh with as many lines as fit on one: at most 50 KB compressed. The server sends them as they are (a page
//! that holds a secret beside text from its reader must not be compressed, `web/middleware/private.rs`); what is weighed here is their
//! body after gzip all the same. The lines are much alike and compress better than those of a day's work do. The patients' search is
//! weighed with one result.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use vouchsafe::db::submissions;
use vouchsafe::domain::comment::Subject;
use vouchsafe::domain::listing_request::RequestKind;
use vouchsafe::domain::report::{Language, ReportReason};
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::comment::{self, Written};
use vouchsafe::pipeline::listing_request::{self, Ask};
use vouchsafe::pipeline::report::{self, Told};
use vouchsafe::pipeline::{Desk, submit};

use crate::on_both;
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
            ("/admin/reference", 0), ("/admin/rules", 0), ("/search?near=97202", 0),
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
