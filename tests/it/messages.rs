//! Messages between a provider and the reviewers: sealed, dated, new until opened, sent once, erased with the submission.

use chrono::Duration;
use vouchsafe::db::submissions::{self, Submission};
use vouchsafe::db::{audit, mails, messages as stored};
use vouchsafe::domain::message::KEPT_DAYS;
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::message::{self, MessageError};
use vouchsafe::pipeline::{Desk, monitor, submit};

use crate::on_both;
use crate::support::browser::Office;
use crate::support::invented;
use crate::support::practice::Practice;

const RITA: &str = "rita@vouchsafe.example";

struct Scene {
    desk: Desk,
    submission: Submission,
}

impl Scene {
    fn open(desk: Desk) -> Self {
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
        let submission = desk.db.read(|c| submissions::get(c, &id)).expect("there");
        Scene { desk, submission }
    }

    fn texts(&self) -> Vec<String> {
        message::list(&self.desk, &self.submission.id).expect("reads").into_iter().map(|m| m.text).collect()
    }

    fn acts(&self, action: &str) -> Vec<String> {
        let subject = format!("submission/{}", self.submission.id);
        let all = self.desk.db.read(|c| audit::of_subject(c, &subject)).expect("reads");
        all.iter().filter(|a| a.action == action).map(|a| format!("{} {:?}", a.actor, a.payload)).collect()
    }

    fn status(&self, below: &str) -> String {
        let reference = &self.submission.reference;
        format!("/status/{reference}{below}?key={}", submit::status_key(&self.desk, reference))
    }
}

