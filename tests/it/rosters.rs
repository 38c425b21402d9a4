//! A group uploads the table of its clinicians: what is told of it, how it is mended, and what becomes of it.

use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};
use vouchsafe::db::{dossiers, submissions};
use vouchsafe::domain::draft::{Draft, Whose};
use vouchsafe::pipeline::draft::{self, Opened};
use vouchsafe::pipeline::{Desk, dossier};

use crate::on_both;
use crate::support::browser::{Answer, Office, form_with_file};
use crate::support::database::TestDatabase;
use crate::support::invented;

const HEAD: &str = "npi,first_name,last_name,profession,prescribes,work_email,license_state,license_number,\
                    license_expires_on,line1,city,state,postal_code,date_of_birth,dea_number,shoe_size\n";
const ANA: &str = "1234567893,Ana,Reyes,md,yes,ana@example.org,OR,MD123456,2027-12-31,100 SE Invented St,Portland,OR,97202,1979-03-14,FR1234563,38\n";
const BEN: &str =
    "1679576722,Ben,Moss,np,no,ben@example.org,OR,NP55,2027-12-31,100 SE Invented St,Portland,OR,97202,,,\n";

struct Scene {
    desk: Desk,
    office: Office,
    /// `/list/{draft}`.
    path: String,
    key: String,
}

impl Scene {
    fn open(db: &TestDatabase, kind: &str) -> Scene {
        let desk = invented::desk(db);
        let begun = draft::begin(&desk, kind, "office@example.org", "once").expect("begun");
        let (path, key) = begun.split_once("?key=").expect("a key");
        let (path, key) = (path.to_string(), key.to_string());
        Scene { desk, office: Office::open(db), path, key }
    }

    fn id(&self) -> &str {
        self.path.trim_start_matches("/list/")
    }

    fn at(&self, below: &str) -> String {
        format!("{}{below}?key={}", self.path, self.key)
    }

    fn get(&self, below: &str) -> Answer {
        Answer::read(self.office.server.get(&self.at(below)))
    }

    fn upload(&self, file: &str) -> Answer {
        form_with_file(&self.office.server, &self.at("/roster"), Some(("people.csv", file.as_bytes())))
    }

    fn post(&self, below: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.get("/roster").token();
        let all: Vec<(&str, String)> =
            fields.iter().map(|(n, v)| (*n, v.to_string())).chain([("form_token", token)]).collect();
        self.office.browser().post(&self.at(below), &all)
    }

    fn draft(&self) -> Draft {
        match draft::open(&self.desk, self.id(), &self.key).expect("opens") {
            Opened::Writing(writing) => writing.draft,
            Opened::Sent(reference) => panic!("{reference} was sent"),
        }
    }
}

/// The cell of the report about this row.
fn told(page: &Answer, line: u64) -> String {
    let rest = page.body.split_once(&format!("id=\"row-{line}\"")).expect("the row is told of").1;
    rest.split("</tr>").next().unwrap_or_default().to_string()
}

