//! Staff accounts: one-time links, signing in, sessions, and how guessing is slowed down.

use std::net::{IpAddr, Ipv4Addr};

use chrono::{DateTime, Duration, Utc};
use vouchsafe::clock::Clock;
use vouchsafe::db::Db;
use vouchsafe::db::audit::{self, Actor};
use vouchsafe::domain::staff::Role;
use vouchsafe::keys::Keys;
use vouchsafe::staff::{Accounts, InviteError, Secret, SignInError, SignedIn, Slot, WeakPassword, WelcomeError};

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::server::public_url;

const EMAIL: &str = "pat@example.org";
const BROWSER: &str = "Firefox on Linux";
const PASSWORD: &str = "four calm green herons";
const OFFICE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7));

struct Desk {
    accounts: Accounts,
    clock: Clock,
    db: Db,
    secret: Secret,
}

fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().expect("a time")
}

/// Nobody works here yet.
fn empty(db: &TestDatabase) -> Desk {
    let (main, clock) = (db.main(), Clock::fixed(noon()));
    let accounts = Accounts::new(main.clone(), Keys::from_bytes([7; 32]), clock.clone(), public_url());
    Desk { accounts, clock, db: main, secret: Secret::from_bytes([9; 20]) }
}

/// Pat works here as a reviewer.
fn staffed(db: &TestDatabase) -> Desk {
    let desk = empty(db);
    desk.accounts.plant(EMAIL, Role::Reviewer, PASSWORD, &desk.secret).expect("planted");
    desk
}

impl Desk {
    fn slot(&self) -> Slot {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(self.accounts.slot())
    }

    fn invite(&self, role: Role) -> String {
        let path = self.accounts.invite(&Actor::Program("test"), EMAIL, role).expect("invited").path;
        path.strip_prefix("/admin/welcome/").expect("a welcome link").to_string()
    }

    fn code(&self) -> String {
        self.secret.code(self.clock.now())
    }

    fn sign_in(&self, email: &str, password: &str, code: &str, from: IpAddr) -> Result<SignedIn, SignInError> {
        let admitted = self.accounts.admit(email, from).expect("admitted");
        self.accounts.sign_in(self.slot(), &admitted, password, code, BROWSER)
    }

    fn signed_in(&self) -> String {
        self.sign_in(EMAIL, PASSWORD, &self.code(), OFFICE).expect("signed in").token
    }

    fn role_of(&self, token: &str) -> Option<Role> {
        self.accounts.visitor(token).expect("asked").map(|v| v.role)
    }

    fn actions(&self) -> Vec<String> {
        let logged = self.db.read(|c| audit::newest(c, None, 1_000)).expect("reads the log");
        logged.into_iter().rev().map(|l| l.action).collect()
    }
}

