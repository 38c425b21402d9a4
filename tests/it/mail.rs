//! Mail leaves the outbox: once, whole, in time; what a mail server does to it, and what is noted of that.

use std::sync::Mutex;

use chrono::Duration;
use vouchsafe::db::mails::{self, MailRow};
use vouchsafe::db::{Db, audit};
use vouchsafe::domain::mail::MailFailure;
use vouchsafe::mail::{Patience, Security, Smtp};
use vouchsafe::pipeline::post::{self, Step};
use vouchsafe::pipeline::{Desk, monitor, submit};

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::smtp::{Act, At, MailServer, smtp_to, smtp_with};

/// Puts numbered mails into the outbox.
fn write(desk: &Desk, count: usize) {
    for number in 0..count {
        let (to, now) = (format!("reader{number:03}@example.org"), desk.clock.now());
        desk.db.write(|c| mails::put(c, &to, "News", "Something happened.\n", now)).expect("written");
    }
}

fn step(desk: &Desk, smtp: &Smtp) -> Step {
    post::step(desk, smtp).expect("the outbox can be read")
}

/// Steps until nothing is due.
fn send_all(desk: &Desk, smtp: &Smtp) -> Vec<Step> {
    let mut steps = Vec::new();
    loop {
        match step(desk, smtp) {
            Step::Idle => return steps,
            step => steps.push(step),
        }
    }
}

fn outbox(db: &Db) -> Vec<MailRow> {
    db.read(|c| mails::newest(c, 1000)).expect("reads")
}

