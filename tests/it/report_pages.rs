//! "Report a problem" as somebody without an account meets it.

use chrono::Duration;
use serde_json::json;
use vouchsafe::db::reports;
use vouchsafe::domain::report::ReportState;
use vouchsafe::pipeline::{Desk, index};

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::server::keys;

pub const FORM: &str = "/providers/quiet-harbor-psychiatry/report";
pub const REPORTER: &str = "worried.reader@example.org";

/// A listing in sight, and an office whose clock stands where the desk's does.
pub fn listed(db: &TestDatabase) -> (Desk, Office) {
    let desk = invented::desk(db);
    invented::publish(&desk);
    (desk, Office::open(db))
}

/// Fills in the form at `path` and sends it.
pub fn send(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let form = browser.get(path);
    post(browser, path, &form, fields)
}

/// Sends a form that was opened before.
pub fn post(browser: &mut Browser<'_>, path: &str, form: &Answer, fields: &[(&str, &str)]) -> Answer {
    let mut all: Vec<(&str, String)> = fields.iter().map(|(n, v)| (*n, v.to_string())).collect();
    all.extend([("form_token", form.token()), ("once", form.hidden("once")), ("fax_number", String::new())]);
    browser.post(path, &all)
}

fn stored(desk: &Desk) -> Vec<reports::Report> {
    let all = desk.db.read(|c| reports::in_states(c, ReportState::ALL, 100, 0)).expect("reads");
    all.into_iter().map(|queued| queued.report).collect()
}