on_both! {
    fn a_link_is_printed_again_until_it_is_used_and_then_says_so(db: TestDatabase) {
        let desk = empty(&db);
        let link = desk.invite(Role::Reviewer);
        assert_eq!(desk.invite(Role::Reviewer), link);
        assert_eq!(desk.invite(Role::Auditor), link, "another role, the same link");
        for _ in 0..50 {
            assert_eq!(desk.accounts.invited(&link).expect("still valid").role, Role::Auditor);
        }
        let secret = desk.accounts.invited(&link).expect("valid").secret;
        let code = secret.code(desk.clock.now());
        let signed_in = desk.accounts.welcome(desk.slot(), &link, PASSWORD, &code, BROWSER).expect("welcome");
        assert_eq!(desk.role_of(&signed_in.token), Some(Role::Auditor));
        assert!(matches!(desk.accounts.invited(&link), Err(WelcomeError::Used)));
        assert!(matches!(desk.accounts.welcome(desk.slot(), &link, PASSWORD, &code, BROWSER), Err(WelcomeError::Used)));
        let again = desk.accounts.invite(&Actor::Program("test"), "PAT@example.org ", Role::Auditor);
        assert!(matches!(again, Err(InviteError::Used { .. })));
        assert_eq!(desk.actions(), ["staff.invited", "staff.role_changed", "staff.activated"]);
    }

    fn a_refused_password_or_code_leaves_the_link_as_it_was(db: TestDatabase) {
        let desk = empty(&db);
        let link = desk.invite(Role::Administrator);
        let code = desk.accounts.invited(&link).expect("valid").secret.code(desk.clock.now());
        let short = desk.accounts.welcome(desk.slot(), &link, "short", &code, BROWSER);
        assert!(matches!(short, Err(WelcomeError::Password(WeakPassword::Short))));
        assert!(matches!(desk.accounts.welcome(desk.slot(), &link, PASSWORD, "000000", BROWSER), Err(WelcomeError::Code)));
        assert!(desk.accounts.welcome(desk.slot(), &link, PASSWORD, &code, BROWSER).is_ok());
    }

    fn a_link_that_was_not_made_here_leads_nowhere(db: TestDatabase) {
        let desk = empty(&db);
        let link = desk.invite(Role::Administrator);
        let (id, signature) = link.split_once('.').expect("two parts");
        let forged = format!("{id}.{}", signature.chars().rev().collect::<String>());
        for bad in [forged.as_str(), id, "", "x.y", &format!("{id}.")] {
            assert!(matches!(desk.accounts.invited(bad), Err(WelcomeError::NoSuchLink)), "{bad}");
        }
        let other_key = Accounts::new(db.main(), Keys::from_bytes([8; 32]), desk.clock.clone(), public_url());
        assert!(matches!(other_key.invited(&link), Err(WelcomeError::NoSuchLink)));
    }

    fn every_way_to_be_wrong_has_one_answer(db: TestDatabase) {
        let desk = staffed(&db);
        let answers = [
            desk.sign_in("nobody@example.org", PASSWORD, &desk.code(), OFFICE),
            desk.sign_in(EMAIL, "four calm green heron", &desk.code(), OFFICE),
            desk.sign_in(EMAIL, PASSWORD, "000000", OFFICE),
            desk.sign_in(EMAIL, "", "", OFFICE),
        ];
        for answer in answers {
            assert!(matches!(answer, Err(SignInError::Refused)), "{answer:?}");
        }
        assert!(desk.sign_in(" Pat@Example.ORG", PASSWORD, &desk.code(), OFFICE).is_ok());
        assert_eq!(desk.actions().iter().filter(|a| *a == "staff.sign_in_refused").count(), 4);
    }

    fn an_invited_account_cannot_sign_in(db: TestDatabase) {
        let desk = empty(&db);
        desk.invite(Role::Administrator);
        assert!(matches!(desk.sign_in(EMAIL, PASSWORD, "000000", OFFICE), Err(SignInError::Refused)));
    }

    fn a_code_works_once_and_never_after_a_newer_one(db: TestDatabase) {
        let desk = staffed(&db);
        let first = desk.code();
        let session = desk.sign_in(EMAIL, PASSWORD, &first, OFFICE).expect("signed in").token;
        assert!(matches!(desk.sign_in(EMAIL, PASSWORD, &first, OFFICE), Err(SignInError::Refused)), "replayed");
        desk.clock.advance(Duration::seconds(30));
        assert!(matches!(desk.sign_in(EMAIL, PASSWORD, &first, OFFICE), Err(SignInError::Refused)), "replayed later");
        let again = desk.sign_in(EMAIL, PASSWORD, &desk.code(), OFFICE).expect("signed in").token;
        assert_ne!(again, session, "each sign-in has a token of its own");
    }

    fn of_many_sign_ins_with_one_code_at_once_one_succeeds(db: TestDatabase) {
        let desk = staffed(&db);
        let code = desk.code();
        let admitted: Vec<_> = (0..4).map(|_| desk.accounts.admit(EMAIL, OFFICE).expect("admitted")).collect();
        let slots: Vec<_> = (0..4).map(|_| desk.slot()).collect();
        let won = std::thread::scope(|scope| {
            let tries: Vec<_> = admitted
                .iter()
                .zip(slots)
                .map(|(admitted, slot)| scope.spawn(|| desk.accounts.sign_in(slot, admitted, PASSWORD, &code, BROWSER)))
                .collect();
            tries.into_iter().filter_map(|t| t.join().expect("no panic").ok()).count()
        });
        assert_eq!(won, 1);
    }

    fn a_session_ends_when_idle_when_old_and_when_signed_out(db: TestDatabase) {
        let desk = staffed(&db);
        let idle = desk.signed_in();
        desk.clock.advance(Duration::minutes(29));
        assert_eq!(desk.role_of(&idle), Some(Role::Reviewer));
        desk.clock.advance(Duration::minutes(29));
        assert_eq!(desk.role_of(&idle), Some(Role::Reviewer), "use keeps it alive");
        desk.clock.advance(Duration::minutes(30));
        assert_eq!(desk.role_of(&idle), None, "idle for half an hour");

        let busy = desk.signed_in();
        let opened = desk.clock.now();
        while desk.clock.now() < opened + Duration::hours(12) - Duration::minutes(20) {
            assert!(desk.role_of(&busy).is_some());
            desk.clock.advance(Duration::minutes(20));
        }
        desk.clock.set(opened + Duration::hours(12));
        assert_eq!(desk.role_of(&busy), None, "twelve hours are the end, used or not");

        let left = desk.signed_in();
        desk.accounts.sign_out(&left).expect("signed out");
        assert_eq!(desk.role_of(&left), None);
        desk.accounts.sign_out(&left).expect("twice is no fault");
        assert_eq!(desk.role_of("not a token"), None);
    }

    fn the_token_of_a_form_belongs_to_its_session(db: TestDatabase) {
        let desk = staffed(&db);
        let visitor = |token: &str| desk.accounts.visitor(token).expect("asked").expect("in force");
        let one = visitor(&desk.signed_in());
        desk.clock.advance(Duration::seconds(30));
        let two = visitor(&desk.signed_in());
        assert!(one.wrote(&one.form_token));
        assert!(!one.wrote(&two.form_token));
        assert!(!one.wrote(""));
    }

    fn guessing_is_slowed_and_its_victim_signs_in_from_elsewhere(db: TestDatabase) {
        let desk = staffed(&db);
        let mut hashed = 0;
        for guess in 0..1_000 {
            if let Ok(admitted) = desk.accounts.admit(EMAIL, OFFICE) {
                hashed += 1;
                let answer = desk.accounts.sign_in(desk.slot(), &admitted, &format!("guess number {guess}"), "000000", BROWSER);
                assert!(answer.is_err());
            }
        }
        assert!(hashed <= 20, "{hashed} guesses were hashed");
        assert!(desk.sign_in(EMAIL, PASSWORD, &desk.code(), HOME).is_ok());
    }

    fn nothing_private_is_stored_as_it_is(db: TestDatabase) {
        let desk = staffed(&db);
        let token = desk.signed_in();
        let account = desk.accounts.account(EMAIL).expect("asked").expect("there");
        let stored = format!("{account:?}");
        assert!(account.password_hash.expect("hashed").starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
        for canary in [PASSWORD, &token, desk.secret.as_text().replace(' ', "").as_str()] {
            assert!(!stored.contains(canary));
        }
        assert_eq!(desk.db.read(audit::faults).expect("checked"), Vec::<String>::new(), "the chain holds");
    }

    fn a_link_ends_after_three_days_and_whoever_is_invited_again_gets_a_new_one(db: TestDatabase) {
        let desk = empty(&db);
        let invite = |role| desk.accounts.invite(&Actor::Program("test"), EMAIL, role).expect("invited");
        let first = invite(Role::Reviewer);
        let token = desk.invite(Role::Reviewer);
        assert_eq!(first.until, noon() + Duration::hours(72));
        desk.clock.advance(Duration::hours(72) - Duration::seconds(1));
        assert_eq!(desk.accounts.invited(&token).expect("still valid").until, first.until);
        let asked_again = invite(Role::Auditor);
        assert_eq!((&asked_again.path, asked_again.until), (&first.path, first.until), "asking does not prolong it");

        let code = desk.accounts.invited(&token).expect("valid").secret.code(desk.clock.now());
        desk.clock.advance(Duration::seconds(1));
        let said = desk.accounts.invited(&token).expect_err("over").to_string();
        assert!(said.contains("until 26 November 2026, 12:00 UTC") && said.contains("Ask an administrator"), "{said}");
        let late = desk.accounts.welcome(desk.slot(), &token, PASSWORD, &code, BROWSER);
        assert!(matches!(late, Err(WelcomeError::Ended(until)) if until == first.until));
        let forged = format!("{}x", &token[..token.len() - 1]);
        assert!(matches!(desk.accounts.invited(&forged), Err(WelcomeError::NoSuchLink)), "only its holder is told that");

        let second = invite(Role::Auditor);
        assert_eq!((first.is_new, asked_again.is_new, second.is_new), (true, false, true));
        assert_eq!(second.until, first.until + Duration::hours(72));
        assert!(matches!(desk.accounts.invited(&token), Err(WelcomeError::NoSuchLink)), "the old one stays void");
        let token = desk.invite(Role::Auditor);
        let code = desk.accounts.invited(&token).expect("valid").secret.code(desk.clock.now());
        desk.accounts.welcome(desk.slot(), &token, PASSWORD, &code, BROWSER).expect("welcome");
        assert_eq!(desk.actions(), ["staff.invited", "staff.role_changed", "staff.link_renewed", "staff.activated"]);
    }

    fn the_command_line_prints_a_new_link_where_the_old_one_ended(db: TestDatabase) {
        let key_file = db.folder().join("vouchsafe.key");
        let create = || {
            let done = std::process::Command::new(env!("CARGO_BIN_EXE_vouchsafe"))
                .args(["admin", "create", "--email", EMAIL, "--role", "auditor", "--database-url", &db.url(), "--key-file"])
                .arg(&key_file)
                .output()
                .expect("runs");
            (String::from_utf8(done.stdout).expect("text"), String::from_utf8(done.stderr).expect("text"))
        };
        let (first, said) = create();
        assert!(said.contains("opening this link once, until ") && said.contains(" UTC:"), "{said}");
        assert!(create().1.contains("UTC (the link that was given before):"));
        let back = "UPDATE staff SET link_made_at = '2020-01-01 00:00:00' WHERE email = 'pat@example.org'";
        crate::support::tamper(&db.main(), back, &[]);
        let (second, said) = create();
        assert!(second != first && said.contains(" UTC:"), "{said}");
        assert_eq!(create().0, second);
    }

    fn the_command_line_invites_and_exits_1_for_whom_the_link_was_used(db: TestDatabase) {
        let key_file = db.folder().join("vouchsafe.key");
        let create = |email: &str| {
            std::process::Command::new(env!("CARGO_BIN_EXE_vouchsafe"))
                .args(["admin", "create", "--email", email, "--role", "reviewer", "--database-url", &db.url()])
                .args(["--public-url", "https://care.example.org", "--key-file"])
                .arg(&key_file)
                .output()
                .expect("runs")
        };
        let first = create(EMAIL);
        let link = String::from_utf8(first.stdout).expect("text").trim().to_string();
        assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stderr));
        assert!(link.starts_with("https://care.example.org/admin/welcome/"), "{link}");
        assert_eq!(String::from_utf8(create(EMAIL).stdout).expect("text").trim(), link);
        assert_eq!(create("not an address").status.code(), Some(2));

        let keys = Keys::open(&key_file).expect("the key file was made");
        let accounts = Accounts::new(db.main(), keys, Clock::system(), public_url());
        let desk = Desk { accounts, clock: Clock::system(), ..empty(&db) };
        let token = link.rsplit('/').next().expect("a token");
        let code = desk.accounts.invited(token).expect("valid").secret.code(desk.clock.now());
        desk.accounts.welcome(desk.slot(), token, PASSWORD, &code, BROWSER).expect("welcome");
        let refused = create(EMAIL);
        assert_eq!(refused.status.code(), Some(1));
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains(EMAIL) && said.contains("was used"), "{said}");
    }

    fn whoever_runs_the_machine_gives_somebody_who_lost_everything_a_new_link(db: TestDatabase) {
        let key_file = db.folder().join("vouchsafe.key");
        let create = |more: &[&str]| {
            let done = std::process::Command::new(env!("CARGO_BIN_EXE_vouchsafe"))
                .args(["admin", "create", "--email", EMAIL, "--role", "auditor", "--database-url", &db.url(), "--key-file"])
                .arg(&key_file)
                .args(more)
                .output()
                .expect("runs");
            (done.status.code(), String::from_utf8(done.stdout).expect("text").trim().to_string())
        };
        assert_eq!(create(&["--lost"]).0, Some(1), "there is no account yet");
        let token = |link: String| link.rsplit('/').next().expect("a token").to_string();
        let first = token(create(&[]).1);
        let keys = Keys::open(&key_file).expect("the key file was made");
        let accounts = Accounts::new(db.main(), keys, Clock::system(), public_url());
        let desk = Desk { accounts, clock: Clock::system(), ..empty(&db) };
        let enter = |token: &str| {
            let code = desk.accounts.invited(token).expect("valid").secret.code(desk.clock.now());
            desk.accounts.welcome(desk.slot(), token, PASSWORD, &code, BROWSER).expect("welcome")
        };
        enter(&first);
        let (status, link) = create(&["--lost"]);
        assert_eq!(status, Some(0));
        let account = desk.accounts.account(EMAIL).expect("asked").expect("there");
        assert_eq!((account.password_hash, account.role), (None, Role::Auditor), "signed out, and what they were");
        assert!(desk.accounts.invited(&first).is_err(), "the first link stays used");
        enter(&token(link));
        assert_eq!(desk.db.read(audit::faults).expect("checked"), Vec::<String>::new());
    }
}
