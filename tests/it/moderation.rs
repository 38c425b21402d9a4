//! What people write about others is looked at by a person who calls before anything is said in public.

use chrono::Duration;
use vouchsafe::db::{comments, reports};
use vouchsafe::domain::comment::CommentState;
use vouchsafe::domain::report::ReportState;
use vouchsafe::pipeline::{index, monitor};

use crate::on_both;
use crate::report_pages::{post, send};
use crate::reports::{AUDITOR, PAT, act, answer, called, noted, open, report, staffed};
use crate::support::browser::Office;

const BOARD: &str = "Oregon Medical Board";
const MEDWATCH: [&str; 2] = [
    "https://www.fda.gov/safety/medwatch-fda-safety-information-and-adverse-event-reporting-program",
    "https://www.accessdata.fda.gov/scripts/medwatch/",
];

/// Writes a comment that speaks of a crisis, or one that does not.
fn comment(office: &Office, path: &str, text: &str) {
    let mut reader = office.browser();
    let form = reader.get(path);
    let sent = post(&mut reader, path, &form, &[("text", text), ("name", "J."), ("consent", "true")]);
    assert_eq!(sent.status, 303, "{}", sent.body);
}

on_both! {
    fn no_note_about_a_phone_is_public_without_a_call_of_ours(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        report(&office, "dead_phone", "", "rival@example.org");
        report(&office, "dead_phone", "", "rival.too@example.org");
        assert!(!noted(&desk, &office), "two people are easily one");
        let mut pat = office.signed_in(PAT);
        let at = open(&desk).remove(0);
        let page = pat.get(&at);
        assert!(page.body.contains("Call before anything is said in public"), "{}", page.body);
        let to = format!("{at}/call");
        for (fields, field) in [
            (vec![("note", "yes")], "call-result"),
            (vec![("note", "yes"), ("words", "I called.")], "call-result"),
            (vec![("note", "yes"), ("result", "no_answer"), ("words", " ")], "call-words"),
        ] {
            let refused = act(&mut pat, &page, &to, &fields);
            assert_eq!(refused.status, 422, "{fields:?}");
            assert!(refused.body.contains(&format!("href=\"#{field}\"")) && refused.body.contains(&format!("id=\"{field}-error\"")), "{}", refused.body);
            assert_eq!(refused.body.matches("Nothing is public without a call of ours").count() + refused.body.matches("nothing is public without a call of ours").count(), 2);
        }
        let answered = called(&mut pat, &at, "answered", true);
        assert!(answered.status == 422 && answered.body.contains("The phone was answered: there is nothing to say in public."), "{}", answered.body);
        assert!(answered.body.contains("it rang out."), "nothing that was written is lost");
        assert!(!noted(&desk, &office));
        assert_eq!(called(&mut pat, &at, "no_answer", true).status, 303);
        assert!(noted(&desk, &office));
        let after = pat.get(&at).body;
        for said in ["Nobody answered, or the number is out of service", PAT, "it rang out.", "The note on the listing may stand", "Being checked"] {
            assert!(after.contains(said), "{said}: {after}");
        }
        assert!(pat.get("/admin/work?mine=yes").body.contains(&at), "whoever calls is looking into it");
        assert_eq!(act(&mut pat, &page, &to, &[("result", "answered"), ("words", "Again.")]).status, 409, "the page was old");
        // Another call reaches somebody: the note goes, whichever of the reports it was noted at.
        let other = open(&desk).into_iter().find(|other| *other != at).expect("two");
        assert_eq!(called(&mut pat, &other, "answered", false).status, 303);
        assert!(!noted(&desk, &office));
        assert!(pat.get("/admin/audit").body.contains(">noted a call about a report</td>"));
        let mut ada = office.signed_in(AUDITOR);
        assert!(!ada.get(&at).body.contains(&to));
        assert_eq!(desk.db.read(vouchsafe::db::audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn no_number_of_reports_takes_a_listing_out_of_sight(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        for n in 0..6 {
            for reason in ["unsafe_care", "not_us", "dead_phone", "not_accepting"] {
                report(&office, reason, "It is bad.", &format!("person-{n}@example.org"));
            }
            office.clock.advance(Duration::hours(25));
            desk.clock.set(office.clock.now());
            monitor::pass(&desk).expect("works");
        }
        let is_there = || index::build(&desk).expect("builds").providers().count() == 1;
        assert!(is_there() && !noted(&desk, &office));
        let mut pat = office.signed_in(PAT);
        for at in open(&desk) {
            assert_eq!(answer(&mut pat, &at, "provider_asked", "We called them.").status, 303);
        }
        monitor::pass(&desk).expect("works");
        assert!(is_there(), "nor does an answer");
        assert_eq!(office.browser().get("/providers/quiet-harbor-psychiatry").status, 200);
    }

    fn unsafe_care_and_words_of_a_crisis_come_first_and_lead_to_the_board_and_to_medwatch(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        report(&office, "wrong_price", "It costs more.", "");
        comment(&office, "/providers/quiet-harbor-psychiatry/comments", "Kind people.");
        office.clock.advance(Duration::hours(30));
        report(&office, "unsafe_care", "Nobody stayed with me.", "");
        comment(&office, "/providers/quiet-harbor-psychiatry/comments", "Some days I don't want to live.");
        comment(&office, "/guide/risks/comments", "I want to die.");
        let mut pat = office.signed_in(PAT);
        let queued = desk.db.read(|c| reports::in_states(c, ReportState::OPEN, 10, 0)).expect("reads");
        let (grave, usual) = (format!("/admin/reports/{}", queued[0].report.id), format!("/admin/reports/{}", queued[1].report.id));
        let waiting = desk.db.read(|c| comments::in_state(c, CommentState::Waiting, 10, 0)).expect("reads");
        let address = |n: usize| format!("/admin/comments/{}", waiting[n].comment.id);
        assert_eq!(waiting.iter().map(|c| c.comment.is_urgent).collect::<Vec<_>>(), [true, true, false]);
        let work = pat.get("/admin/work").body;
        let at = |text: &str| work.find(&format!("href=\"{text}\"")).unwrap_or_else(|| panic!("{text}: {work}"));
        let first = [at(&grave), at(&address(0)), at(&address(1))];
        assert!(first.iter().max() < [at(&usual), at(&address(2))].iter().min(), "{first:?}");
        let list = pat.get("/admin/reports").body;
        assert!(list.find(&grave) < list.find(&usual), "{list}");

        for (page, board) in [(&grave, true), (&address(0), true), (&address(1), false)] {
            let body = pat.get(page).body.replace("&#x2F;", "/");
            assert!(MEDWATCH.iter().all(|link| body.contains(&format!("href=\"{link}\" rel=\"noreferrer\""))), "{body}");
            assert_eq!(body.contains(BOARD), board, "{body}");
            assert!(body.contains("for what a licensed person did") && body.contains("for harm from a medicine or a device"), "{body}");
        }
        for page in [&usual, &address(2)] {
            assert!(!pat.get(page).body.contains("MedWatch"), "{page}");
        }
        let sent = send(&mut office.browser(), "/providers/quiet-harbor-psychiatry/report", &[("reason", "unsafe_care"), ("text", "x")]);
        assert_eq!(sent.status, 303, "anybody may report");
    }
}