on_both! {
    fn a_report_gets_a_reference_and_a_page_that_says_no_more_than_where_it_stands(db: TestDatabase) {
        let (desk, office) = listed(&db);
        let mut reader = office.browser();
        let page = reader.get("/providers/quiet-harbor-psychiatry");
        assert!(page.body.contains(FORM) && page.body.contains("Report a problem with this listing"), "{}", page.body);
        let form = reader.get(FORM);
        assert_eq!((form.status, form.header("cache-control").as_str()), (200, "no-store"));
        assert_eq!(form.body.matches("name=\"reason\"").count(), 7);
        assert!(!form.body.contains("name=\"place\""), "there is one place");
        for said in ["Oregon Medical Board", "https:&#x2F;&#x2F;www.fda.gov&#x2F;medwatch", "tel:911", "tel:988"] {
            let plain = said.replace("&#x2F;", "/");
            assert!(form.body.contains(said) || form.body.contains(&plain), "{said}: {}", form.body);
        }
        let fields = [("reason", "wrong_price"), ("text", "It was $600,\r\nnot $450."), ("email", REPORTER)];
        let sent = post(&mut reader, FORM, &form, &fields);
        let to = sent.header("location");
        assert!(sent.status == 303 && to.starts_with("/reports/VS-"), "{} {to}", sent.status);
        let done = reader.get(&to);
        let reference = to["/reports/".len()..].split('?').next().expect("a reference").to_string();
        assert_eq!((done.status, done.header("cache-control").as_str()), (200, "no-store"));
        for said in [reference.as_str(), "We have your report", "within 2 business days", "23 Nov 2026", "988"] {
            assert!(done.body.contains(said), "{said}: {}", done.body);
        }
        for private in ["Quiet Harbor", "600", REPORTER, "price", "Oregon Medical Board"] {
            assert!(!done.body.contains(private), "{private}: {}", done.body);
        }
        for shut in [format!("/reports/{reference}"), format!("/reports/{reference}?key=x"), "/reports/VS-0000-0000".into()] {
            assert_eq!(reader.get(&shut).status, 404, "{shut}");
        }
        let report = stored(&desk).remove(0);
        assert_eq!(report.due_at, report.received_at + Duration::days(2));
        let sealed = report.sealed.expect("kept");
        assert!(!sealed.contains(REPORTER) && !sealed.contains("600"), "{sealed}");
        let plain = keys().unseal(vouchsafe::keys::Purpose::Report, &report.id, &sealed).expect("opens");
        let plain: serde_json::Value = serde_json::from_slice(&plain).expect("JSON");
        assert_eq!(plain, json!({ "text": "It was $600,\nnot $450.", "email": REPORTER }));
    }

    fn unsafe_care_is_told_who_else_can_act(db: TestDatabase) {
        let (_, office) = listed(&db);
        let mut reader = office.browser();
        let sent = send(&mut reader, FORM, &[("reason", "unsafe_care"), ("text", "Nobody watched."), ("email", "")]);
        let done = reader.get(&sent.header("location")).body;
        for said in ["Oregon Medical Board", "FDA MedWatch", "tel:911", "tel:988", "can act on the license"] {
            assert!(done.contains(said), "{said}: {done}");
        }
        assert!(!done.contains("Nobody watched"), "{done}");
    }

    fn wrong_answers_are_named_beside_their_questions_and_nothing_that_was_written_is_lost(db: TestDatabase) {
        let (desk, office) = listed(&db);
        let mut reader = office.browser();
        let long = format!("<b>{}</b> & \"so on\"", "x".repeat(2_000));
        let again = send(&mut reader, FORM, &[("reason", "other"), ("text", &long), ("email", "nobody@")]);
        assert_eq!(again.status, 422);
        let html = &again.body;
        assert!(html.contains("<title>Error: ") && html.contains("id=\"error-summary\""), "{html}");
        for (id, said) in [("text", "Now it has 2017."), ("email", "in full, like name@example.com")] {
            assert!(html.contains(&format!("href=\"#{id}\"")) && html.contains(&format!("id=\"{id}-error\"")), "{id}: {html}");
            assert_eq!(html.matches(said).count(), 2, "{said}: {html}");
        }
        assert!(html.contains("value=\"other\" checked") && html.contains("value=\"nobody@\""), "{html}");
        assert!(html.contains("&lt;b&gt;xxx") && !html.contains("<b>xxx"), "{html}");
        let empty = send(&mut reader, FORM, &[("text", "Something"), ("email", "")]);
        assert!(empty.status == 422 && empty.body.contains("href=\"#reason\"") && empty.body.contains("Something"));
        let wordless = send(&mut reader, FORM, &[("reason", "other"), ("text", "  "), ("email", "")]);
        assert!(wordless.status == 422 && wordless.body.contains("id=\"text-error\""), "{}", wordless.body);
        assert_eq!(stored(&desk), []);
        // The form that came back is good for another try.
        let form = send(&mut reader, FORM, &[("text", "")]);
        assert_eq!(post(&mut reader, FORM, &form, &[("reason", "not_accepting")]).status, 303);
        assert_eq!(stored(&desk).len(), 1);
    }

    fn a_form_that_is_too_old_or_filled_in_by_a_program_makes_no_report(db: TestDatabase) {
        let (desk, office) = listed(&db);
        let mut reader = office.browser();
        let form = reader.get(FORM);
        let fields = [("reason", "other"), ("text", "The clinic has moved.")];
        let stranger = Browser::post(&mut reader, FORM, &[("form_token", form.token()), ("once", "another".into())]);
        assert_eq!(stranger.status, 403, "a token is of its own form");
        let trapped = [("form_token", form.token()), ("once", form.hidden("once")), ("fax_number", "1".into())];
        assert_eq!(reader.post(FORM, &trapped).status, 403);
        office.clock.advance(Duration::hours(13));
        let late = post(&mut reader, FORM, &form, &fields);
        assert!(late.status == 403 && late.body.contains("The clinic has moved."), "{}", late.body);
        assert_eq!(stored(&desk), []);
        assert_eq!(post(&mut reader, FORM, &late, &fields).status, 303, "the page that came back sends it");
        for gone in ["/providers/nobody/report", "/es/providers/nobody/report"] {
            assert_eq!(reader.get(gone).status, 404, "{gone}");
        }
    }

    fn the_same_press_twice_makes_one_report_and_another_text_is_not_swallowed(db: TestDatabase) {
        let (desk, office) = listed(&db);
        let mut reader = office.browser();
        let form = reader.get(FORM);
        let fields = [("reason", "not_us"), ("text", "I left in May."), ("email", REPORTER)];
        let all: Vec<_> = std::thread::scope(|scope| {
            let presses: Vec<_> = (0..6).map(|_| scope.spawn(|| post(&mut office.browser(), FORM, &form, &fields))).collect();
            presses.into_iter().map(|press| press.join().expect("no panic")).collect()
        });
        for press in &all {
            assert_eq!((press.status, press.header("location")), (303, all[0].header("location")), "{}", press.body);
        }
        assert_eq!(stored(&desk).len(), 1);
        let changed = post(&mut reader, FORM, &form, &[("reason", "not_us"), ("text", "I left in June."), ("email", REPORTER)]);
        assert!(changed.status == 409 && changed.body.contains("I left in June.") && changed.body.contains("VS-"), "{}", changed.body);
        assert_eq!(stored(&desk).len(), 1);
        let again = post(&mut reader, FORM, &changed, &[("reason", "not_us"), ("text", "I left in June.")]);
        assert_eq!((again.status, stored(&desk).len()), (303, 2));
        assert_eq!(desk.db.read(vouchsafe::db::audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn the_form_its_errors_and_its_page_are_in_spanish_too(db: TestDatabase) {
        let (desk, office) = listed(&db);
        let mut reader = office.browser();
        let path = format!("/es{FORM}");
        let form = reader.get(&path);
        for said in ["lang=\"es\"", "Avisar de un problema con Quiet Harbor", "¿Qué está mal?", "La atención no fue segura", "días hábiles"] {
            assert!(form.body.contains(said), "{said}: {}", form.body);
        }
        let wrong = send(&mut reader, &path, &[("text", "hola")]);
        assert!(wrong.body.contains("Elija qué está mal") && wrong.body.contains("<title>Error: "), "{}", wrong.body);
        let sent = send(&mut reader, &path, &[("reason", "unsafe_care"), ("text", "Nadie me vigiló.")]);
        let to = sent.header("location");
        assert!(to.starts_with("/es/reports/VS-"), "{to}");
        let done = reader.get(&to).body;
        for said in ["Recibimos su aviso", "días hábiles", "llame al", "La junta que da la licencia"] {
            assert!(done.contains(said), "{said}: {done}");
        }
        for english in ["We have", "Your reference", "business days", "(now)"] {
            assert!(!done.contains(english), "{english}: {done}");
        }
        assert_eq!(stored(&desk)[0].language.as_str(), "es");
    }

    fn of_several_places_the_one_that_is_meant_is_asked_for(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let mut raw = invented::dossier();
        let mut second = raw["locations"][0].clone();
        (second["key"], second["name"], second["phone"]) = (json!("east"), json!("East room"), json!("503-555-0143"));
        second["treatments"] = json!(["therapy_assisted"]);
        raw["locations"].as_array_mut().expect("a list").push(second);
        raw["clinicians"][0]["locations"] = json!(["main", "east"]);
        invented::publish_dossier(&desk, &raw);
        let office = Office::open(&db);
        let mut reader = office.browser();
        let form = reader.get(FORM);
        assert!(form.body.contains("Which place?") && form.body.contains("East room"), "{}", form.body);
        let none = send(&mut reader, FORM, &[("reason", "dead_phone")]);
        assert!(none.status == 422 && none.body.contains("Choose which place it is about"), "{}", none.body);
        let whole = send(&mut reader, FORM, &[("reason", "dead_phone"), ("place", "whole")]);
        assert!(whole.status == 422 && whole.body.contains("Choose the one place"), "{}", whole.body);
        let foreign = send(&mut reader, FORM, &[("reason", "dead_phone"), ("place", "0198c7a6-7c1a-7d2e-9b1f-0123456789ab")]);
        assert_eq!(foreign.status, 422);
        let snapshot = index::build(&desk).expect("builds");
        let sites = &snapshot.providers().next().expect("listed").sites;
        let east = sites.iter().find(|s| s.offer.name.is_some()).expect("two places").id.to_string();
        assert_eq!(send(&mut reader, FORM, &[("reason", "dead_phone"), ("place", &east)]).status, 303);
        assert_eq!(send(&mut reader, FORM, &[("reason", "not_us"), ("place", "whole")]).status, 303);
        let places: Vec<_> = stored(&desk).into_iter().map(|r| r.place_id).collect();
        assert_eq!(places, [Some(east), None]);
    }
}