fn only(desk: &Desk) -> MailRow {
    let mut all = outbox(&desk.db);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn later(desk: &Desk, by: Duration) {
    desk.clock.set(desk.clock.now() + by);
}

fn bounces(desk: &Desk) -> usize {
    let all = desk.db.read(|c| audit::newest(c, None, 1000)).expect("reads");
    all.iter().filter(|l| l.action == "mail.bounced").count()
}

/// A server that says this at this point, and is well-behaved otherwise.
fn says(at: At, line: &'static str) -> MailServer {
    MailServer::start(move |now, _| if now == at { Act::Say(line) } else { Act::Well })
}

on_both! {
    fn a_letter_about_a_submission_arrives_once_and_says_that_no_person_wrote_it(db: TestDatabase) {
        let (desk, server) = (invented::desk(&db), MailServer::good());
        let submitted = submit::submit(&desk, &invented::dossier()).expect("taken");
        assert_eq!(send_all(&desk, &server.smtp()), [Step::Sent]);
        let row = only(&desk);
        assert_eq!((row.sent_at.map(|t| t.and_utc()), row.last_error), (Some(invented::noon()), None));
        let taken = server.taken();
        assert_eq!(taken.len(), 1);
        let mail = &taken[0];
        assert_eq!(mail.to, "ana@example.com");
        for (name, value) in [
            ("From", "\"A Directory\" <directory@example.com>"),
            ("To", "ana@example.com"),
            ("Message-ID", &format!("<{}@example.com>", row.id)),
            ("Date", "Mon, 23 Nov 2026 12:00:00 +0000"),
            ("Auto-Submitted", "auto-generated"),
            ("Content-Language", "en, es"),
            ("Content-Type", "text/plain; charset=utf-8"),
        ] {
            assert_eq!(mail.header(name), value, "{name}: {}", mail.message);
        }
        assert!(mail.header("Subject").contains(&submitted.reference), "{}", mail.message);
        later(&desk, Duration::days(30));
        assert_eq!(send_all(&desk, &server.smtp()), []);
    }

    fn many_senders_at_once_send_each_mail_once(db: TestDatabase) {
        let (desk, server) = (invented::desk(&db), MailServer::good());
        write(&desk, 40);
        std::thread::scope(|scope| {
            for _ in 0..6 {
                // Connections of its own, as another process has them.
                let (desk, smtp) = (Desk { db: db.main(), ..desk.clone() }, server.smtp());
                scope.spawn(move || {
                    while outbox(&desk.db).iter().any(|m| m.sent_at.is_none()) {
                        step(&desk, &smtp);
                    }
                });
            }
        });
        let mut to: Vec<String> = server.taken().into_iter().map(|t| t.to).collect();
        to.sort();
        let all: Vec<String> = (0..40).map(|n| format!("reader{n:03}@example.org")).collect();
        assert_eq!(to, all);
    }

    fn a_server_that_was_down_for_a_week_gets_everything_afterwards(db: TestDatabase) {
        let desk = invented::desk(&db);
        // An address of its own: nobody else may listen there while nobody should.
        let down = MailServer::start_at("127.0.0.77:0".parse().expect("an address"), |_, _| Act::Well);
        let (address, smtp) = (down.address(), down.smtp());
        drop(down);
        write(&desk, 3);
        for _ in 0..200 {
            assert_eq!(step(&desk, &smtp), Step::ServerTrouble);
            later(&desk, Duration::minutes(50));
        }
        let told = post::trouble(&desk.db, desk.clock.now()).expect("reads");
        let late = told.late.expect("they wait");
        assert_eq!((late.count, late.since, told.failed_in_all), (3, invented::noon(), 0));
        assert!(late.error.is_some_and(|e| e.to_lowercase().contains("connection")));
        let server = MailServer::start_at(address, |_, _| Act::Well);
        assert_eq!(send_all(&desk, &smtp), [Step::Sent; 3]);
        assert_eq!(server.taken().len(), 3);
        assert_eq!(post::trouble(&desk.db, desk.clock.now()).expect("reads").late, None);
    }

    fn a_server_that_does_not_know_us_is_no_fault_of_the_mail(db: TestDatabase) {
        let desk = invented::desk(&db);
        write(&desk, 1);
        for (at, line) in [
            (At::Greeting, "554 no service"),
            (At::Hello, "550 go away"),
            (At::Auth, "535 5.7.8 wrong password"),
            (At::From, "553 5.7.1 not your address"),
            (At::Recipient, "421 4.3.2 closing"),
        ] {
            let server = says(at, line);
            let smtp = smtp_to(&format!("smtp://ana:s3cret@{}", server.address()), Security::Plain);
            assert_eq!(step(&desk, &smtp), Step::ServerTrouble, "{line}");
            let row = only(&desk);
            assert_eq!((row.attempts, row.failed_at), (0, None), "{line}");
            assert!(!row.last_error.expect("said").contains("s3cret"));
            later(&desk, Duration::minutes(1));
        }
    }

    fn what_is_put_off_is_tried_after_pauses_that_double_and_is_given_up_after_days(db: TestDatabase) {
        let (desk, server) = (invented::desk(&db), says(At::Recipient, "450 4.2.0 come back, reader000@example.org"));
        let smtp = server.smtp();
        write(&desk, 1);
        assert_eq!(send_all(&desk, &smtp), [Step::PutOff]);
        later(&desk, Duration::seconds(59));
        assert_eq!(step(&desk, &smtp), Step::Idle);
        later(&desk, Duration::seconds(1));
        assert_eq!(send_all(&desk, &smtp), [Step::PutOff]);
        later(&desk, Duration::seconds(119));
        assert_eq!(step(&desk, &smtp), Step::Idle);
        let row = only(&desk);
        assert_eq!((row.attempts, row.last_error.as_deref()), (2, Some("transient error (450): 4.2.0 come back, (the recipient)")));
        while only(&desk).failed_at.is_none() {
            later(&desk, Duration::hours(6));
            step(&desk, &smtp);
        }
        let row = only(&desk);
        assert_eq!((row.attempts, row.failure.as_deref()), (post::TRIES, Some("tries_used_up")));
        later(&desk, Duration::days(1));
        assert_eq!(step(&desk, &smtp), Step::Idle, "no more tries");
        assert_eq!(server.heard().iter().filter(|l| l.starts_with("RCPT")).count() as i64, post::TRIES);
    }

    fn an_address_that_takes_no_mail_is_a_bounce_at_once_and_is_told(db: TestDatabase) {
        let (desk, server) = (invented::desk(&db), says(At::Recipient, "550 5.1.1 nobody of that name"));
        submit::submit(&desk, &invented::dossier()).expect("taken");
        write(&desk, 1);
        assert_eq!(send_all(&desk, &server.smtp()), [Step::GivenUp; 2]);
        let told = post::trouble(&desk.db, desk.clock.now()).expect("reads");
        assert_eq!((told.failed_in_all, told.failed.len()), (2, 2));
        assert!(told.failed.iter().all(|f| f.failure == MailFailure::AddressRefused && f.error.contains("nobody of that name")));
        // The clinic's address is an organization's contact; the reader's is not.
        assert_eq!(bounces(&desk), 1);
        assert!(desk.db.read(audit::faults).expect("reads").is_empty());
        later(&desk, Duration::days(15));
        assert_eq!(post::trouble(&desk.db, desk.clock.now()).expect("reads").failed_in_all, 0, "not for ever");
    }

    fn a_refusal_by_rule_is_tried_again_since_it_may_be_ours_to_put_right(db: TestDatabase) {
        let desk = invented::desk(&db);
        for (at, line) in [(At::Recipient, "550 5.7.1 relaying denied"), (At::Content, "550 5.7.26 no records for your domain")] {
            let server = says(at, line);
            write(&desk, 1);
            assert_eq!(send_all(&desk, &server.smtp()), [Step::PutOff], "{line}");
        }
        assert_eq!(bounces(&desk), 0);
    }

    fn a_text_that_is_refused_is_given_up_and_is_no_bounce(db: TestDatabase) {
        let (desk, server) = (invented::desk(&db), says(At::Content, "554 5.6.0 not this text"));
        submit::submit(&desk, &invented::dossier()).expect("taken");
        assert_eq!(send_all(&desk, &server.smtp()), [Step::GivenUp]);
        assert_eq!(only(&desk).failure.as_deref(), Some("content_refused"));
        assert_eq!(bounces(&desk), 0);
    }

    fn an_address_that_is_none_is_given_up_without_a_word_to_the_server(db: TestDatabase) {
        let (desk, server) = (invented::desk(&db), MailServer::good());
        for to in ["no address", "ana@example.org\r\nDATA", "a@example.org,b@example.org"] {
            desk.db.write(|c| mails::put(c, to, "News", "Text\n", desk.clock.now())).expect("written");
        }
        assert_eq!(send_all(&desk, &server.smtp()), [Step::GivenUp; 3]);
        assert_eq!(server.heard(), Vec::<String>::new());
    }

    fn a_server_that_dies_midway_has_nothing_until_the_mail_is_sent_again(db: TestDatabase) {
        let desk = invented::desk(&db);
        write(&desk, 1);
        for at in [At::Greeting, At::Hello, At::From, At::Recipient, At::Data, At::Content] {
            let dies = MailServer::start(move |now, _| if now == at { Act::Leave } else { Act::Well });
            let step = step(&desk, &dies.smtp());
            assert!(matches!(step, Step::PutOff | Step::ServerTrouble), "{at:?}: {step:?}");
            assert_eq!((dies.taken().len(), only(&desk).sent_at), (0, None), "{at:?}");
            later(&desk, Duration::hours(1));
        }
        let server = MailServer::good();
        assert_eq!(send_all(&desk, &server.smtp()), [Step::Sent]);
        assert_eq!(server.taken().len(), 1);
    }

    fn a_server_that_took_a_mail_and_never_said_so_gets_the_same_message_again(db: TestDatabase) {
        let desk = invented::desk(&db);
        write(&desk, 1);
        let tries = Mutex::new(0);
        let server = MailServer::start(move |at, _| {
            let mut tries = tries.lock().expect("not poisoned");
            *tries += i32::from(at == At::Content);
            if at == At::Content && *tries == 1 { Act::TakeAndLeave } else { Act::Well }
        });
        assert_eq!(step(&desk, &server.smtp()), Step::PutOff);
        later(&desk, Duration::minutes(1));
        assert_eq!(step(&desk, &server.smtp()), Step::Sent);
        let taken = server.taken();
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0], taken[1], "byte for byte");
        assert!(taken[0].header("Message-ID").contains(&only(&desk).id));
    }

    fn a_process_killed_between_the_servers_word_and_our_note_leaves_a_mail_that_goes_again_with_its_id(db: TestDatabase) {
        let (desk, server) = (invented::desk(&db), MailServer::good());
        write(&desk, 1);
        // What the dead process did: it took the mail and handed it over, and noted nothing.
        let now = desk.clock.now();
        let mail = desk.db.write(|c| mails::take(c, now, Duration::minutes(5))).expect("reads").expect("due");
        let letter = vouchsafe::mail::Letter {
            id: &mail.id,
            to: &mail.recipient,
            subject: &mail.subject,
            body: &mail.body,
            languages: &mail.languages,
            written_at: mail.written_at.and_utc(),
        };
        let hold = || desk.db.write(|c| mails::hold(c, &mail, now + Duration::minutes(12))).is_ok();
        server.smtp().send(&letter, hold).expect("handed over").end();
        later(&desk, Duration::minutes(11));
        assert_eq!(step(&desk, &server.smtp()), Step::Idle, "it may be alive");
        later(&desk, Duration::minutes(1));
        assert_eq!(step(&desk, &server.smtp()), Step::Sent);
        let taken = server.taken();
        assert_eq!((taken.len(), &taken[0]), (2, &taken[1]));
    }

    fn who_was_so_slow_that_another_took_the_mail_does_not_send_it(db: TestDatabase) {
        let desk = invented::desk(&db);
        write(&desk, 1);
        let other = Desk { db: db.main(), ..desk.clone() };
        let quick = MailServer::good();
        let smtp = quick.smtp();
        let slow = MailServer::start(move |at, _| {
            if at == At::Recipient {
                // Minutes pass here, and another process takes and sends the mail.
                later(&other, Duration::minutes(6));
                assert_eq!(step(&other, &smtp), Step::Sent);
            }
            Act::Well
        });
        assert_eq!(step(&desk, &slow.smtp()), Step::NotOurs);
        assert_eq!((slow.taken().len(), quick.taken().len()), (0, 1));
        assert!(!slow.heard().iter().any(|l| l == "DATA"));
    }

    fn lines_that_look_like_an_end_arrive_as_they_were_written(db: TestDatabase) {
        let (desk, server) = (invented::desk(&db), MailServer::good());
        let body = "One\n.\n..two\nQUIT\n";
        desk.db.write(|c| mails::put(c, "ana@example.org", "News", body, desk.clock.now())).expect("written");
        assert_eq!(send_all(&desk, &server.smtp()), [Step::Sent]);
        let taken = server.taken().remove(0);
        let (_, text) = taken.message.split_once("\r\n\r\n").expect("head and text");
        assert_eq!(text.trim_end(), "One\r\n.\r\n..two\r\nQUIT");
    }

    fn address_and_text_are_erased_a_month_after_the_end_and_not_while_a_mail_waits(db: TestDatabase) {
        let (desk, server) = (invented::desk(&db), says(At::Recipient, "550 5.1.1 nobody"));
        write(&desk, 2);
        assert_eq!(step(&desk, &MailServer::good().smtp()), Step::Sent);
        assert_eq!(step(&desk, &server.smtp()), Step::GivenUp);
        write(&desk, 1);
        let full = || outbox(&desk.db).iter().filter(|m| !m.body.is_empty() && !m.recipient.is_empty()).count();
        for (days, left) in [(29, 3), (2, 1), (400, 1)] {
            later(&desk, Duration::days(days));
            monitor::pass(&desk).expect("done");
            assert_eq!(full(), left, "after {days} more days");
        }
        assert_eq!(step(&desk, &MailServer::good().smtp()), Step::Sent, "what waited still goes");
    }

    fn a_server_that_says_nothing_is_left_and_the_mail_waits(db: TestDatabase) {
        let desk = invented::desk(&db);
        write(&desk, 1);
        let soon = std::time::Duration::from_millis(200);
        for at in [At::Greeting, At::Hello, At::From, At::Recipient, At::Data, At::Content] {
            let hangs = MailServer::start(move |now, _| if now == at { Act::Hang } else { Act::Well });
            let smtp = smtp_with(&hangs.url(), Security::Plain, Patience { answer: soon, acceptance: soon });
            let step = step(&desk, &smtp);
            assert!(matches!(step, Step::PutOff | Step::ServerTrouble), "{at:?}: {step:?}");
            later(&desk, Duration::hours(1));
        }
        assert_eq!(only(&desk).sent_at, None);
    }
}

#[test]
fn where_the_way_must_be_private_nothing_is_said_in_the_clear() {
    let db = TestDatabase::sqlite();
    let (desk, server) = (invented::desk(&db), MailServer::good());
    write(&desk, 1);
    let url = format!("smtp://ana:s3cret@{}", server.address());
    for security in [Security::StartTls, Security::Tls] {
        let soon = std::time::Duration::from_secs(2);
        let smtp = smtp_with(&url, security, Patience { answer: soon, acceptance: soon });
        assert_eq!(step(&desk, &smtp), Step::ServerTrouble, "{security:?}");
        later(&desk, Duration::minutes(1));
    }
    assert!(
        server.heard().iter().all(|l| l.starts_with("EHLO") || l == "QUIT" || !l.is_ascii()),
        "{:?}",
        server.heard()
    );
    assert!(server.taken().is_empty());
}
