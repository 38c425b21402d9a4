//! Reference data on both databases: what is loaded counts, what is half loaded does not, and the checks find what is there.

use std::path::PathBuf;
use std::process::{Command, Output};

use chrono::{NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use vouchsafe::clock::Clock;
use vouchsafe::db::reference::{NewLoad, ReferenceSources, Staging, loads};
use vouchsafe::db::{Conn, Db, DbError};
use vouchsafe::pipeline::load_reference::{self, LoadError, Outcome, Pass, Request, Watch};
use vouchsafe::sources::{ListName, Listed, LoadedSource, NppesRecord, Sources, TaxonomyCode, exclusion_keys};

use crate::on_both;
use crate::support::database::TestDatabase;

struct Quiet;

impl Watch for Quiet {
    fn begins(&self, _: Pass, _: &std::path::Path, _: u64) {}
    fn read(&self, _: u64) {}
    fn staged(&self, _: i64) {}
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

fn clock() -> Clock {
    Clock::fixed(today().and_hms_opt(12, 0, 0).expect("noon").and_utc())
}

fn load(db: &Db, list: ListName, files: &[PathBuf], complete: bool) -> Result<Outcome, LoadError> {
    load_reference::load(db, &clock(), Request { list, files, complete, list_date: None, refuse_shrunk: false }, &Quiet)
}

fn asked(db: &Db) -> ReferenceSources {
    ReferenceSources::open(db, today()).expect("opens")
}

fn loaded(db: &Db, list: ListName) -> LoadedSource {
    asked(db).loaded(list).expect("answers").expect("is loaded")
}

/// Writes a file into the test's folder.
fn file(db: &TestDatabase, name: &str, text: &str) -> PathBuf {
    let path = db.folder().join(name);
    std::fs::write(&path, text).expect("written");
    path
}

/// How many loads of NPPES have their rows.
fn nppes_tables(db: &Db) -> i64 {
    db.read(|conn| {
        let query = match conn {
            Conn::Sqlite(_) => {
                "SELECT count(*) AS count FROM reference.sqlite_master WHERE type = 'table' AND name GLOB 'nppes_[0-9]*'"
            }
            Conn::Postgres(_) => {
                "SELECT count(*) AS count FROM pg_tables WHERE schemaname = 'reference' AND tablename ~ '^nppes_[0-9]'"
            }
        };
        diesel::sql_query(query).get_result::<Count>(conn).map_err(DbError::from)
    })
    .expect("counts")
    .count
}

const NPPES_HEADER: &str = "NPI,Entity Type Code,Provider Organization Name (Legal Business Name),Provider Last Name (Legal Name),\
    Provider First Name,Provider Other Organization Name,Provider Other Last Name,\
    Provider First Line Business Practice Location Address,Provider Business Practice Location Address City Name,\
    Provider Business Practice Location Address State Name,Provider Business Practice Location Address Postal Code,\
    Last Update Date,NPI Deactivation Date,NPI Reactivation Date,Healthcare Provider Taxonomy Code_1,\
    Provider License Number_1,Provider License Number State Code_1,Healthcare Provider Primary Taxonomy Switch_1\r\n";

fn nppes_row(npi: u64, last: &str, deactivated: &str) -> String {
    format!(
        "{npi},1,,{last},Ophelia,,,9 Invented Way,HARTFORD,CT,06103,07/08/2019,{deactivated},,2084P0800X,11,CT,Y\r\n"
    )
}

fn nppes(rows: &[String]) -> String {
    format!("{NPPES_HEADER}{}", rows.concat())
}

/// Enough rows for several batches, the first with this surname.
fn many(last: &str, count: u64) -> Vec<String> {
    let mut rows = vec![nppes_row(2_000_000_002, last, "")];
    rows.extend((1..count).map(|n| nppes_row(2_100_000_000 + n, "Filler", "")));
    rows
}

const LEIE_HEADER: &str = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,\
    EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE\n";

fn leie_row(last: &str, business: &str, npi: &str, reinstated: &str) -> String {
    format!(
        "{last},ORSON,,{business},MD,PSYCHIATRY,,{npi},19610203,1 A ST,TROY,NY,12180,1128b4,20160120,{reinstated},00000000,\n"
    )
}

fn leie(rows: &[String]) -> String {
    format!("{LEIE_HEADER}{}", rows.concat())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn rows_stored(db: &Db, table: &str) -> i64 {
    db.read(|conn| {
        let query = diesel::sql_query(format!("SELECT count(*) AS count FROM reference.{table}"));
        query.get_result::<Count>(conn).map_err(DbError::from)
    })
    .expect("counts")
    .count
}

on_both! {
    fn a_complete_registry_answers_and_a_weekly_file_changes_it_without_renewing_its_clock(test: TestDatabase) {
        let db = test.reference();
        let month = file(&test, "npidata_pfile_20050523-20261108.csv", &nppes(&[
            nppes_row(2_000_000_002, "Vantassel", ""), nppes_row(2_000_000_010, "Quillfeather", ""),
        ]));
        let week = file(&test, "npidata_pfile_20261109-20261115.csv", &nppes(&[
            nppes_row(2_000_000_002, "Vantassel-Brook", ""), "2000000028,,,,,,,,,,,,03/04/2024,,,,,\r\n".into(),
        ]));
        let old = file(&test, "npidata_pfile_20181203-20181209.csv", &nppes(&[nppes_row(2_000_000_010, "Older", "")]));
        load(&db, ListName::Nppes, &[month], true).expect("loads");
        load(&db, ListName::Nppes, &[week], false).expect("loads");
        load(&db, ListName::Nppes, &[old], false).expect("loads");

        let source = loaded(&db, ListName::Nppes);
        assert_eq!((source.complete, source.rows, source.list_date.to_string().as_str()), (true, 5, "2026-11-08"));
        assert_eq!(source.version, "2026-11-08 + 2026-11-15");
        let sources = asked(&db);
        let name = |npi| sources.nppes(npi).expect("answers").map(|r| r.last_name.clone());
        assert_eq!(name("2000000002").as_deref(), Some("Vantassel-Brook"));
        assert_eq!(name("2000000010").as_deref(), Some("Quillfeather"), "an older file does not overrule a newer one");
        assert_eq!(name("2000000036"), None);
        assert!(sources.nppes("2000000028").expect("answers").expect("found").is_deactivated());
    }

    fn the_same_files_again_change_nothing(test: TestDatabase) {
        let db = test.reference();
        let a = file(&test, "1601EXCL.csv", &leie(&[leie_row("QUILLFEATHER", "", "2000000002", "00000000")]));
        let b = file(&test, "1602EXCL.csv", &leie(&[leie_row("VANTASSEL", "", "2000000010", "00000000")]));
        let first = load(&db, ListName::Leie, &[a.clone(), b.clone()], false).expect("loads");
        assert_eq!(first, Outcome::Loaded { version: "2016-01 to 2016-02".into(), rows: 2, states: vec![], replaced: None });
        let before = loaded(&db, ListName::Leie);
        assert_eq!(load(&db, ListName::Leie, &[b.clone(), a.clone()], false).expect("loads"), Outcome::AlreadyLoaded);
        assert_eq!(loaded(&db, ListName::Leie), before);
        assert!(matches!(load(&db, ListName::Leie, &[a, b], true), Ok(Outcome::Loaded { .. })), "complete is another thing");
    }

    fn a_load_that_dies_half_way_leaves_the_one_before_in_force(test: TestDatabase) {
        let db = test.reference();
        let good = file(&test, "npidata_pfile_20050523-20261008.csv", &nppes(&many("Vantassel", 3)));
        load(&db, ListName::Nppes, &[good], true).expect("loads");
        let before = loaded(&db, ListName::Nppes);

        let mut rows = many("Usurper", 11_000);
        rows.push("2000000028,1\r\n".into());
        let bad = file(&test, "npidata_pfile_20050523-20261108.csv", &nppes(&rows));
        let error = load(&db, ListName::Nppes, &[bad], true).expect_err("breaks off").to_string();
        assert!(error.contains("line 11002: the row has 2 columns where the header has 18"), "{error}");

        assert_eq!(loaded(&db, ListName::Nppes), before);
        assert_eq!(asked(&db).nppes("2000000002").expect("answers").expect("found").last_name, "Vantassel");
        assert_eq!((nppes_tables(&db), rows_stored(&db, "nppes_staging")), (1, 0), "nothing half-written stays");
    }

    fn a_killed_load_never_counts_and_the_next_one_clears_it_away(test: TestDatabase) {
        let db = test.reference();
        let new = NewLoad {
            list: ListName::Nppes, version: "killed".into(), list_date: today(), complete: true,
            sha256: "x".into(), loaded_at: Utc::now(),
        };
        let mut killed = Staging::begin(&db, &new).expect("begins");
        for n in 0..60_000 {
            let record = NppesRecord { npi: (2_100_000_000u64 + n).to_string(), ..NppesRecord::default() };
            killed.nppes(today(), &record).expect("staged");
        }
        let on_disk = (0..300).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            rows_stored(&db, "nppes_staging") == 50_000
        });
        assert!(on_disk, "a batch is on disk");
        assert_eq!(asked(&db).loaded(ListName::Nppes).expect("answers"), None);
        assert_eq!(asked(&db).nppes("2100000001").expect("answers"), None);

        let good = file(&test, "npidata_pfile_20050523-20261108.csv", &nppes(&many("Vantassel", 2)));
        load(&db, ListName::Nppes, &[good], true).expect("loads");
        assert_eq!((nppes_tables(&db), rows_stored(&db, "nppes_staging")), (1, 0), "nothing of the killed one is left");
        // Had it only been slow: it finds out at its next step, and changes nothing.
        assert!(matches!(killed.finish(), Err(DbError::Stale)));
        assert_eq!(loaded(&db, ListName::Nppes).version, "2026-11-08");
    }

    fn of_two_imports_at_once_the_later_goes_on_alone(test: TestDatabase) {
        let db = test.reference();
        let new = |version: &str| NewLoad {
            list: ListName::Taxonomy, version: version.into(), list_date: today(), complete: true,
            sha256: version.into(), loaded_at: clock().now(),
        };
        let (first, second) = (new("first"), new("second"));
        let mut slow = Staging::begin(&db, &first).expect("begins");
        slow.taxonomy(&TaxonomyCode { code: "2084P0800X".into(), ..TaxonomyCode::default() }).expect("waits");
        let later = Staging::begin(&db, &second).expect("begins");
        assert!(matches!(slow.finish(), Err(DbError::Stale)));
        later.finish().expect("finishes");
        assert_eq!((loaded(&db, ListName::Taxonomy).version.as_str(), rows_stored(&db, "taxonomy_codes")), ("second", 0));
    }

    fn a_complete_load_replaces_and_the_one_before_can_be_taken_back(test: TestDatabase) {
        let db = test.reference();
        let lists = ["2026-09-10", "2026-10-10", "2026-11-10"].map(|day| {
            let rows = [leie_row(&format!("Q{}", &day[5..7]), "", "2000000002", "00000000")];
            file(&test, &format!("leie-{day}.csv"), &leie(&rows))
        });
        let supplement = file(&test, "2609EXCL.csv", &leie(&[leie_row("ADDED", "", "2000000002", "00000000")]));
        assert!(matches!(loads::roll_back(&db, ListName::Leie, ""), Err(DbError::NotFound)));
        load(&db, ListName::Leie, &lists[..1], true).expect("loads");
        load(&db, ListName::Leie, &lists[1..2], true).expect("loads");
        load(&db, ListName::Leie, &[supplement], false).expect("loads");
        load(&db, ListName::Leie, &lists[2..], true).expect("loads");
        let names = || -> Vec<String> {
            let mut found: Vec<_> = asked(&db).exclusions_by_npi(ListName::Leie, "2000000002").expect("answers")
                .into_iter().map(|r| r.last_name.clone()).collect();
            found.sort();
            found
        };
        assert_eq!(names(), ["Q11"]);
        assert_eq!(rows_stored(&db, "exclusions"), 3, "the load before the last is gone");
        loads::roll_back(&db, ListName::Leie, "").expect("goes back");
        assert_eq!(names(), ["ADDED", "Q10"]);
        assert!(loads::in_force(&db).expect("reads")[0].previous.is_some());
        loads::roll_back(&db, ListName::Leie, "").expect("and forth");
        assert_eq!(names(), ["Q11"]);
    }

    fn reinstatements_take_their_exclusions_away_however_they_are_looked_up(test: TestDatabase) {
        let db = test.reference();
        let excluded = file(&test, "1601EXCL.csv", &leie(&[
            leie_row("QUILLFEATHER", "", "2000000002", "00000000"),
            leie_row("VANTASSEL", "", "2000000010", "00000000"),
            leie_row("", "INVENTED SLEEP INC", "2000000028", "00000000"),
        ]));
        // Without the NPI, as a profile may stand before it is corrected.
        let back = file(&test, "1603REIN.csv", &leie(&[leie_row("QUILLFEATHER", "", "0000000000", "20160218")]));
        load(&db, ListName::Leie, &[back], false).expect("loads");
        load(&db, ListName::Leie, &[excluded], false).expect("loads");

        let sources = asked(&db);
        let by_npi = |npi| sources.exclusions_by_npi(ListName::Leie, npi).expect("answers");
        let by_name = |name: &str| sources.exclusions_by_key(ListName::Leie, &exclusion_keys::surname(name)).expect("answers");
        assert_eq!(by_npi("2000000002"), []);
        assert_eq!(by_name("quillfeather"), []);
        assert_eq!(by_npi("2000000010").len(), 1);
        assert_eq!(by_name("vantassel")[0].npi, "2000000010");
        let business = sources.exclusions_by_key(ListName::Leie, &exclusion_keys::business("Invented Sleep LLC")).expect("answers");
        assert_eq!(business[0].business_name, "INVENTED SLEEP INC");
        assert_eq!(by_npi(""), [], "rows without an NPI do not answer to none");
        assert_eq!(sources.exclusions_by_npi(ListName::Sam, "2000000010").expect("answers"), []);
        assert!(!loaded(&db, ListName::Leie).complete, "supplements alone are never complete");
    }

    fn for_many_people_the_answers_are_the_same(test: TestDatabase) {
        let db = test.reference();
        let excluded = file(&test, "1601EXCL.csv", &leie(&[
            leie_row("QUILLFEATHER", "", "2000000002", "00000000"), leie_row("VANTASSEL-BROOK", "", "2000000010", "00000000"),
            leie_row("", "INVENTED SLEEP INC", "2000000028", "00000000"), leie_row("BROOK", "", "", "00000000"),
        ]));
        let back = file(&test, "1603REIN.csv", &leie(&[leie_row("QUILLFEATHER", "", "0000000000", "20160218")]));
        load(&db, ListName::Leie, &[excluded, back], false).expect("loads");
        let registry = file(&test, "npidata_pfile_20050523-20261108.csv", &nppes(&many("Vantassel", 700)));
        load(&db, ListName::Nppes, &[registry], true).expect("loads");
        let (one, many) = (asked(&db), ReferenceSources::open_for_many(&db, today()).expect("opens"));
        for npi in ["2000000002", "2000000010", "2000000028", "2000000036", ""] {
            let found = |s: &ReferenceSources| s.exclusions_by_npi(ListName::Leie, npi).expect("answers");
            assert_eq!(found(&one), found(&many), "{npi}");
        }
        for keys in [&["s:brook"][..], &["s:quillfeather"], &["s:vantassel", "s:brook"], &["b:inventedsleep"], &["b:inventeds"], &[]] {
            let keys: Vec<String> = keys.iter().map(|k| k.to_string()).collect();
            let found = |s: &ReferenceSources| s.exclusions_by_key(ListName::Leie, &keys).expect("answers");
            assert_eq!(found(&one), found(&many), "{keys:?}");
        }
        assert_eq!(many.exclusions_by_key(ListName::Leie, &["s:brook".into()]).expect("answers").len(), 2);
        assert_eq!(many.exclusions_by_npi(ListName::Sam, "2000000010").expect("answers"), []);
        // Named twice, unknown, not announced, and no NPI at all.
        many.foresee(&["2000000002", "2100000001", "2000000002", "2000000036", "x"]).expect("answers");
        for npi in ["2000000002", "2100000001", "2000000036", "2100000002", "x"] {
            assert_eq!(one.nppes(npi).expect("answers"), many.nppes(npi).expect("answers"), "{npi}");
        }
        assert!(many.nppes("2000000002").expect("answers").is_some());
    }

    fn a_list_with_missing_rows_is_not_taken_into_memory(test: TestDatabase) {
        let db = test.reference();
        let month = file(&test, "1602EXCL.csv", &leie(&[leie_row("QUILLFEATHER", "", "2000000002", "00000000")]));
        load(&db, ListName::Leie, &[month], false).expect("loads");
        db.write(|conn| diesel::sql_query("DELETE FROM reference.exclusions").execute(conn).map_err(DbError::from)).expect("deletes");
        let refused = ReferenceSources::open_for_many(&db, today()).err().map(|e| e.to_string());
        assert!(refused.is_some_and(|e| e.contains("LEIE should have 1 rows and has 0")), "missing rows would clear people");
    }

    fn someone_excluded_under_two_surnames_is_found_under_either(test: TestDatabase) {
        let db = test.reference();
        let month = file(&test, "1601EXCL.csv", &leie(&[leie_row("VANTASSEL-BROOK", "", "0000000000", "00000000")]));
        load(&db, ListName::Leie, &[month], false).expect("loads");
        let found = |key: &str| {
            asked(&db).exclusions_by_key(ListName::Leie, &exclusion_keys::surname(key)).expect("answers").len()
        };
        assert_eq!(["Brook", "Vantassel", "Vantasselbrook", "Tassel"].map(found), [1, 1, 1, 0]);
        assert_eq!(["Vantasell", "Vantassle-Brook", "Broock"].map(found), [1, 1, 1], "one letter away");
        let born = exclusion_keys::birth_date(NaiveDate::from_ymd_opt(1961, 2, 3).expect("a day"));
        assert_eq!(asked(&db).exclusions_by_key(ListName::Leie, &[born]).expect("answers").len(), 1, "by the birth date alone");
        assert_eq!(asked(&db).exclusions_by_key(ListName::Leie, &[]).expect("answers"), [], "no key, nobody");
    }

    fn a_complete_list_without_rows_would_clear_everybody_and_is_refused(test: TestDatabase) {
        let db = test.reference();
        let good = file(&test, "leie-2026-10-10.csv", &leie(&[leie_row("Q", "", "2000000002", "00000000")]));
        load(&db, ListName::Leie, &[good], true).expect("loads");
        let shorter = file(&test, "leie-2026-10-11.csv", &leie(&[leie_row("R", "", "2000000010", "00000000")]));
        let outcome = load(&db, ListName::Leie, &[shorter], true).expect("loads");
        assert!(matches!(outcome, Outcome::Loaded { replaced: Some(1), .. }), "{outcome:?}");
        let empty = file(&test, "leie-2026-11-10.csv", LEIE_HEADER);
        assert!(matches!(load(&db, ListName::Leie, &[empty], true), Err(LoadError::Empty { .. })));
        assert_eq!(loaded(&db, ListName::Leie).rows, 1);
        let gone = file(&test, "NPPES Deactivated NPI Report 20261112.csv", "NPI,NPPES Deactivation Date\n2000000028,03/04/2024\n");
        let refused = load(&db, ListName::Nppes, std::slice::from_ref(&gone), true);
        assert!(matches!(refused, Err(LoadError::NoRegistry { .. })));
        load(&db, ListName::Nppes, &[gone], false).expect("loads as a part");
    }

    fn every_state_has_a_list_of_its_own(test: TestDatabase) {
        let db = test.reference();
        let both = file(&test, "states-2026-11-01.csv", "state,last_name,npi\nCT,Quillfeather,2000000002\nNY,Vantassel,\nCT,Brook,\n");
        let ny = file(&test, "ny-2026-11-20.csv", "state,last_name\nNY,Elmsworth\n");
        let outcome = load(&db, ListName::StateExclusions, &[both], true).expect("loads");
        assert_eq!(outcome, Outcome::Loaded { version: "2026-11-01".into(), rows: 3, states: vec!["CT".into(), "NY".into()], replaced: None });
        load(&db, ListName::StateExclusions, &[ny], true).expect("loads");
        let sources = asked(&db);
        let list = |state| sources.loaded_state_list(state).expect("answers").map(|l| (l.version, l.rows));
        assert_eq!(list("CT"), Some(("2026-11-01".into(), 2)));
        assert_eq!(list("NY"), Some(("2026-11-20".into(), 1)));
        assert_eq!(list("MA"), None);
        let rows = |name: &str| -> Vec<Listed> {
            sources.exclusions_by_key(ListName::StateExclusions, &exclusion_keys::surname(name)).expect("answers")
        };
        assert_eq!(rows("quillfeather")[0].agency, "CT");
        assert_eq!(rows("vantassel"), [], "NY's earlier list was replaced");
        assert_eq!(rows("elmsworth").len(), 1);
    }

    fn a_state_list_that_lost_most_of_its_rows_is_refused_though_the_file_as_a_whole_grew(test: TestDatabase) {
        let db = test.reference();
        let rows = |state: &str, count: usize| format!("{state},Quillfeather,2000000002\n").repeat(count);
        let send = |name: &str, ct, ny| {
            let text = format!("state,last_name,npi\n{}{}", rows("CT", ct), rows("NY", ny));
            let (list, files) = (ListName::StateExclusions, [file(&test, name, &text)]);
            let request = Request { list, files: &files, complete: true, list_date: None, refuse_shrunk: true };
            load_reference::load(&db, &clock(), request, &Quiet)
        };
        send("states-2026-11-01.csv", 5, 2).expect("nothing was before");
        let before = loads::in_force(&db).expect("reads");
        let refused = send("states-2026-11-08.csv", 2, 9).expect_err("CT is cut short");
        assert!(matches!(&refused, LoadError::Shrunk { state, rows: 2, before: 5 } if state == "CT"), "{refused:?}");
        assert!(refused.to_string().starts_with("the complete list of CT has 2 rows where the one before had 5"), "{refused}");
        assert_eq!(loads::in_force(&db).expect("reads"), before);
        assert_eq!(rows_stored(&db, "exclusions"), 7, "nor is anything left of it");
        send("states-2026-11-15.csv", 3, 1).expect("more than half of CT, half of NY");
    }

    fn whoever_goes_back_goes_back_from_what_they_saw_and_from_nothing_else(test: TestDatabase) {
        let db = test.reference();
        let send = |day: &str| {
            let rows = [leie_row(&format!("Q{}", &day[5..7]), "", "2000000002", "00000000")];
            load(&db, ListName::Leie, &[file(&test, &format!("leie-{day}.csv"), &leie(&rows))], true).expect("loads");
        };
        send("2026-09-10");
        send("2026-10-10");
        let seen = loads::in_force(&db).expect("reads").remove(0);
        send("2026-11-10");
        let now = loads::in_force(&db).expect("reads");
        assert!(matches!(loads::roll_back_from(&db, &seen), Err(DbError::Stale)));
        assert_eq!(loads::in_force(&db).expect("reads"), now);
        loads::roll_back_from(&db, &now[0]).expect("goes back");
        assert_eq!(loaded(&db, ListName::Leie).version, "2026-10-10");
        assert!(matches!(loads::roll_back_from(&db, &now[0]), Err(DbError::Stale)), "and once");
    }

    fn taxonomy_codes_are_found_by_code(test: TestDatabase) {
        let db = test.reference();
        let codes = file(&test, "nucc_taxonomy_261.csv", "Code,Classification,Specialization\n2084P0800X,Psychiatry & Neurology,Psychiatry\n");
        load(&db, ListName::Taxonomy, &[codes], true).expect("loads");
        assert_eq!(asked(&db).taxonomy("2084P0800X").expect("answers").expect("found").specialization, "Psychiatry");
        assert_eq!(asked(&db).taxonomy("0000000000").expect("answers"), None);
        assert_eq!(loaded(&db, ListName::Taxonomy).version, "26.1");
    }

    fn an_old_view_still_answers_after_one_swap_and_fails_after_two(test: TestDatabase) {
        let db = test.reference();
        let lists = ["2026-09-10", "2026-10-10", "2026-11-10"].map(|day| {
            let rows = [leie_row(&format!("Q{day}"), "", "2000000002", "00000000")];
            file(&test, &format!("leie-{day}.csv"), &leie(&rows))
        });
        load(&db, ListName::Leie, &lists[..1], true).expect("loads");
        let view = asked(&db);
        let ask = || view.exclusions_by_npi(ListName::Leie, "2000000002").map(|rows| rows[0].last_name.clone());
        load(&db, ListName::Leie, &lists[1..2], true).expect("loads");
        assert_eq!(ask().ok().as_deref(), Some("Q2026-09-10"));
        load(&db, ListName::Leie, &lists[2..], true).expect("loads");
        assert!(ask().is_err(), "rows that are gone must not look like a clean record");
    }

    fn rows_that_went_missing_are_told(test: TestDatabase) {
        let db = test.reference();
        let month = file(&test, "1602EXCL.csv", &leie(&[leie_row("QUILLFEATHER", "", "2000000002", "00000000")]));
        load(&db, ListName::Leie, &[month], false).expect("loads");
        assert_eq!(loads::faults(&db).expect("reads"), Vec::<String>::new());
        db.write(|conn| {
            diesel::sql_query("DELETE FROM reference.exclusions").execute(conn).map_err(DbError::from)
        })
        .expect("deletes");
        let told = loads::faults(&db).expect("reads");
        assert_eq!(told, ["LEIE 2016-02 should have 1 rows and has 0; import it again"]);
    }

    fn the_command_line_loads_and_shows_what_is_loaded(test: TestDatabase) {
        let month = file(&test, "1602EXCL.csv", &leie(&[leie_row("QUILLFEATHER", "", "2000000002", "00000000")]));
        let done = vouchsafe(&test, &["import", "leie", "--supplement", &month.to_string_lossy()]);
        assert_eq!(done.status.code(), Some(0), "{done:?}");
        assert_eq!(String::from_utf8_lossy(&done.stdout), "LEIE 2016-02: 1 rows, added to what is in force.\n");
        let shown = vouchsafe(&test, &["sources", "--format", "json"]);
        let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).expect("JSON");
        assert_eq!((&shown[0]["name"], &shown[0]["list_date"]), (&"LEIE".into(), &"2016-02-29".into()));
        assert_eq!((&shown[0]["complete"], &shown[0]["rows"]), (&false.into(), &1.into()));
        let table = String::from_utf8(vouchsafe(&test, &["sources"]).stdout).expect("text");
        assert!(table.contains("2016-02-29  partial  stale  1 "), "{table}");
    }

    fn wrong_input_is_told_in_one_sentence_with_exit_code_2(test: TestDatabase) {
        let undated = file(&test, "UPDATED.csv", &leie(&[]));
        let ragged = file(&test, "1602EXCL.csv", &format!("{LEIE_HEADER}A,B\n"));
        let columns = file(&test, "1603EXCL.csv", "LASTNAME\nA\n");
        let told = |args: &[&str]| {
            let done = vouchsafe(&test, args);
            assert_eq!(done.status.code(), Some(2), "{done:?}");
            String::from_utf8_lossy(&done.stderr).lines().last().unwrap_or_default().to_string()
        };
        let file = |path: &PathBuf| path.to_string_lossy().into_owned();
        assert!(told(&["import", "leie", &file(&undated)]).contains("give it with --list-date"));
        assert!(told(&["import", "leie", &file(&ragged)]).contains("line 2: the row has 2 columns where the header has 18"));
        assert!(told(&["import", "leie", &file(&columns)]).contains("no column `FIRSTNAME`"));
        assert!(told(&["import", "leie", "1604EXCL.csv"]).contains("1604EXCL.csv cannot be opened"));
        assert!(told(&["import", "leie", &file(&undated), "--list-date", "2999-01-01"]).contains("has not come yet"));
        assert!(told(&["sources", "--roll-back", "leie"]).contains("no earlier complete load"));
    }
}

/// The program, as the command line starts it.
fn vouchsafe(test: &TestDatabase, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouchsafe"));
    command.args(args).env("DATABASE_URL", test.url()).output().expect("runs")
}

#[test]
fn a_database_that_cannot_be_written_is_exit_code_3() {
    let done = Command::new(env!("CARGO_BIN_EXE_vouchsafe"))
        .args(["sources", "--database-url", "sqlite:/proc/no/such/folder/vouchsafe.db"])
        .output()
        .expect("runs");
    assert_eq!(done.status.code(), Some(3), "{done:?}");
}