on_both! {
    fn a_table_is_told_of_row_by_row_mended_in_place_and_taken_over_at_once(db: TestDatabase) {
        let scene = Scene::open(&db, "clinic");
        let bad = BEN.replace("2027-12-31", "31/31/2027").replace(",np,", ",wizard,");
        assert_eq!(scene.upload(&format!("{HEAD}{ANA}{bad}")).header("location"), scene.at("/roster"));
        let page = scene.get("/roster");
        assert!(page.body.contains("2 people in 2 rows.") && page.body.contains("<code>shoe_size</code>"), "{}", page.body);
        let ben = told(&page, 3);
        assert!(ben.contains("Cannot be read") && ben.contains("Row 3, profession: "), "{ben}");
        assert!(ben.contains("Row 3, license_expires_on: Write the date as YYYY-MM-DD"), "{ben}");
        assert!(told(&page, 2).contains("Malpractice"), "what a listing needs and the table has not is said: {}", told(&page, 2));
        assert!(!page.body.contains("/roster/use?"), "not before it is in order");
        assert_eq!(scene.post("/roster/use", &[]).header("location"), scene.at("/roster"), "nor by a form of one's own");
        assert!(scene.draft().people[0].value.is_empty());

        let form = scene.get("/roster/3");
        assert!(form.body.contains("value=\"wizard\"") && form.body.contains("value=\"31/31/2027\""), "as it was typed");
        let mut cells = vec![("npi", "1679576722"), ("first_name", "Ben"), ("last_name", "Moss"), ("profession", "np"), ("prescribes", "no")];
        cells.extend([("license_state", "OR"), ("license_number", "NP55"), ("license_expires_on", "soon")]);
        let again = scene.post("/roster/3", &cells);
        assert_eq!((again.status, again.body.matches("Row 3, license_expires_on: ").count()), (422, 2), "in the summary and at the field");
        assert!(again.body.contains("value=\"soon\"") && !again.body.contains("wizard"));
        cells.pop();
        cells.extend([("license_expires_on", "2027-12-31"), ("work_email", "ben@example.org")]);
        assert_eq!(scene.post("/roster/3", &cells).header("location"), scene.at("/roster"));

        assert_eq!(scene.post("/roster/use", &[]).header("location"), scene.at(""));
        let draft = scene.draft();
        let names: Vec<&Value> = draft.people.iter().map(|p| &p.value["last_name"]).collect();
        assert_eq!(names, [&json!("Reyes"), &json!("Moss")]);
        assert_eq!((draft.places.len(), draft.roster.is_none()), (1, true));
        assert_eq!(draft.places[0].value["line1"], json!("100 SE Invented St"));
        assert_eq!(scene.post("/roster/use", &[]).header("location"), scene.at(""), "a second press");
        assert_eq!(scene.draft(), draft);
        let tasks = scene.get("");
        assert!(tasks.body.contains("Ana Reyes") && tasks.body.contains("Ben Moss") && tasks.body.contains("Incomplete"));
    }

    fn what_is_private_is_kept_and_never_shown_again(db: TestDatabase) {
        let scene = Scene::open(&db, "clinic");
        scene.upload(&format!("{HEAD}{ANA}"));
        for below in ["/roster", "/roster/2"] {
            let page = scene.get(below);
            assert_eq!(page.status, 200);
            assert!(!page.body.contains("1979") && !page.body.contains("FR1234563"), "{below}");
        }
        assert!(scene.get("/roster/2").body.contains("We have it and do not show it."));
        // An empty field keeps it.
        let cells = [("npi", "1234567893"), ("first_name", "Ana"), ("last_name", "Reyes"), ("profession", "md"), ("date_of_birth", "")];
        assert_eq!(scene.post("/roster/2", &cells).status, 303);
        scene.post("/roster/use", &[]);
        let ana = scene.draft().people[0].value.clone();
        assert_eq!(ana["date_of_birth"], json!("1979-03-14"));
        assert_eq!(ana["credentials"], json!([{ "kind": "dea", "number": "FR1234563" }]), "of the license all cells were emptied");
    }

    fn a_row_can_be_left_out_and_a_table_sent_again_or_forgotten(db: TestDatabase) {
        let scene = Scene::open(&db, "clinic");
        scene.upload(&format!("{HEAD}{ANA}{BEN}ragged,row\n"));
        assert!(told(&scene.get("/roster"), 4).contains("the row has 2 columns where the header has 16"));
        assert_eq!(scene.post("/roster/4", &[("leave_out", "true")]).status, 303);
        assert_eq!(scene.post("/roster/4", &[("leave_out", "true")]).status, 303, "a second press");
        assert_eq!(scene.get("/roster/4").status, 404);
        assert!(scene.get("/roster").body.contains("2 people in 2 rows."));
        scene.upload(&format!("{HEAD}{BEN}"));
        assert!(scene.get("/roster").body.contains("One person in one row."));
        assert_eq!(scene.post("/roster/forget", &[]).status, 303);
        assert!(scene.draft().roster.is_none());
    }

    fn a_file_that_is_no_table_is_refused_and_the_one_before_stays(db: TestDatabase) {
        let scene = Scene::open(&db, "clinic");
        scene.upload(&format!("{HEAD}{ANA}"));
        let kept = scene.draft().roster;
        for (file, status, said) in [
            (Some("PK\u{3}\u{4}workbook"), 422, "Your file is "),
            (Some(""), 422, "Your file is empty"),
            (Some("name,phone\nAna,1\n"), 422, "the header has no column"),
            (Some(HEAD), 422, "The file has a header and no rows."),
            (Some(&*"x".repeat(1024 * 1024 + 1)), 413, "The file must be 1 MB or smaller."),
            (None, 422, "Choose a file."),
        ] {
            let file = file.map(|text| ("people.csv", text.as_bytes()));
            let answer = form_with_file(&scene.office.server, &scene.at("/roster"), file);
            assert_eq!((answer.status, answer.body.matches(said).count()), (status, 2), "{said}");
            assert!(answer.body.contains("href=\"#file\""), "{said}");
        }
        assert_eq!(scene.draft().roster, kept);
    }

    fn the_checks_speak_of_each_row_and_nobody_is_told_of_an_exclusion(db: TestDatabase) {
        let scene = Scene::open(&db, "clinic");
        invented::load_lists(&scene.desk.reference, &[invented::record()], &[vouchsafe::sources::ExclusionRecord {
            last_name: "REYES".into(), first_name: "ANA".into(), npi: invented::NPI.into(), ..invented::somebody_else()
        }]);
        let other = ANA.replace("1234567893", invented::NPI).replace("MD123456", "MD999999").replace("Reyes", "Winterbottom");
        scene.upload(&format!("{HEAD}{other}{BEN}"));
        let page = scene.get("/roster");
        assert!(told(&page, 2).contains("name"), "{}", told(&page, 2));
        assert!(told(&page, 3).contains("NPI"), "the registry does not know it: {}", told(&page, 3));
        assert!(!page.body.to_lowercase().contains("exclu") && !page.body.contains("LEIE"), "{}", page.body);
    }

    fn strangers_and_practices_of_one_person_have_no_such_page(db: TestDatabase) {
        let scene = Scene::open(&db, "clinic");
        let wrong = format!("{}/roster?key=abc", scene.path);
        assert_eq!(scene.office.server.get(&wrong).status(), 404);
        let sent = form_with_file(&scene.office.server, &wrong, Some(("people.csv", ANA.as_bytes())));
        assert_eq!(sent.status, 404);
        for below in ["/roster/use", "/roster/forget", "/roster/2"] {
            let foreign = scene.office.browser().post(&scene.at(below), &[("form_token", "made-up".into())]);
            assert_eq!(foreign.status, 403, "{below}");
        }
        let solo = draft::begin(&scene.desk, "solo", "ana@example.org", "twice").expect("begun").replace("?key", "/roster?key");
        assert_eq!(scene.office.server.get(&solo).status(), 404);
    }

    fn a_table_that_eight_take_over_at_once_is_taken_over_once(db: TestDatabase) {
        let scene = Scene::open(&db, "clinic");
        scene.upload(&format!("{HEAD}{ANA}{BEN}"));
        let token = scene.get("/roster").token();
        let start = Barrier::new(8);
        let answers: Vec<u16> = thread::scope(|scope| {
            let press = || {
                start.wait();
                scene.office.browser().post(&scene.at("/roster/use"), &[("form_token", token.clone())]).status
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(press)).collect();
            threads.into_iter().map(|t| t.join().expect("no panic")).collect()
        });
        assert_eq!(answers, [303; 8]);
        let draft = scene.draft();
        assert_eq!((draft.people.len(), draft.places.len()), (2, 1));
    }

    fn two_hundred_people_of_three_places_are_sent_as_one_listing(db: TestDatabase) {
        let scene = Scene::open(&db, "clinic");
        let npi = |n: u32| {
            let body = format!("1{n:08}");
            let prefixed = format!("80840{body}");
            let digits = prefixed.chars().rev().filter_map(|c| c.to_digit(10)).enumerate();
            let sum: u32 = digits.map(|(at, d)| if at % 2 == 0 { (d * 2) / 10 + (d * 2) % 10 } else { d }).sum();
            format!("{body}{}", (10 - sum % 10) % 10)
        };
        let head = HEAD.replace(",shoe_size", ",malpractice_issuer,malpractice_number,malpractice_expires_on");
        let row = |n: u32| format!(
            "{},Given{n},Family{n},rn,,w{n}@example.org,OR,RN{n:05},2027-12-31,{} Elm St,Portland,OR,97202,,,Example Mutual,P-{n},2027-06-30\n",
            npi(n), n % 3 + 1
        );
        let file = head + &(0..200).map(row).collect::<String>();
        assert_eq!(scene.upload(&file).status, 303);
        let page = scene.get("/roster");
        assert!(page.body.contains("200 people in 200 rows. 3 places are named."), "{}", &page.body[..3000]);
        assert!(page.body.contains("Nothing was found about 200 people."), "{}", &page.body[..3000]);
        assert_eq!(scene.post("/roster/use", &[]).header("location"), scene.at(""));
        let invented = Draft::of_dossier(&invented::dossier());
        draft::change(&scene.desk, scene.id(), &scene.key, |draft| {
            draft.provider.insert("name".into(), json!("Invented Group"));
            for id in ["l1", "l2", "l3"] {
                let place = draft.part_mut(&Whose::Place(id.into())).expect("one of three");
                for name in ["treatments", "settings", "safety"] {
                    place.insert(name.into(), invented.places[0].value[name].clone());
                }
            }
        }).expect("kept").expect("open");
        let reference = draft::send(&scene.desk, scene.id(), &scene.key, "Pat Office").expect("sent");
        let sent = scene.desk.db.read(|c| {
            let submission = submissions::by_reference(c, &reference)?.expect("there");
            dossiers::get(c, &submission.dossier_id)
        }).expect("reads");
        let opened = dossier::open(&scene.desk.keys, &sent).expect("opens");
        assert_eq!(opened.value["clinicians"].as_array().expect("people").len(), 200);
    }
}
