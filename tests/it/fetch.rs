//! `sources fetch` against a mirror on this machine: what is new is loaded once, and nothing that goes wrong changes what is in force.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use vouchsafe::clock::Clock;
use vouchsafe::db::Db;
use vouchsafe::db::reference::{ReferenceSources, loads};
use vouchsafe::pipeline::fetch_reference::{self, Done, Fetch, FetchError, Follow};
use vouchsafe::pipeline::load_reference::{LoadError, Pass, Watch};
use vouchsafe::sources::online::Base;
use vouchsafe::sources::online::download::{Fetched, Wanted, download};
use vouchsafe::sources::{ListName, Sources};

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::outside::{Act, Asked, Outside};

struct Quiet;

impl Watch for Quiet {
    fn begins(&self, _: Pass, _: &Path, _: u64) {}
    fn read(&self, _: u64) {}
    fn staged(&self, _: i64) {}
}

impl Follow for Quiet {
    fn downloading(&self, _: &str, _: u64, _: Option<u64>) {}
}

fn at(day: &str) -> Clock {
    Clock::fixed(format!("{day}T12:00:00Z").parse::<DateTime<Utc>>().expect("a time"))
}

const TODAY: &str = "2026-11-25";
const CHANGED: &str = "Last-Modified: Tue, 10 Nov 2026 14:05:00 GMT";

const HEADER: &str = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,\
    EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE\n";

fn leie(names: &[&str], reinstated: &str) -> String {
    let row = |last: &&str| {
        format!(
            "{last},ORSON,,,MD,PSYCHIATRY,,2000000002,19610203,1 A ST,TROY,NY,12180,1128b4,20160120,{reinstated},00000000,\n"
        )
    };
    format!("{HEADER}{}", names.iter().map(row).collect::<String>())
}

fn found(headers: &[&str], body: impl Into<Vec<u8>>) -> Act {
    Act::Answer("200 OK", headers.iter().map(|h| h.to_string()).collect(), body.into())
}

fn absent() -> Act {
    Act::Answer("404 Not Found", vec![], vec![])
}

fn downloads(db: &TestDatabase) -> PathBuf {
    db.folder().join("downloads")
}

fn fetched(db: &TestDatabase, mirror: &Outside, list: ListName, day: &str) -> Result<Vec<Done>, FetchError> {
    let (base, folder) = (mirror.base(), downloads(db));
    let fetch = Fetch { mirror: Some(&base), folder: &folder, keep: false };
    fetch_reference::fetch(&db.reference(), &at(day), list, fetch, &Quiet)
}

/// Version, list date, rows and whether complete, of what is in force.
fn in_force(db: &Db, list: ListName) -> Option<(String, String, i64, bool)> {
    let loaded = loads::in_force(db).expect("reads").into_iter().find(|l| l.source.list == list)?.source;
    Some((loaded.version, loaded.list_date.to_string(), loaded.rows, loaded.complete))
}

/// Names of the files that a fetch left behind, its notes and lock apart.
fn left_behind(db: &TestDatabase) -> Vec<String> {
    let names = std::fs::read_dir(downloads(db)).expect("a folder").map(|e| e.expect("reads").file_name());
    let names = names.map(|n| n.to_string_lossy().into_owned());
    names.filter(|n| !matches!(n.as_str(), "fetch.lock" | "fetched.json")).collect()
}

fn is_loaded(done: &[Done]) -> bool {
    matches!(done, [Done::Loaded { .. }])
}

fn is_unchanged(done: &[Done]) -> bool {
    matches!(done, [Done::Unchanged { .. }])
}

