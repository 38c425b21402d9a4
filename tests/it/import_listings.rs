//! `vouchsafe import listings`: another directory's listings come in, are found, and never say more than is known.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;
use vouchsafe::clock::Clock;
use vouchsafe::db::audit::{self, Actor};
use vouchsafe::db::listings;
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::index;
use vouchsafe::search::Snapshot;
use vouchsafe::staff::Accounts;

use crate::cli::{ended, said};
use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::server::{TestServer, keys};
use crate::support::{invented, tamper};

mod barred;
mod others;
mod rows;

pub const PAT: &str = "pat@example.org";

const HEADER: &str = "id,name,kind,npi,line1,line2,city,state,postal_code,latitude,longitude,phone,website,treatments,conditions,\
    settings,payments,languages,accepting_new,price_per_session";

pub const HARBOR: &str = "h1,Harbor Ketamine,clinic,2000000002,12 Invented Way,,Portland,OR,97202,45.482,-122.644,503-555-0101,\
    https://harbor.example.org,iv;im,depression;ptsd,clinic,self_pay,en;es,yes,450";

const MEADOW: &str = "m1,Meadow Clinic,,,7 Fictional Rd,,Seattle,WA,98101,,,,,sublingual,gad,telehealth;clinic,,,,";

/// A file of these rows in the test's folder.
pub fn file(db: &TestDatabase, name: &str, rows: &[&str]) -> PathBuf {
    let path = db.folder().join(name);
    std::fs::write(&path, [&[HEADER], rows, &[""]].concat().join("\n")).expect("written");
    path
}

/// Runs the command on a file and answers its exit code, what it printed and what it said beside that.
pub fn import(db: &TestDatabase, path: &std::path::Path, options: &[&str]) -> (Option<i32>, String, String) {
    let key = db.folder().join("test.key");
    if !key.exists() {
        let text = format!("vouchsafe-key-1:{}\n", data_encoding::BASE64URL_NOPAD.encode(&[7; 32]));
        std::fs::write(&key, text).expect("written");
    }
    let (url, key, path) = (db.url(), key.to_string_lossy().into_owned(), path.to_string_lossy().into_owned());
    let args = [&["import", "listings", &path, "--database-url", &url, "--key-file", &key], options].concat();
    let output = ended(&args);
    let (code, beside) = said(&output);
    (code, String::from_utf8_lossy(&output.stdout).into_owned(), beside)
}

pub fn hire(db: &TestDatabase, email: &str, role: Role) {
    let accounts = Accounts::new(db.main(), keys(), Clock::system(), crate::support::server::public_url());
    accounts.invite(&Actor::Program("test"), email, role).expect("invited");
}

fn publish(db: &TestDatabase, rows: &[&str]) -> String {
    let (code, printed, beside) = import(db, &file(db, "other.csv", rows), &["--publish", "--as", PAT]);
    assert_eq!(code, Some(0), "{printed}{beside}");
    printed
}

fn snapshot(db: &TestDatabase) -> Snapshot {
    index::build(&invented::desk(db)).expect("builds")
}

pub fn names(db: &TestDatabase) -> Vec<String> {
    let mut names: Vec<String> = snapshot(db).providers().map(|p| p.profile.name.clone()).collect();
    names.sort();
    names
}

/// What stands in the tables that an import writes to.
fn amounts(db: &TestDatabase) -> Vec<i64> {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let tables = [
        "organizations",
        "places",
        "dossiers",
        "listings",
        "submissions",
        "audit_log",
        "changes",
        "imports",
        "imported_listings",
    ];
    let count = |table: &&str| {
        let sql = format!("SELECT count(*) AS n FROM {table}");
        let rows: Vec<Count> =
            db.main().read(|c| diesel::sql_query(&sql).load(c).map_err(vouchsafe::db::DbError::from)).expect("reads");
        rows[0].n
    };
    tables.iter().map(count).collect()
}

/// The ids of a provider's places.
fn site_ids(db: &TestDatabase, slug: &str) -> Vec<String> {
    let snapshot = snapshot(db);
    let provider = snapshot.provider(slug).expect("listed");
    provider.sites.iter().map(|site| site.id.to_string()).collect()
}

fn only_listing(db: &TestDatabase) -> listings::ListingRow {
    let all = db.main().read(|c| listings::public(c, None)).expect("reads");
    assert_eq!(all.len(), 1);
    all[0].0.clone()
}

