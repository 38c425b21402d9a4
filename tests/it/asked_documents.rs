//! A reviewer who asks for changes can ask for a document, and the mail and the status page say so.

use vouchsafe::db::{mails, submissions};
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::submit;

use crate::on_both;
use crate::support::browser::Office;
use crate::support::invented;
use crate::support::practice::Practice;

on_both! {
    fn a_document_that_is_asked_for_stands_in_the_mail_and_on_the_status_page_until_the_next_decision(db: TestDatabase) {
        let office = Office::open(&db);
        let desk = Practice::open(&db, &office.clock).desk;
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
        let read = || desk.db.read(|c| submissions::get(c, &id)).expect("there");
        let reference = read().reference;
        let key = submit::status_key(&desk, &reference);
        let documents = format!("/status/{reference}/documents?key={key}");
        office.hire("rita@vouchsafe.example", Role::Reviewer);
        let mut rita = office.signed_in("rita@vouchsafe.example");
        let review = format!("/admin/submissions/{id}");
        let ask = |token: String, document: &[(&'static str, String)]| {
            let fields = [
                ("form_token", token),
                ("version", read().version.to_string()),
                ("decision", "ask_for_changes".into()),
                ("reason", "missing_information".into()),
                ("text", "The insurance has ended.".into()),
            ];
            [&fields[..], document].concat()
        };
        let token = rita.get(&review).token();
        let long = [("document", "yes".to_string()), ("document_what", "x".repeat(301))];
        let refused = rita.post(&format!("{review}/decision"), &ask(token.clone(), &long));
        assert!(refused.status == 422 && refused.body.contains("Name the document in at most 300 characters."), "{}", refused.body);
        assert!(refused.body.contains(&"x".repeat(301)), "what was typed is lost");
        let named = [("document", "yes".to_string()), ("document_what", "The new certificate <all pages>".to_string())];
        assert_eq!(rita.post(&format!("{review}/decision"), &ask(token, &named)).status, 303);
        let mail = desk.db.read(|c| mails::newest(c, 1)).expect("reads").remove(0);
        for said in ["The insurance has ended.", "The new certificate <all pages>", documents.as_str()] {
            assert_eq!(mail.body.matches(said).count(), 2, "{said}: {}", mail.body);
        }
        let status = office.browser().get(&format!("/status/{reference}?key={key}")).body;
        for said in ["We asked you for a document.", "The new certificate &lt;all pages&gt;", documents.as_str()] {
            assert!(status.contains(said), "{said}: {status}");
        }
        submit::resubmit(&desk, &read(), &invented::dossier()).expect("sent again");
        let status = office.browser().get(&format!("/status/{reference}?key={key}")).body;
        assert!(!status.contains("We asked you for a document."), "{status}");
        let token = rita.get(&review).token();
        assert_eq!(rita.post(&format!("{review}/decision"), &ask(token, &[])).status, 303);
        let status = office.browser().get(&format!("/status/{reference}?key={key}")).body;
        assert!(!status.contains("We asked you for a document."), "the newest decision asks for none");
    }
}
