//! Every list of what waits for staff is read along an index as far as its page goes, however much there is.

use diesel::prelude::*;
use vouchsafe::db::queue::MOST_COUNTED;
use vouchsafe::db::{DbError, comments, evidence, listing_requests, reports, samples, submissions, tasks};
use vouchsafe::domain::comment::CommentState;
use vouchsafe::domain::listing_request::RequestState;
use vouchsafe::domain::report::ReportState;
use vouchsafe::domain::sample::Month;
use vouchsafe::domain::staff::Role;
use vouchsafe::reads;

use crate::on_both;
use crate::queue::plans;
use crate::support::browser::Office;
use crate::support::database::TestDatabase;
use crate::support::invented;

#[test]
fn tasks_reports_comments_and_requests_are_read_along_an_index_and_none_is_sorted() {
    let db = TestDatabase::sqlite();
    let desk = invented::desk(&db);
    let now = desk.clock.now();
    let mut steps = Vec::new();
    desk.db
        .read(|conn| {
            steps = plans(conn, |conn| {
                tasks::open(conn, now, 50, 0).expect("reads");
                tasks::count(conn, now).expect("counts");
                reports::in_states(conn, ReportState::ALL, 50, 0).expect("reads");
                reports::counted_in_states(conn, ReportState::ALL).expect("counts");
                for state in CommentState::ALL {
                    comments::in_state(conn, *state, 50, 0).expect("reads");
                    comments::counted_in_state(conn, *state).expect("counts");
                }
                listing_requests::in_states(conn, RequestState::ALL, 50, 0).expect("reads");
                listing_requests::waiting(conn, now).expect("counts");
                submissions::of_dossiers(conn, &["one", "two"]).expect("reads");
                evidence::waiting_overrides(conn, now).expect("reads");
                samples::to_phone(conn, Month::of(now)).expect("counts");
                reports::count_by_reason(conn, ReportState::OPEN).expect("counts");
            });
            Ok::<_, DbError>(())
        })
        .expect("reads");
    assert!(steps.len() > 40, "{steps:?}");
    for step in &steps {
        // Within one submission its few tasks are put in order.
        let is_sorted = step.contains("TEMP B-TREE") && !step.contains("LAST TERM");
        assert!(!step.starts_with("SCAN") && !is_sorted, "{step}");
    }
}

on_both! {
    fn what_is_open_is_counted_to_a_thousand_and_pages_say_no_more(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        let findings = "INSERT INTO tasks (id, dossier_id, kind, subject, credential, codes, since, due_at, work)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
            SELECT 'task-' || i, (SELECT dossier_id FROM listings), 'finding', 'clinicians/' || i, '', '',
                   '2026-11-20 12:00:00', '2026-11-24 12:00:00', 'finding' FROM n";
        desk.db.write(|conn| diesel::sql_query(findings).execute(conn).map_err(DbError::from)).expect("written");
        let now = desk.clock.now();
        assert_eq!(desk.db.read(|conn| tasks::count(conn, now)).expect("counts"), MOST_COUNTED + 1);
        assert_eq!(reads::tasks::count(&desk.db, now).expect("counts"), MOST_COUNTED + 1);
        let office = Office::open(&db);
        office.hire("audra@example.org", Role::Auditor);
        let page = office.signed_in("audra@example.org").get("/admin/tasks").body;
        assert!(page.contains("Tasks (more than 1000)") && page.contains("1000+"), "{page}");
    }
}