on_both! {
    fn a_message_is_sealed_and_sent_once_also_at_once(db: TestDatabase) {
        let scene = Scene::open(invented::desk(&db));
        std::thread::scope(|s| {
            let write = || message::write(&scene.desk, &scene.submission, " The board moved me. ", "form-1");
            let all: Vec<_> = (0..4).map(|_| s.spawn(write)).collect();
            all.into_iter().for_each(|t| t.join().expect("no panic").expect("taken"));
        });
        assert_eq!(scene.texts(), ["The board moved me."]);
        let rows = scene.desk.db.read(|c| stored::of(c, &scene.submission.id)).expect("reads");
        assert!(!rows[0].sealed.contains("board"), "{}", rows[0].sealed);
        let acts = scene.acts("message.written");
        assert!(acts.len() == 1 && !acts[0].contains("board"), "{acts:?}");
    }

    fn an_hour_has_five_and_what_does_not_fit_is_refused(db: TestDatabase) {
        let scene = Scene::open(invented::desk(&db));
        let write = |text: &str, form: &str| message::write(&scene.desk, &scene.submission, text, form);
        assert!(matches!(write("  ", "e"), Err(MessageError::Empty)));
        assert!(matches!(write(&"ñ".repeat(2001), "l"), Err(MessageError::TooLong)));
        for n in 0..5 {
            write(&"ñ".repeat(2000), &format!("form-{n}")).expect("taken");
        }
        assert!(matches!(write("one more", "form-5"), Err(MessageError::TooMany)));
        write("the fifth again", "form-4").expect("it is there already");
        assert_eq!(scene.texts().len(), 5);
        message::answer(&scene.desk, &invented::reviewer(), &scene.submission.id, "An answer is not counted.", "a").expect("taken");
        scene.desk.clock.advance(Duration::minutes(61));
        write("an hour later", "form-6").expect("taken");
        submit::withdraw(&scene.desk, &scene.submission).expect("taken back");
        assert!(matches!(write("too late", "form-7"), Err(MessageError::Closed(_))));
    }

    fn messages_go_thirty_days_after_the_end_and_not_before(db: TestDatabase) {
        let scene = Scene::open(invented::desk(&db));
        message::write(&scene.desk, &scene.submission, "Hello", "form-1").expect("taken");
        scene.desk.clock.advance(Duration::days(KEPT_DAYS + 5));
        monitor::pass(&scene.desk).expect("worked");
        assert_eq!(scene.texts().len(), 1, "the submission is open");
        let now = scene.desk.db.read(|c| submissions::get(c, &scene.submission.id)).expect("there");
        submit::withdraw(&scene.desk, &now).expect("taken back");
        scene.desk.clock.advance(Duration::days(KEPT_DAYS - 1));
        monitor::pass(&scene.desk).expect("worked");
        assert_eq!(scene.texts().len(), 1);
        scene.desk.clock.advance(Duration::days(2));
        monitor::pass(&scene.desk).expect("worked");
        assert_eq!(scene.texts().len(), 0);
    }

    fn a_provider_writes_a_reviewer_opens_it_and_answers_and_the_mail_does_not_say_what(db: TestDatabase) {
        let office = Office::open(&db);
        let scene = Scene::open(Practice::open(&db, &office.clock).desk);
        let mut ana = office.browser();
        let page = ana.get(&scene.status(""));
        let to = format!("/status/{}/messages", scene.submission.reference);
        let fields = |text: &str, key: &str| {
            let once = page.hidden("once");
            [("form_token", page.hidden_after("id=\"messages\"", "form_token")), ("once", once), ("key", key.to_string()), ("text", text.to_string())]
        };
        let key = submit::status_key(&scene.desk, &scene.submission.reference);
        assert_eq!(ana.post(&to, &fields("Hello <b>there</b>", "no")).status, 404, "another's reference");
        let empty = ana.post(&to, &fields(" ", &key));
        assert!(empty.status == 422 && empty.body.contains("Write your message first."), "{}", empty.body);
        let long = ana.post(&to, &fields(&"kept ".repeat(500), &key));
        assert!(long.status == 422 && long.body.contains("kept kept") && long.body.contains("at most 2000 characters"), "{}", long.body);
        assert_eq!(ana.post_from(&to, &fields("Hello", &key), "cross-site").status, 403);
        for _ in 0..2 {
            assert_eq!(ana.post(&to, &fields("Hello <b>there</b>\nsecond line", &key)).status, 303);
        }
        assert_eq!(scene.texts(), ["Hello <b>there</b>\nsecond line"]);
        let back = ana.get(&scene.status(""));
        assert!(back.body.contains("You wrote") && back.body.contains("Hello &lt;b&gt;there"), "{}", back.body);
        assert!(ana.get(&format!("/es{}", scene.status(""))).body.contains("Usted escribió"));

        office.hire(RITA, Role::Reviewer);
        let mut rita = office.signed_in(RITA);
        assert!(rita.get("/admin/queue").body.contains("new message"));
        let review = format!("/admin/submissions/{}", scene.submission.id);
        let shut = rita.get(&review);
        assert!(shut.body.contains("1 new") && !shut.body.contains("second line"), "{}", shut.body);
        assert!(rita.get("/admin/queue").body.contains("new message"), "looking changed it");
        assert_eq!(rita.post(&format!("{review}/messages/open"), &[("form_token", shut.token())]).status, 303);
        let open = rita.get(&review);
        assert!(open.body.contains("Hello &lt;b&gt;there") && open.body.contains("second line"), "{}", open.body);
        assert!(!rita.get("/admin/queue").body.contains("new message"));
        assert_eq!(scene.acts("message.opened").len(), 1);

        let answer = |text: &str| {
            [("form_token", open.token()), ("once", open.hidden_after("id=\"message\"", "once")), ("text", text.to_string())]
        };
        let nothing = rita.post(&format!("{review}/messages"), &answer(""));
        assert!(nothing.status == 422 && nothing.body.contains("Write what the provider shall read."), "{}", nothing.body);
        for _ in 0..2 {
            assert_eq!(rita.post(&format!("{review}/messages"), &answer("We called the board.")).status, 303);
        }
        let mails = scene.desk.db.read(|c| mails::newest(c, 50)).expect("reads");
        let told: Vec<_> = mails.iter().filter(|m| m.subject.contains("You have a message from us")).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].body.contains(&scene.status("")) && !told[0].body.contains("called the board"), "{}", told[0].body);
        let read = ana.get(&scene.status(""));
        assert!(read.body.contains("We wrote") && read.body.contains("We called the board."), "{}", read.body);
        assert!(!read.body.contains(RITA), "who reviews is nobody's business");
    }

    fn a_reader_of_the_staff_cannot_open_or_answer(db: TestDatabase) {
        let office = Office::open(&db);
        let scene = Scene::open(Practice::open(&db, &office.clock).desk);
        message::write(&scene.desk, &scene.submission, "Only for reviewers", "form-1").expect("taken");
        office.hire("olga@vouchsafe.example", Role::Auditor);
        let mut olga = office.signed_in("olga@vouchsafe.example");
        let review = format!("/admin/submissions/{}", scene.submission.id);
        let page = olga.get(&review);
        assert!(page.status == 200 && !page.body.contains("Open what is new"), "{}", page.body);
        assert_eq!(olga.post(&format!("{review}/messages/open"), &[("form_token", page.token())]).status, 403);
        assert_eq!(olga.post(&format!("{review}/messages"), &[("form_token", page.token())]).status, 403);
        assert!(message::list(&scene.desk, &scene.submission.id).expect("reads")[0].is_new);
    }

    fn the_record_has_the_answers_the_checks_and_the_signature_and_no_secret(db: TestDatabase) {
        let office = Office::open(&db);
        let scene = Scene::open(Practice::open(&db, &office.clock).desk);
        let mut ana = office.browser();
        let record = ana.get(&scene.status("/record"));
        assert_eq!(record.status, 200, "{}", record.body);
        for said in [
            scene.submission.reference.as_str(),
            "Quiet Harbor Psychiatry",
            "100 SE Invented St",
            "MD123456",
            "Ana Reyes",
            "ana@example.com",
            "NPPES",
            "Passed",
            "Not checked",
        ] {
            assert!(record.body.contains(said), "{said}: {}", record.body);
        }
        for secret in ["1979-03-14", "3/14/1979", "Mar 14, 1979", "FR1234563"] {
            assert!(!record.body.contains(secret), "{secret} is shown");
        }
        assert!(ana.get(&scene.status("")).body.contains("A record to print or keep"));
        assert!(ana.get(&format!("/es{}", scene.status("/record"))).body.contains("Constancia de"));
        let bare = format!("/status/{}/record", scene.submission.reference);
        assert_eq!((ana.get(&bare).status, ana.get(&format!("{bare}?key=no")).status), (404, 404));
    }
}