fn nppes_archive(path: &Path, rows: &[&str]) -> Vec<u8> {
    const NPPES: &str = "NPI,Entity Type Code,Provider Organization Name (Legal Business Name),Provider Last Name (Legal Name),\
        Provider First Name,Provider Other Organization Name,Provider Other Last Name,\
        Provider First Line Business Practice Location Address,Provider Business Practice Location Address City Name,\
        Provider Business Practice Location Address State Name,Provider Business Practice Location Address Postal Code,\
        Last Update Date,NPI Deactivation Date,NPI Reactivation Date,Healthcare Provider Taxonomy Code_1,\
        Provider License Number_1,Provider License Number State Code_1,Healthcare Provider Primary Taxonomy Switch_1\r\n";
    let mut zip = zip::ZipWriter::new(File::create(path).expect("created"));
    let options = zip::write::SimpleFileOptions::default();
    let main: String = std::iter::once(NPPES.to_string())
        .chain(rows.iter().map(|last| {
            format!("2000000002,1,,{last},Ophelia,,,9 Way,HARTFORD,CT,06103,07/08/2019,,,2084P0800X,11,CT,Y\r\n")
        }))
        .collect();
    for (name, text) in [
        ("npidata_pfile_20050523-20261011_fileheader.csv", NPPES),
        ("endpoint_pfile_20050523-20261011.csv", "NPI,Endpoint\n"),
        ("npidata_pfile_20050523-20261011.csv", main.as_str()),
        (
            "othername_pfile_20050523-20261011.csv",
            "NPI,Provider Other Organization Name\n2000000002,CALM HARBOR\n2000000036,NOBODYS\n",
        ),
        ("../../npidata_pfile_20050523-20991011.csv", "escaped"),
    ] {
        zip.start_file(name, options).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("finished");
    std::fs::read(path).expect("reads")
}

on_both! {
    fn a_list_is_loaded_once_with_the_date_that_its_publisher_gives(db: TestDatabase) {
        let mirror = Outside::start(|asked: &Asked| match asked.header("if-none-match") {
            Some("\"v1\"") => Act::Answer("304 Not Modified", vec![], vec![]),
            _ => found(&["ETag: \"v1\"", CHANGED], leie(&["QUILLFEATHER", "VANTASSEL"], "00000000")),
        });
        assert!(is_loaded(&fetched(&db, &mirror, ListName::Leie, TODAY).expect("fetches")));
        let current = in_force(&db.reference(), ListName::Leie);
        assert_eq!(current, Some(("2026-11-10".into(), "2026-11-10".into(), 2, true)));
        let done = fetched(&db, &mirror, ListName::Leie, TODAY).expect("fetches");
        assert_eq!(done, [Done::Unchanged { name: "UPDATED.csv".into() }]);
        let asked = mirror.asked();
        assert_eq!(asked.len(), 2, "{asked:?}");
        assert!(asked[0].starts_with("GET /UPDATED.csv HTTP/1.1\r\n") && asked[0].to_lowercase().contains("user-agent: vouchsafe/"));
        assert!(asked[1].contains("Tue, 10 Nov 2026 14:05:00 GMT"), "{}", asked[1]);
        assert_eq!(left_behind(&db), Vec::<String>::new());
    }

    fn the_same_bytes_under_a_newer_date_do_not_renew_the_clock(db: TestDatabase) {
        let mirror = Outside::start(|asked: &Asked| {
            let day = ["Tue, 10", "Wed, 11"][asked.before];
            found(&[&format!("Last-Modified: {day} Nov 2026 14:05:00 GMT")], leie(&["QUILLFEATHER"], "00000000"))
        });
        assert!(is_loaded(&fetched(&db, &mirror, ListName::Leie, TODAY).expect("fetches")));
        assert!(is_unchanged(&fetched(&db, &mirror, ListName::Leie, TODAY).expect("fetches")));
        assert_eq!(in_force(&db.reference(), ListName::Leie).expect("loaded").1, "2026-11-10");
    }

    fn what_was_rolled_back_is_not_fetched_into_force_again(db: TestDatabase) {
        let version = Arc::new(AtomicUsize::new(1));
        let current = version.clone();
        let mirror = Outside::start(move |asked: &Asked| {
            let n = current.load(Ordering::SeqCst);
            let etag = format!("\"v{n}\"");
            match asked.header("if-none-match") {
                Some(known) if known == etag => Act::Answer("304 Not Modified", vec![], vec![]),
                _ => found(&[&format!("ETag: {etag}"), &format!("Last-Modified: {} Nov 2026 14:05:00 GMT", ["Wed, 11", "Thu, 12"][n - 1])],
                           leie(&["QUILLFEATHER", "VANTASSEL"][..n], "00000000")),
            }
        });
        let db_ = db.reference();
        assert!(is_loaded(&fetched(&db, &mirror, ListName::Leie, TODAY).expect("fetches")));
        version.store(2, Ordering::SeqCst);
        assert!(is_loaded(&fetched(&db, &mirror, ListName::Leie, TODAY).expect("fetches")));
        loads::roll_back(&db_, ListName::Leie, "").expect("goes back");
        assert!(is_unchanged(&fetched(&db, &mirror, ListName::Leie, TODAY).expect("fetches")));
        assert_eq!(in_force(&db_, ListName::Leie).expect("loaded").1, "2026-11-11");
    }

    fn whatever_goes_wrong_leaves_what_is_in_force_and_no_file_behind(db: TestDatabase) {
        let good = Outside::start(|_| found(&[CHANGED], leie(&["QUILLFEATHER", "VANTASSEL", "BROOK"], "00000000")));
        assert!(is_loaded(&fetched(&db, &good, ListName::Leie, TODAY).expect("fetches")));
        let before = in_force(&db.reference(), ListName::Leie);
        type Manners = (&'static str, fn() -> Act);
        let wrong: [Manners; 16] = [
            ("resets", || Act::Reset),
            ("is cut short", || Act::Short(9_000, leie(&["OTHER", "OTHERS", "MORE"], "00000000").into_bytes())),
            ("has no length", || Act::Endless),
            ("speaks no HTTP", || Act::Babble),
            ("sends HTML", || found(&[CHANGED], "<!DOCTYPE html><title>Maintenance</title>")),
            ("sends an empty file", || found(&[CHANGED], "")),
            ("sends a header alone", || found(&[CHANGED], HEADER)),
            ("changed its columns", || found(&[CHANGED], leie(&["OTHER", "OTHERS"], "00000000").replace("LASTNAME", "SURNAME"))),
            ("has a torn row", || found(&[CHANGED], format!("{}TORN,OR", leie(&["OTHER", "OTHERS", "MORE"], "00000000")))),
            ("gives no date", || found(&[], leie(&["OTHER", "OTHERS", "MORE"], "00000000"))),
            ("is dated in the future", || found(&["Last-Modified: Tue, 10 Nov 2093 14:05:00 GMT"], leie(&["OTHER", "OTHERS"], "00000000"))),
            ("lost most of its rows", || found(&[CHANGED], leie(&["OTHER"], "00000000"))),
            ("is gone", absent),
            ("fails", || Act::Answer("500 Internal Server Error", vec![], leie(&["OTHER", "OTHERS"], "00000000").into_bytes())),
            ("says not modified unasked", || Act::Answer("304 Not Modified", vec![], vec![])),
            ("promises too much", || Act::Short(300 << 20, vec![])),
        ];
        for (what, act) in wrong {
            // A notebook of its own: the good list is not remembered here, so nothing is conditional.
            std::fs::remove_file(downloads(&db).join("fetched.json")).ok();
            let mirror = Outside::start(move |_| act());
            let error = fetched(&db, &mirror, ListName::Leie, TODAY);
            assert!(error.is_err(), "the mirror {what}: {error:?}");
            assert_eq!(in_force(&db.reference(), ListName::Leie), before, "the mirror {what}");
            assert_eq!(left_behind(&db), Vec::<String>::new(), "the mirror {what}");
        }
    }

    fn a_list_that_lost_most_of_its_rows_is_for_a_person_to_load(db: TestDatabase) {
        let mirror = Outside::start(|asked: &Asked| {
            let names = ["A", "B", "C"];
            found(&[CHANGED], leie(if asked.before == 0 { &names } else { &names[..1] }, "00000000"))
        });
        assert!(is_loaded(&fetched(&db, &mirror, ListName::Leie, TODAY).expect("fetches")));
        let refused = fetched(&db, &mirror, ListName::Leie, TODAY);
        assert!(matches!(refused, Err(FetchError::Load(LoadError::Shrunk { rows: 1, before: 3, .. }))), "{refused:?}");
    }

    fn supplements_follow_a_list_that_is_late_and_are_replayed(db: TestDatabase) {
        let mirror = Outside::start(|asked: &Asked| match asked.path() {
            "/UPDATED.csv" => found(&[CHANGED], leie(&["QUILLFEATHER", "VANTASSEL"], "00000000")),
            "/2611excl.csv" => found(&[], leie(&["BROOK"], "00000000")),
            "/2611rein.csv" => found(&[], leie(&["VANTASSEL"], "20261115")),
            _ => absent(),
        });
        let done = fetched(&db, &mirror, ListName::Leie, "2027-01-05").expect("fetches");
        assert!(matches!(&done[..], [Done::Loaded { .. }, Done::Loaded { files, .. }] if files.len() == 2), "{done:?}");
        let asked: Vec<String> = mirror.asked().iter().map(|a| a.split(' ').nth(1).expect("a path").to_string()).collect();
        assert_eq!(asked, ["/UPDATED.csv", "/2612excl.csv", "/2611excl.csv", "/2612rein.csv", "/2611rein.csv"]);
        let sources = ReferenceSources::open(&db.reference(), "2027-01-05".parse().expect("a day")).expect("opens");
        let mut names: Vec<String> = sources.exclusions_by_npi(ListName::Leie, "2000000002").expect("answers")
            .into_iter().map(|r| r.last_name.clone()).collect();
        names.sort();
        assert_eq!(names, ["BROOK", "QUILLFEATHER"]);
        let again = fetched(&db, &mirror, ListName::Leie, "2027-01-05").expect("fetches");
        assert!(again.iter().all(|d| matches!(d, Done::Unchanged { .. })), "{again:?}");
    }

    fn the_newest_registry_that_is_there_is_read_inside_its_archive(db: TestDatabase) {
        let archive = nppes_archive(&db.folder().join("made.zip"), &["Vantassel"]);
        let mut torn = archive.clone();
        torn[600] ^= 1;
        let mirror = Outside::start(move |asked: &Asked| match (asked.path(), asked.before) {
            ("/NPPES_Data_Dissemination_October_2026_V2.zip", 1) => found(&[], torn.clone()),
            ("/NPPES_Data_Dissemination_October_2026_V2.zip", _) => found(&["ETag: \"a\""], archive.clone()),
            _ => absent(),
        });
        let error = fetched(&db, &mirror, ListName::Nppes, TODAY).expect_err("is damaged").to_string();
        assert!(error.contains("archive"), "{error}");
        assert_eq!(in_force(&db.reference(), ListName::Nppes), None);
        assert!(is_loaded(&fetched(&db, &mirror, ListName::Nppes, TODAY).expect("fetches")));
        let current = in_force(&db.reference(), ListName::Nppes);
        assert_eq!(current, Some(("2026-10-11".into(), "2026-10-11".into(), 3, true)));
        let sources = ReferenceSources::open(&db.reference(), TODAY.parse().expect("a day")).expect("opens");
        let record = sources.nppes("2000000002").expect("answers").expect("is there");
        assert_eq!((record.last_name.as_str(), record.other_names[0].last_or_organization.as_str()), ("Vantassel", "CALM HARBOR"));
        assert_eq!(sources.nppes("2000000036").expect("answers"), None, "a name alone is no record");
        assert_eq!(left_behind(&db), Vec::<String>::new());
        assert!(!db.folder().join("npidata_pfile_20050523-20991011.csv").exists());
    }

    fn the_command_line_fetches_shows_and_rolls_back(db: TestDatabase) {
        let mirror = Outside::start(|asked: &Asked| match asked.before {
            0 => found(&[CHANGED], leie(&["A"], "00000000")),
            _ => found(&["Last-Modified: Fri, 13 Nov 2026 14:05:00 GMT"], leie(&["A", "B"], "00000000")),
        });
        let folder = downloads(&db).to_string_lossy().into_owned();
        let fetch = |args: &[&str]| {
            let done = vouchsafe(&db, &[&["sources", "fetch", "--folder", &folder], args].concat());
            (done.status.code(), text(&done.stdout), text(&done.stderr))
        };
        let (code, out, err) = fetch(&["leie", "--from", &mirror.base()]);
        assert_eq!(code, Some(0), "{err}");
        assert!(out.contains("LEIE UPDATED.csv: ") && out.contains("LEIE 2026-11-10: 1 rows, in force."), "{out}");
        assert_eq!(fetch(&["leie", "--from", &mirror.base()]).0, Some(0));
        let shown: serde_json::Value = serde_json::from_slice(&vouchsafe(&db, &["sources", "--format", "json"]).stdout).expect("JSON");
        assert_eq!((&shown[0]["version"], &shown[0]["previous"]["version"]), (&"2026-11-13".into(), &"2026-11-10".into()));
        assert_eq!(shown[0]["sha256"].as_str().map(str::len), Some(64));
        let back = vouchsafe(&db, &["sources", "rollback", "leie"]);
        assert_eq!(back.status.code(), Some(0), "{back:?}");
        assert!(text(&back.stdout).starts_with("LEIE 2026-11-10 (1 rows) is in force again in place of 2026-11-13"), "{back:?}");
        let table = text(&vouchsafe(&db, &["sources"]).stdout);
        assert!(table.contains("2026-11-13 (2 rows)"), "{table}");

        assert_eq!(fetch(&["leie", "--from", "http://mirror.example.org/"]).0, Some(2));
        assert_eq!(fetch(&["nurses"]).0, Some(2));
        let (code, _, err) = fetch(&["sam"]);
        assert!(code == Some(2) && err.contains("download it and load it with: vouchsafe import sam FILE"), "{err}");
        let nobody_there = { let gone = Outside::start(|_| absent()); gone.base() };
        assert_eq!(fetch(&["leie", "--from", &nobody_there]).0, Some(3));
        assert_eq!(vouchsafe(&db, &["sources", "rollback", "nppes"]).status.code(), Some(2));
    }
}

fn vouchsafe(test: &TestDatabase, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouchsafe"));
    command.args(args).env("DATABASE_URL", test.url()).output().expect("runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_server_that_stops_sending_is_given_up_in_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let manners: [fn() -> Act; 2] = [|| Act::Hang, || Act::Drip(vec![b'x'; 5_000])];
    for act in manners {
        let mirror = Outside::start(move |_| act());
        let base = Base::mirror(&mirror.base()).expect("loopback");
        let within = Duration::from_millis(400);
        let wanted = Wanted { base: &base, name: "a.csv", hosts: &[], at_most: 1 << 20, within, known: None };
        let begun = Instant::now();
        assert!(download(&wanted, &folder.path().join("a.csv"), &|_, _| {}).is_err());
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn a_redirect_within_the_mirror_is_followed_and_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let elsewhere = Outside::start(|_| found(&[], "elsewhere"));
    let away = format!("Location: {}", elsewhere.base());
    let mirror = Outside::start(move |asked: &Asked| match asked.path() {
        "/moved.csv" => Act::Answer("302 Found", vec!["Location: /there.csv".into()], vec![]),
        "/there.csv" => found(&[], "here"),
        "/round.csv" => Act::Answer("302 Found", vec!["Location: /round.csv".into()], vec![]),
        _ => Act::Answer("301 Moved Permanently", vec![away.clone()], vec![]),
    });
    let base = Base::mirror(&mirror.base()).expect("loopback");
    let hosts = ["127.0.0.1".to_string()];
    let get = |name: &str| {
        let within = Duration::from_secs(5);
        let wanted = Wanted { base: &base, name, hosts: &hosts, at_most: 1 << 20, within, known: None };
        download(&wanted, &folder.path().join("a.csv"), &|_, _| {})
    };
    assert!(matches!(get("moved.csv"), Ok(Fetched::New(got)) if got.bytes == 4));
    assert!(get("away.csv").is_err_and(|e| e.to_string().contains("not a place for this file")));
    assert!(get("round.csv").is_err());
    assert_eq!(elsewhere.asked(), Vec::<String>::new());
}
