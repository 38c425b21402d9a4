//! What a roster of rows amounts to, and what is told of a row that is none.

use crate::domain::credential::Profession;
use crate::domain::problem::Place;

use super::*;

fn entries(text: &str) -> Vec<Entry> {
    let mut roster = Roster::open(text.as_bytes(), "roster.csv").expect("a header");
    std::iter::from_fn(|| roster.next_person()).map(|p| p.entry(Rules::builtin())).collect()
}

fn places(entry: &Entry) -> Vec<(u64, String)> {
    let problems = entry.dossier.as_ref().expect_err("unreadable");
    problems
        .iter()
        .map(|p| match &p.place {
            Place::Row(row, column) => (*row, column.clone()),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn rows_directly_below_with_the_same_npi_add_licenses() {
    let text = "npi,last_name,profession,license_number,license_state\n\
                1234567893,Hale,md,A1,OR\n1234567893,Hale,MD,B2,WA\n1679576722,Moss,np,C3,OR\n1234567893,Hale,md,D4,ID\n";
    let entries = entries(text);
    let licenses: Vec<usize> =
        entries.iter().map(|e| e.dossier.as_ref().expect("read").clinicians[0].credentials.len()).collect();
    assert_eq!(licenses, [2, 1, 1]);
    assert_eq!(entries.iter().map(|e| e.row).collect::<Vec<_>>(), [2, 4, 5]);
}

#[test]
fn another_name_under_the_same_npi_is_another_person() {
    let text = "npi,last_name,profession\n1234567893,Hale,md\n1234567893,Moss,md\n";
    assert_eq!(entries(text).len(), 2);
}

#[test]
fn each_problem_names_its_row_and_column() {
    let text = "npi,last_name,profession,date_of_birth,license_number,license_expires_on\n\
                1,Hale,wizard,1971-13-01,A1,2027-01-01\n2,Moss,md,1971-01-01,B1,2027-01-01\n2,Moss,md,1971-01-01,B2,soon\n";
    let entries = entries(text);
    assert_eq!(places(&entries[0]), [(2, "date_of_birth".to_string()), (2, "profession".to_string())]);
    assert_eq!(places(&entries[1]), [(4, "license_expires_on".to_string())]);
}

#[test]
fn a_ragged_row_is_unreadable_and_the_next_one_is_read() {
    let entries = entries("npi,last_name,profession\n1,Hale\n1234567893,Moss,md\n");
    assert_eq!(places(&entries[0]), [(2, String::new())]);
    assert!(entries[1].dossier.is_ok());
}

#[test]
fn a_missing_needed_column_refuses_the_file_and_an_unknown_one_is_told() {
    assert!(Roster::open("npi,last_name\n".as_bytes(), "roster.csv").is_err());
    let roster = Roster::open("npi,last_name,profession,shoe_size\n".as_bytes(), "roster.csv").expect("opens");
    assert_eq!(roster.unknown, ["shoe_size"]);
}

#[test]
fn what_no_column_says_is_not_asked_for() {
    let roster = Roster::open("npi,last_name,profession,date_of_birth\n".as_bytes(), "roster.csv").expect("opens");
    let unasked = roster.unasked();
    assert!(unasked.contains(&"malpractice_insurance") && unasked.contains(&"state_license"));
    assert!(!unasked.contains(&"date_of_birth"));
}

#[test]
fn professions_go_by_their_common_names() {
    let entries = entries("npi,last_name,profession\n1,Hale,M.D.\n2,Moss,LMHC\n");
    let professions: Vec<Profession> =
        entries.iter().map(|e| e.dossier.as_ref().expect("read").clinicians[0].profession).collect();
    assert_eq!(professions, [Profession::Md, Profession::Lpc]);
}

#[test]
fn a_row_below_with_another_address_adds_a_place_and_one_with_the_same_adds_none() {
    let text = "npi,last_name,profession,line1,city,state,postal_code\n\
                1234567893,Hale,md,12 Elm St,Portland,OR,97205\n\
                1234567893,Hale,md,12 Elm St,Portland,OR,97205\n\
                1234567893,Hale,md,9 Oak Ave,Vancouver,WA,98660\n\
                1234567893,Hale,md,,,,\n";
    let entries = entries(text);
    let dossier = entries[0].dossier.as_ref().expect("read");
    let cities: Vec<Option<&str>> = dossier.locations.iter().map(|l| l.city.as_deref()).collect();
    assert_eq!(cities, [Some("Portland"), Some("Vancouver")]);
}

#[test]
fn a_fault_in_the_address_of_a_row_below_names_that_row() {
    let text = "npi,last_name,profession,state,postal_code\n1234567893,Hale,md,OR,97205\n1234567893,Hale,md,Oz,98660\n";
    assert_eq!(places(&entries(text)[0]), [(3, "state".to_string())]);
}

#[test]
fn malpractice_insurance_is_read_where_its_columns_are_there_and_not_asked_for_where_they_are_not() {
    let head = "npi,last_name,profession,malpractice_issuer,malpractice_number,malpractice_expires_on\n";
    let text = format!("{head}1234567893,Hale,md,Example Mutual,P-1,2027-01-01\n");
    let entries = entries(&text);
    let held = &entries[0].dossier.as_ref().expect("read").clinicians[0].credentials;
    assert_eq!((held.len(), held[0].number.as_deref()), (1, Some("P-1")));
    let with = Roster::open(text.as_bytes(), "roster.csv").expect("opens").unasked();
    let without = Roster::open("npi,last_name,profession\n".as_bytes(), "roster.csv").expect("opens").unasked();
    let is_unasked = |of: &[&str]| of.contains(&"malpractice_insurance");
    assert_eq!((is_unasked(&with), is_unasked(&without)), (false, true));
}

mod taking_over {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::draft::{Draft, Whose};
    use crate::pipeline::roster::take::{Taken, take};
    use crate::pipeline::roster::upload::{self, UploadError};

    const HEAD: &str = "npi,first_name,last_name,profession,license_state,license_number,license_expires_on,line1,city,state,postal_code,work_email\n";

    fn taken(draft: &mut Draft, rows: &str) -> Vec<Option<Taken>> {
        let uploaded = upload::read(format!("{HEAD}{rows}").as_bytes(), "Your file").expect("a roster");
        take(draft, &upload::people(&uploaded, Rules::builtin()))
    }

    fn person<'d>(draft: &'d Draft, id: &str) -> &'d serde_json::Map<String, Value> {
        draft.part(&Whose::Person(id.into())).expect("there")
    }

    #[test]
    fn everybody_is_added_once_with_their_places_and_an_empty_person_and_place_are_used_first() {
        let mut draft = Draft::new("clinic", None);
        let rows = "1234567893,Ana,Hale,md,OR,A1,2027-06-30,12 Elm St,Portland,OR,97205,ana@example.org\n\
                    1679576722,Ben,Moss,np,OR,B1,2027-06-30,\"12 Elm St.\",Portland,OR,97205-1234,\n\
                    1679576722,Ben,Moss,np,WA,B2,2027-06-30,9 Oak Ave,Vancouver,WA,98660,\n";
        taken(&mut draft, rows);
        assert_eq!((draft.people.len(), draft.places.len()), (2, 2));
        assert_eq!(person(&draft, "p1")["work_email"], json!("ana@example.org"));
        assert_eq!(person(&draft, "p2")["locations"], json!(["l1", "l2"]));
        assert_eq!(draft.license_count("p2"), 2);
        assert!(!person(&draft, "p1").contains_key("prescribes"), "an empty cell is no answer");
        let before = draft.clone();
        let again = taken(&mut draft, rows);
        assert_eq!(draft, before, "the same table changes nothing the second time");
        assert!(again.iter().flatten().all(|t| !t.is_new));
    }

    #[test]
    fn who_is_there_already_is_brought_up_to_date_and_keeps_what_the_table_does_not_say() {
        let mut draft = Draft::new("clinic", None);
        let held = draft.part_mut(&Whose::Person("p1".into())).expect("there");
        held.insert("npi".into(), json!("1234567893"));
        held.insert("first_name".into(), json!("Anna"));
        held.insert("last_name".into(), json!("Hale"));
        held.insert("prescribes".into(), json!(true));
        held.insert(
            "credentials".into(),
            json!([
                { "kind": "state_license", "state": "OR", "number": "A1", "expires_on": "2026-12-31", "authority": "full" },
                { "kind": "state_license", "state": "ID", "number": "OLD" },
                { "kind": "acls", "expires_on": "2027-01-01" },
            ]),
        );
        taken(&mut draft, "1234567893,Ana,Hale,md,OR,A1,2028-12-31,,,,,\n");
        let now = person(&draft, "p1");
        assert_eq!((&now["first_name"], &now["prescribes"]), (&json!("Ana"), &json!(true)));
        let licenses = json!([
            { "kind": "acls", "expires_on": "2027-01-01" },
            { "kind": "state_license", "state": "OR", "number": "A1", "expires_on": "2028-12-31", "authority": "full" },
        ]);
        assert_eq!(now["credentials"], licenses);
        assert_eq!(draft.people.len(), 1);
    }

    #[test]
    fn a_name_without_an_npi_in_the_listing_is_the_same_person_and_another_npi_is_another() {
        let mut draft = Draft::new("clinic", None);
        let held = draft.part_mut(&Whose::Person("p1".into())).expect("there");
        held.insert("first_name".into(), json!("Ana"));
        held.insert("last_name".into(), json!("Hale"));
        taken(&mut draft, "1234567893,ANA,HALE,md,OR,A1,2028-12-31,,,,,\n");
        assert_eq!(draft.people.len(), 1);
        taken(&mut draft, "1679576722,Ana,Hale,md,OR,Z9,2028-12-31,,,,,\n");
        assert_eq!(draft.people.len(), 2);
    }

    #[test]
    fn nothing_is_taken_of_somebody_whose_rows_cannot_be_read() {
        let mut draft = Draft::new("clinic", None);
        let all = taken(
            &mut draft,
            "1234567893,Ana,Hale,wizard,OR,A1,2028-12-31,,,,,\n1679576722,Ben,Moss,np,OR,B1,2027-06-30,,,,,\n",
        );
        assert_eq!(all.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true]);
        assert_eq!(draft.people.len(), 1);
    }

    #[test]
    fn rows_of_one_npi_that_stand_apart_are_told_to_stand_together() {
        let rows = "1234567893,Ana,Hale,md,OR,A1,,,,,,\n1679576722,Ben,Moss,np,OR,B1,,,,,,\n1234567893,Ana,Hale,md,WA,A2,,,,,,\n";
        let uploaded = upload::read(format!("{HEAD}{rows}").as_bytes(), "Your file").expect("a roster");
        let people = upload::people(&uploaded, Rules::builtin());
        let told: Vec<&str> = people.iter().flat_map(|g| &g.problems).map(|p| p.detail.as_str()).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("Row 2 has this NPI too."), "{told:?}");
    }

    #[test]
    fn a_table_that_is_none_is_refused_and_empty_rows_are_passed_over() {
        let refused = |text: &str| upload::read(text.as_bytes(), "Your file").expect_err("refused").to_string();
        assert_eq!(refused(HEAD), "The file has a header and no rows.");
        assert_eq!(refused(&format!("{HEAD},,,,,,,,,,,\n")), "The file has a header and no rows.");
        assert!(refused("name,phone\nAna,1\n").contains("`npi`, `last_name`, `profession`"));
        assert!(refused("PK\x03\x04spreadsheet").contains("not CSV"));
        let long = format!("{HEAD}{}", "1234567893,Ana,Hale,md,OR,A1,,,,,,\n".repeat(1501));
        assert!(matches!(upload::read(long.as_bytes(), "Your file"), Err(UploadError::TooManyRows)));
    }
}
