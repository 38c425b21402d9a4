//! Every list of what waits for staff is read along an index as far as its page goes, however much there is.

use vouchsafe::db::{DbError, comments, evidence, listing_requests, reports, submissions, tasks};
use vouchsafe::domain::comment::CommentState;
use vouchsafe::domain::listing_request::RequestState;
use vouchsafe::domain::report::ReportState;

use crate::queue::plans;
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
