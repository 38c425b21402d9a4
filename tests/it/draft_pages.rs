//! Pages of a listing that is being written: what cannot be kept comes back as it was typed, and the last look folds what is well.

use vouchsafe::domain::draft::Draft;
use vouchsafe::pipeline::draft;

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::invented;
use crate::support::practice::Practice;

/// A page of the draft that was begun with this way to it.
fn page_of(way: &str, page: &str) -> String {
    way.replace('?', &format!("/{page}?"))
}

fn answer(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(path);
    let mut sent = vec![("form_token", page.token()), ("seen", page.hidden("seen"))];
    sent.extend(fields.iter().map(|(name, text)| (*name, text.to_string())));
    browser.post(path, &sent)
}

on_both! {
    fn a_day_that_does_not_exist_is_kept_as_it_was_typed_until_it_is_mended(db: TestDatabase) {
        let office = Office::open(&db);
        let practice = Practice::open(&db, &office.clock);
        let way = draft::begin(&practice.desk, "solo", "ana@example.com", "once").expect("begun");
        let license = page_of(&way, "license/p1/0");
        let typed = |day| [("license_state", "OR"), ("license_number", "MD123456"), ("license_expires_on", day)];
        let mut browser = office.browser();
        for button in ["later", "go_on"] {
            let fields: Vec<(&str, &str)> = typed("2027-02-31").into_iter().chain([(button, "true")]).collect();
            let refused = answer(&mut browser, &license, &fields);
            assert_eq!(refused.status, 422);
            // Somebody else's browser: nothing of it is kept in this one.
            let again = office.browser().get(&license);
            assert_eq!(again.status, 200);
            for said in ["value=\"2027-02-31\"", "value=\"MD123456\"", "<title>Error: "] {
                assert!(again.body.contains(said), "{said}: {}", again.body);
            }
            assert_eq!(again.body.matches("Write a date that exists").count(), 2, "in the summary and at the question");
        }
        let tasks = browser.get(&way);
        assert!(tasks.body.contains("Incomplete"), "{}", tasks.body);
        let unsent = browser.get(&page_of(&way, "check"));
        assert!(!unsent.body.contains("MD123456"), "what could not be kept is no answer yet: {}", unsent.body);

        assert_eq!(answer(&mut browser, &license, &typed("6/30/2027")).status, 303);
        let mended = browser.get(&license);
        assert!(mended.body.contains("value=\"6/30/2027\""), "{}", mended.body);
        assert!(!mended.body.contains("2027-02-31") && !mended.body.contains("error-summary"), "{}", mended.body);
    }

    fn a_private_answer_is_not_among_what_is_shown_again(db: TestDatabase) {
        let office = Office::open(&db);
        let practice = Practice::open(&db, &office.clock);
        let way = draft::begin(&practice.desk, "solo", "ana@example.com", "once").expect("begun");
        let private = page_of(&way, "private/p1");
        let mut browser = office.browser();
        assert_eq!(answer(&mut browser, &page_of(&way, "person/p1"), &[("first_name", "Ana"), ("last_name", "Reyes"), ("profession", "md")]).status, 303);
        let fields = [("date_of_birth", "2/31/1980"), ("later", "true")];
        assert_eq!(answer(&mut browser, &private, &fields).status, 422);
        assert!(!office.browser().get(&private).body.contains("2/31/1980"), "a birth date is shown to nobody");
    }

    fn the_last_look_folds_what_is_well_and_opens_what_is_not(db: TestDatabase) {
        let office = Office::open(&db);
        let practice = Practice::open(&db, &office.clock);
        invented::load_lists(&practice.desk.reference, &[invented::record()], &[]);
        let way = draft::begin(&practice.desk, "solo", "ana@example.com", "once").expect("begun");
        let (id, key) = way.strip_prefix("/list/").and_then(|rest| rest.split_once("?key=")).expect("a way");
        let well = Draft { is_listed: true, ..Draft::of_dossier(&invented::dossier()) };
        draft::change(&practice.desk, id, key, |draft| *draft = well.clone()).expect("kept").expect("open");
        let check = page_of(&way, "check");
        let folded = office.browser().get(&check).body;
        assert!(folded.contains("<details><summary>Ana Reyes "), "{folded}");
        let mut no_license = well;
        no_license.people[0].value.remove("credentials");
        draft::change(&practice.desk, id, key, |draft| *draft = no_license.clone()).expect("kept").expect("open");
        let open = office.browser().get(&check).body;
        assert!(open.contains("<details open><summary>Ana Reyes ") && open.contains("Incomplete"), "{open}");
    }
}
