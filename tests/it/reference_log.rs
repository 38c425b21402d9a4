//! Every list that comes into force is in the audit log, whoever loaded it and from where.

use std::path::PathBuf;
use std::process::Command;

use vouchsafe::db::Db;
use vouchsafe::db::audit::{self, Logged};
use vouchsafe::db::reference::loads;
use vouchsafe::pipeline::{Desk, monitor, reference_log};
use vouchsafe::sources::ListName;

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::invented;

const HEADER: &str = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,\
    EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE";

/// A whole LEIE of so many invented people.
fn leie(test: &TestDatabase, name: &str, people: usize) -> PathBuf {
    let row = |i: usize| {
        format!(
            "QUILLFEATHER{i},ORSON,,,MD,PSYCHIATRY,,0000000000,19610203,1 A ST,TROY,NY,12180,1128b4,20160120,00000000,00000000,\n"
        )
    };
    let file = test.folder().join(name);
    std::fs::write(&file, format!("{HEADER}\n{}", (0..people).map(row).collect::<String>())).expect("written");
    file
}

fn vouchsafe(url: &str, args: &[&str]) {
    let done =
        Command::new(env!("CARGO_BIN_EXE_vouchsafe")).args(args).env("DATABASE_URL", url).output().expect("runs");
    let warned = String::from_utf8_lossy(&done.stderr).contains("audit log");
    assert!(done.status.success() && !warned, "{done:?}");
}

fn load(test: &TestDatabase, file: &std::path::Path, date: &str) {
    vouchsafe(&test.url(), &["import", "leie", "--complete", "--list-date", date, &file.to_string_lossy()]);
}

/// Who noticed which version in place of which, the oldest first.
fn told(desk: &Desk) -> Vec<(String, String, Option<String>)> {
    let all = desk.db.read(|c| audit::newest(c, None, 1000)).expect("reads");
    let of = |line: &Logged| {
        let payload = line.payload.as_ref().expect("kept");
        let word = |v: &serde_json::Value| v.as_str().map(str::to_string);
        (line.actor.clone(), word(&payload["version"]).expect("a version"), word(&payload["before"]["version"]))
    };
    all.iter().rev().filter(|line| line.action == "reference.in_force").map(of).collect()
}

on_both! {
    fn a_load_and_a_way_back_by_the_command_line_are_each_told_once(test: TestDatabase) {
        let desk = invented::desk(&test);
        load(&test, &leie(&test, "one.csv", 1), "2026-11-01");
        load(&test, &leie(&test, "two.csv", 2), "2026-11-08");
        load(&test, &leie(&test, "two.csv", 2), "2026-11-08");
        vouchsafe(&test.url(), &["sources", "rollback", "leie"]);
        monitor::pass(&desk).expect("works");
        let by = "program/command line".to_string();
        let (one, two) = ("2026-11-01".to_string(), "2026-11-08".to_string());
        let all = [(by.clone(), one.clone(), None), (by.clone(), two.clone(), Some(one.clone())), (by, one, Some(two))];
        assert_eq!(told(&desk), all);
    }

    fn what_came_into_force_unseen_is_told_with_the_next_pass(test: TestDatabase) {
        let desk = invented::desk(&test);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let lists = loads::in_force(&desk.reference).expect("reads").len();
        assert!(lists > 1);
        monitor::pass(&desk).expect("works");
        monitor::pass(&desk).expect("works");
        let all = told(&desk);
        assert_eq!((all.len(), all.iter().all(|(by, _, before)| by == "program/monitor" && before.is_none())), (lists, true), "{all:?}");
    }

    fn of_ten_who_notice_at_once_one_tells(test: TestDatabase) {
        let desk = invented::desk(&test);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let note = || reference_log::note(&desk.db, &desk.reference, &desk.clock, "monitor").expect("noted");
        let told_now: usize = std::thread::scope(|s| {
            let all: Vec<_> = (0..10).map(|_| s.spawn(note)).collect();
            all.into_iter().map(|t| t.join().expect("no panic")).sum()
        });
        let lists = loads::in_force(&desk.reference).expect("reads");
        assert_eq!((told_now, told(&desk).len()), (lists.len(), lists.len()));
        assert!(lists.iter().any(|l| l.source.list == ListName::Leie));
    }
}

#[test]
fn a_list_that_is_loaded_before_there_is_a_directory_is_told_when_it_begins() {
    let beside = TestDatabase::sqlite();
    let url = format!("{}-new", beside.url());
    let file = leie(&beside, "one.csv", 1).to_string_lossy().into_owned();
    vouchsafe(&url, &["import", "leie", "--complete", "--list-date", "2026-11-01", &file]);
    let address = url.parse().expect("an address");
    let (db, reference) = (Db::open(&address).expect("opens"), Db::open_reference(&address).expect("opens"));
    let desk = Desk { db, reference, ..invented::desk(&beside) };
    monitor::pass(&desk).expect("works");
    assert_eq!(told(&desk), [("program/monitor".to_string(), "2026-11-01".to_string(), None)]);
}