on_both! {
    fn published_listings_are_found_beside_a_running_server_and_are_never_verified(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        let server = TestServer::start(&db);
        let printed = publish(&db, &[HARBOR, MEADOW]);
        assert!(printed.contains("2 rows read, 2 listings") && printed.contains("published as unverified"), "{printed}");
        let begun = Instant::now();
        let found = loop {
            let found = server.json("/api/v1/providers?near=97202");
            if found["total"] == 1 {
                break found;
            }
            assert!(begun.elapsed() < Duration::from_secs(10), "the server does not notice: {found}");
            std::thread::sleep(Duration::from_millis(50));
        };
        let result = &found["results"][0];
        assert_eq!((&result["name"], &result["verification"]["status"]), (&"Harbor Ketamine".into(), &"unverified".into()));
        assert_eq!((&result["freshness"], &result["confirmed_at"]), (&"unconfirmed".into(), &Value::Null));
        assert_eq!(result["treatments"], serde_json::json!(["iv", "im"]));
        assert_eq!(result["price_per_session"], 450);
        assert_eq!(result["location"]["latitude"], 45.482);
        assert_eq!(server.json("/api/v1/providers?q=2000000002")["total"], 1);
        assert_eq!(server.json("/api/v1/providers?verified=true")["total"], 0);
        assert_eq!(server.json("/api/v1/providers")["total"], 2);
        let page = server.get("/providers/harbor-ketamine").body_mut().read_to_string().expect("text");
        assert!(page.contains("We have not checked this listing.") && page.contains("from another directory"), "{page}");
        assert_eq!(server.get("/providers/harbor-ketamine/verification").status(), 200);
    }

    fn the_member_of_staff_stands_in_the_log_with_the_files_digest(db: TestDatabase) {
        hire(&db, PAT, Role::Administrator);
        publish(&db, &[HARBOR]);
        let main = db.main();
        let subject = format!("organization/{}", only_listing(&db).organization_id);
        let logged = main.read(|c| audit::of_subject(c, &subject)).expect("reads");
        let staff = main.read(|c| vouchsafe::db::staff::by_email(c, PAT)).expect("reads").expect("hired");
        assert_eq!(logged.len(), 1);
        assert_eq!((logged[0].action.as_str(), logged[0].actor.as_str()), ("listing.imported", format!("staff/{}", staff.id).as_str()));
        let bytes = std::fs::read(db.folder().join("other.csv")).expect("read");
        let details = logged[0].payload.clone().expect("details");
        assert_eq!((&details["origin"], &details["id"]), (&"other.csv".into(), &"h1".into()));
        assert_eq!(details["sha256"], vouchsafe::keys::sha256_hex(&bytes));
        assert_eq!(main.read(audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn nobody_publishes_but_a_reviewer_or_an_administrator(db: TestDatabase) {
        hire(&db, "ann@example.org", Role::Auditor);
        hire(&db, PAT, Role::Reviewer);
        tamper(&db.main(), "UPDATE staff SET state = 'disabled' WHERE email = 'pat@example.org'", &[]);
        let (path, before) = (file(&db, "other.csv", &[HARBOR]), amounts(&db));
        for (email, why) in [("ann@example.org", "an auditor"), (PAT, "disabled"), ("nobody@example.org", "no member of staff")] {
            let (code, _, beside) = import(&db, &path, &["--publish", "--as", email]);
            assert_eq!((code, beside.lines().count()), (Some(2), 1), "{beside}");
            assert!(beside.contains(email) && beside.contains(why), "{beside}");
        }
        let (code, _, beside) = import(&db, &path, &["--publish"]);
        assert_eq!(code, Some(2));
        assert!(beside.contains("--as"), "{beside}");
        assert_eq!(amounts(&db), before);
    }

    fn a_dry_run_says_what_would_happen_and_writes_nothing(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        let before = amounts(&db);
        let path = file(&db, "other.csv", &[HARBOR, MEADOW, "x,,,,,,,,,,,,,,,,,,,"]);
        let (code, printed, beside) = import(&db, &path, &["--publish", "--as", PAT, "--dry-run"]);
        assert_eq!(code, Some(0), "{beside}");
        assert!(printed.contains("dry run") && printed.contains("new: 2, would be published"), "{printed}");
        assert!(beside.contains("line 4, column `name`"), "{beside}");
        assert_eq!(amounts(&db), before);
    }

    fn a_bad_row_is_told_by_row_and_column_and_the_others_go_in(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        let bad = [
            ("b1,Bad Zip,,,1 A St,,Portland,OR,00000,,,,,,,,,,,", "postal_code", "00000"),
            ("b2,Bad State,,,1 A St,,Portland,ZZ,97202,,,,,,,,,,,", "state", "ZZ"),
            ("b3,Other State,,,1 A St,,Portland,NY,97202,,,,,,,,,,,", "state", "New York"),
            ("b4,Nowhere,,,1 A St,,Portland,OR,97202,0,0,,,,,,,,,", "latitude", "0"),
            ("b5,Far Away,,,1 A St,,Portland,OR,97202,25.7,-80.2,,,,,,,,,", "latitude", "miles"),
            ("b6,Bad Npi,,2000000003,1 A St,,Portland,OR,97202,,,,,,,,,,,", "npi", "digit"),
            ("b7,Bad Word,,,1 A St,,Portland,OR,97202,,,,,iv;moonlight,,,,,,", "treatments", "moonlight"),
            ("b8,Bad Phone,,,1 A St,,Portland,OR,97202,,,123,,,,,,,,", "phone", "123"),
            ("b9,Bad Price,,,1 A St,,Portland,OR,97202,,,,,,,,,,,a lot", "price_per_session", "a lot"),
            ("b10,Short", "", "columns"),
            ("b11,Bad Kind,hospital,,1 A St,,Portland,OR,97202,,,,,,,,,,,", "kind", "clinic, solo"),
            ("b12,Nul\0,,,1 A St,,Portland,OR,97202,,,,,,,,,,,", "name", "NUL"),
        ];
        let mut rows: Vec<&str> = bad.iter().map(|(row, ..)| *row).collect();
        rows.push(HARBOR);
        let (code, printed, beside) = import(&db, &file(&db, "other.csv", &rows), &["--publish", "--as", PAT]);
        assert_eq!(code, Some(0), "{beside}");
        assert!(printed.contains("rows refused: 12") && printed.contains("new: 1,"), "{printed}");
        assert_eq!(beside.lines().count(), bad.len() + 1, "one line a problem, and that the file is read: {beside}");
        for (at, (_, column, what)) in bad.iter().enumerate() {
            let place = if column.is_empty() { format!("line {}:", at + 2) } else { format!("line {}, column `{column}`:", at + 2) };
            let told = beside.lines().find(|line| line.contains(&place)).unwrap_or_else(|| panic!("{place} in {beside}"));
            assert!(told.contains(what), "{told}");
        }
        assert_eq!(names(&db), ["Harbor Ketamine"]);
    }

    fn a_file_without_a_row_that_can_be_used_ends_with_2(db: TestDatabase) {
        for rows in [&[][..], &["x,,,,,,,,,,,,,,,,,,,"]] {
            let (code, printed, beside) = import(&db, &file(&db, "other.csv", rows), &[]);
            assert_eq!((code, printed.as_str()), (Some(2), ""), "{beside}");
        }
        let (code, _, beside) = import(&db, &db.folder().join("absent.csv"), &[]);
        assert_eq!(code, Some(2), "{beside}");
        std::fs::write(db.folder().join("thin.csv"), "id,name,state\n1,A,OR\n").expect("written");
        let (code, _, beside) = import(&db, &db.folder().join("thin.csv"), &[]);
        assert_eq!(code, Some(2));
        assert!(beside.contains("`city`") && beside.contains("`postal_code`"), "{beside}");
        assert_eq!(amounts(&db).iter().sum::<i64>(), 0);
    }

    fn the_same_file_again_changes_nothing(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        publish(&db, &[HARBOR, MEADOW]);
        let before = amounts(&db);
        let printed = publish(&db, &[HARBOR, MEADOW]);
        assert!(printed.contains("unchanged: 2"), "{printed}");
        // Another order of the rows says nothing new either.
        publish(&db, &[MEADOW, HARBOR]);
        assert_eq!(amounts(&db), before);
    }

    fn a_changed_row_makes_a_new_version_of_the_same_listing(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        publish(&db, &[HARBOR]);
        let before = only_listing(&db);
        let first = site_ids(&db, "harbor-ketamine");
        let printed = publish(&db, &[&HARBOR.replace(",450", ",500").replace("12 Invented", "14 Invented")]);
        assert!(printed.contains("changed: 1"), "{printed}");
        let after = only_listing(&db);
        assert_eq!((&after.organization_id, after.version, after.confirmed_at), (&before.organization_id, 2, None));
        assert_eq!(after.published_at, before.published_at, "freshness counts from publication");
        assert_ne!(after.dossier_id, before.dossier_id);
        assert_eq!(site_ids(&db, "harbor-ketamine"), first, "provider and place keep their ids");
    }
}

#[test]
fn a_dry_run_without_a_database_makes_none() {
    let db = TestDatabase::sqlite();
    let (path, absent) = (file(&db, "other.csv", &[HARBOR, HARBOR]), db.folder().join("absent.db"));
    let (url, path) = (format!("sqlite:{}", absent.display()), path.to_string_lossy().into_owned());
    let output = ended(&["import", "listings", &path, "--dry-run", "--database-url", &url]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output).1);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(printed.contains("new: 1, would await review") && printed.contains("rows refused: 1"), "{printed}");
    assert!(!absent.exists() && !db.folder().join("vouchsafe.key").exists());
}
