//! Staff and their accounts over HTTP: one's own sessions, password and recovery codes, everybody's accounts, and the code that is asked for
//! before a dangerous act.

use chrono::Duration;
use vouchsafe::db::{audit, mails};
use vouchsafe::domain::staff::{Role, StaffState};

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office, PASSWORD};
use crate::support::database::TestDatabase;

const PAT: &str = "pat@example.org";
const SAM: &str = "sam@example.org";
const NEW_PASSWORD: &str = "seven slow blue otters";

fn id_of(office: &Office, email: &str) -> String {
    office.accounts.account(email).expect("reads").expect("an account").id.to_string()
}

fn state_of(office: &Office, email: &str) -> (Role, StaffState) {
    let account = office.accounts.account(email).expect("reads").expect("an account");
    (account.role, account.state)
}

/// Subjects and texts of what somebody was mailed, newest first.
fn mails_to(db: &TestDatabase, to: &str) -> Vec<(String, String)> {
    let all = db.main().read(|c| mails::newest(c, 200)).expect("reads");
    all.into_iter().filter(|m| m.recipient == to).map(|m| (m.subject, m.body)).collect()
}

fn logged(db: &TestDatabase, action: &str) -> usize {
    let all = db.main().read(|c| audit::newest(c, None, 1_000)).expect("reads");
    all.iter().filter(|l| l.action == action).count()
}

fn with_token(page: &Answer, fields: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let own = [("form_token", page.token())];
    own.into_iter().chain(fields.iter().map(|(n, v)| (*n, v.to_string()))).collect()
}

/// A code that was not used yet; time passes until there is one.
fn fresh_code(office: &Office, email: &str) -> String {
    office.clock.advance(Duration::seconds(60));
    office.accounts.usable_code(email, &office.secret).expect("asked").expect("a code")
}

/// Gives a code on the page that asks for one.
fn prove(browser: &mut Browser<'_>, asked: &Answer, code: &str) -> Answer {
    let fields = [("proof_to", asked.hidden("proof_to")), ("proof_code", code.to_string())];
    browser.post("/admin/prove", &[&[("form_token", asked.token())], &fields[..]].concat())
}

/// The recovery codes on the page that shows them.
fn codes_on(page: &Answer) -> Vec<String> {
    let items = page.body.split("<li class=\"mono\">").skip(1);
    items.map(|rest| rest.split('<').next().unwrap_or_default().to_string()).collect()
}

fn recovery_codes(browser: &mut Browser<'_>) -> Vec<String> {
    let form = browser.get("/admin/account/recovery-codes");
    codes_on(&browser.post("/admin/account/recovery-codes", &with_token(&form, &[])))
}

/// Signs in with this password and code.
fn sign_in(browser: &mut Browser<'_>, email: &str, password: &str, code: &str) -> Answer {
    let form = browser.get("/admin/sign-in");
    browser.post("/admin/sign-in", &with_token(&form, &[("email", email), ("password", password), ("code", code)]))
}

on_both! {
    fn ones_sessions_are_listed_and_ended_and_nobody_ends_anothers(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(PAT, Role::Auditor);
        office.hire(SAM, Role::Administrator);
        let mut pats = [office.signed_in(PAT), { office.clock.advance(Duration::minutes(1)); office.signed_in(PAT) }];
        let mut sam = office.signed_in(SAM);
        let [first, second] = &mut pats;
        let of_second = second.get("/admin/account").hidden_after("(this one)", "session");
        let page = first.get("/admin/account");
        assert_eq!(page.body.matches("name=\"session\"").count(), 2, "{}", page.body);
        assert_eq!(page.body.matches("(this one)").count(), 1);

        let token = sam.get("/admin/account");
        assert_eq!(sam.post("/admin/account/sessions/end", &with_token(&token, &[("session", &of_second)])).status, 303);
        assert_eq!(second.get("/admin/account").status, 200, "nobody ends somebody else's here");
        let foreign = second.get("/admin/account");
        let end = [("session", of_second.as_str())];
        assert_eq!(first.post("/admin/account/sessions/end", &with_token(&foreign, &end)).status, 403);
        assert_eq!(first.post("/admin/account/sessions/end", &with_token(&page, &end)).status, 303);
        assert_eq!([second.get("/admin/account").status, first.get("/admin/account").status], [303, 200]);
        assert_eq!((logged(&db, "staff.session_ended"), mails_to(&db, PAT).len()), (1, 1));
        assert_eq!(first.post("/admin/account/sessions/end", &with_token(&page, &end)).status, 303, "once more");
        assert_eq!((logged(&db, "staff.session_ended"), mails_to(&db, PAT).len()), (1, 1), "and nothing happened");

        office.clock.advance(Duration::minutes(1));
        let mut third = office.signed_in(PAT);
        assert_eq!(first.post("/admin/account/sessions/end-others", &with_token(&page, &[])).status, 303);
        assert_eq!([third.get("/admin/account").status, first.get("/admin/account").status], [303, 200]);
        assert_eq!((logged(&db, "staff.other_sessions_ended"), mails_to(&db, PAT).len()), (1, 2));
        let own = first.get("/admin/account").hidden_after("(this one)", "session");
        let out = first.post("/admin/account/sessions/end", &with_token(&page, &[("session", &own)]));
        assert_eq!((out.header("location").as_str(), first.cookie.is_none()), ("/admin/sign-in", true));
    }

    fn a_new_password_needs_the_old_one_and_signs_out_everywhere_else(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        let mut other = office.signed_in(PAT);
        office.clock.advance(Duration::minutes(1));
        let mut pat = office.signed_in(PAT);
        let form = pat.get("/admin/account/password");
        let change = |pat: &mut Browser<'_>, old: &str, new: &str, again: &str| {
            let fields = [("password", old), ("new_password", new), ("new_password_again", again)];
            pat.post("/admin/account/password", &with_token(&form, &fields))
        };
        for (old, new, again, said) in [
            ("four calm green heron", NEW_PASSWORD, NEW_PASSWORD, "not your present password"),
            (PASSWORD, NEW_PASSWORD, "seven slow blue otter", "differ"),
            (PASSWORD, "short", "short", "at least 12 characters"),
            (PASSWORD, PAT, PAT, "must not be your email address"),
        ] {
            let told = change(&mut pat, old, new, again);
            assert!(told.status == 422 && told.body.contains(said), "{said}: {} {}", told.status, told.body);
            assert!(!told.body.contains(NEW_PASSWORD) && !told.body.contains(PASSWORD), "nothing typed is shown again");
        }
        assert_eq!(other.get("/admin/queue").status, 200);
        let done = change(&mut pat, PASSWORD, NEW_PASSWORD, NEW_PASSWORD);
        assert_eq!((done.status, done.header("location").as_str()), (303, "/admin/account?done=password"));
        assert_eq!([pat.get("/admin/queue").status, other.get("/admin/queue").status], [200, 303]);
        assert_eq!(mails_to(&db, PAT)[0].0, "Your password has changed");
        let code = fresh_code(&office, PAT);
        assert_eq!(sign_in(&mut office.browser(), PAT, PASSWORD, &code).status, 401, "the old one is over");
        assert_eq!(sign_in(&mut office.browser(), PAT, NEW_PASSWORD, &code).status, 303);
        assert_eq!((logged(&db, "staff.password_changed"), logged(&db, "staff.password_refused")), (1, 1));
    }

    fn guessing_the_old_password_in_a_session_is_slowed_down_as_signing_in_is(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        let mut pat = office.signed_in(PAT);
        let form = pat.get("/admin/account/password");
        let fields = [("password", "a guess"), ("new_password", NEW_PASSWORD), ("new_password_again", NEW_PASSWORD)];
        let tries: Vec<u16> =
            (0..7).map(|_| pat.post("/admin/account/password", &with_token(&form, &fields)).status).collect();
        assert_eq!(tries, [422, 422, 422, 422, 422, 429, 429]);
    }

    fn a_recovery_code_lets_in_once_and_new_ones_void_the_old(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        office.hire(SAM, Role::Reviewer);
        let mut pat = office.signed_in(PAT);
        assert!(pat.get("/admin/account").body.contains("You have none."));
        let codes = recovery_codes(&mut pat);
        assert_eq!(codes.len(), 10, "{codes:?}");
        assert!(pat.get("/admin/account").body.contains("10 of 10 are left"));
        assert!(!pat.get("/admin/account/recovery-codes").body.contains(&codes[0]), "shown once");

        assert_eq!(sign_in(&mut office.browser(), SAM, PASSWORD, &codes[0]).status, 401, "they are Pat's");
        assert_eq!(sign_in(&mut office.browser(), PAT, "no such password", &codes[0]).status, 401, "and not enough");
        let typed = codes[0].to_lowercase().replace('-', " ");
        let mut second = office.browser();
        assert_eq!(sign_in(&mut second, PAT, PASSWORD, &typed).status, 303);
        assert!(second.get("/admin/account").body.contains("9 of 10 are left"));
        assert_eq!(sign_in(&mut office.browser(), PAT, PASSWORD, &codes[0]).status, 401, "used up");
        let (subject, text) = mails_to(&db, PAT).remove(0);
        assert!(subject == "A recovery code was used" && text.contains("9 are left"), "{text}");

        let newer = recovery_codes(&mut second);
        assert_eq!(sign_in(&mut office.browser(), PAT, PASSWORD, &codes[1]).status, 401, "void");
        assert_eq!(sign_in(&mut office.browser(), PAT, PASSWORD, &newer[9]).status, 303);
        assert_eq!((logged(&db, "staff.recovery_codes_made"), logged(&db, "staff.recovery_code_used")), (2, 2));
        let stored = db.main().read(|c| audit::newest(c, None, 1_000)).expect("reads");
        assert!(stored.iter().all(|l| !format!("{l:?}").contains(&newer[0])), "never written down");
    }

    fn of_six_sign_ins_with_one_recovery_code_at_once_one_is_let_in(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        let code = recovery_codes(&mut office.signed_in(PAT)).remove(0);
        // From several addresses, so that nothing is slowed down.
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let tries: Vec<_> = (1..=4u8)
            .map(|n| {
                let admitted = office.accounts.admit(PAT, std::net::IpAddr::from([192, 0, 2, n])).expect("admitted");
                (admitted, runtime.block_on(office.accounts.slot()))
            })
            .collect();
        let outcomes: Vec<bool> = std::thread::scope(|scope| {
            let each = tries.into_iter().map(|(admitted, slot)| {
                let (code, accounts) = (&code, &office.accounts);
                scope.spawn(move || accounts.sign_in(slot, &admitted, PASSWORD, code, "Firefox").is_ok())
            });
            let started: Vec<_> = each.collect();
            started.into_iter().map(|t| t.join().expect("no panic")).collect()
        });
        assert_eq!(outcomes.iter().filter(|let_in| **let_in).count(), 1, "{outcomes:?}");
        assert_eq!(mails_to(&db, PAT).iter().filter(|(s, _)| s == "A recovery code was used").count(), 1);
    }

    fn guessing_recovery_codes_is_slowed_down_as_any_guessing(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        let tries: Vec<u16> = (0..7)
            .map(|_| sign_in(&mut office.browser(), PAT, PASSWORD, "ABCD-EFGH-IJKL-MNOP").status)
            .collect();
        assert_eq!(tries, [401, 401, 401, 401, 401, 429, 429]);
        assert_eq!(logged(&db, "staff.sign_in_refused"), 5);
    }

    fn a_page_of_a_dangerous_act_asks_for_a_code_that_is_older_than_five_minutes(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        let mut pat = office.signed_in(PAT);
        office.clock.advance(Duration::minutes(5) - Duration::seconds(1));
        assert_eq!(pat.get("/admin/account/password").status, 200);
        office.clock.advance(Duration::seconds(1));
        let to = pat.get("/admin/account/password");
        assert_eq!(to.header("location"), "/admin/prove?next=%2Fadmin%2Faccount%2Fpassword");
        let asked = pat.get(&to.header("location"));
        assert_eq!(asked.hidden("proof_to"), "/admin/account/password");
        let wrong = prove(&mut pat, &asked, "000000");
        assert!(wrong.status == 422 && wrong.body.contains("This code is not right"), "{}", wrong.body);
        let (code, before) = (fresh_code(&office, PAT), pat.cookie.clone());
        let on = prove(&mut pat, &asked, &code);
        assert_eq!((on.status, on.header("location").as_str()), (303, "/admin/account/password"));
        assert_ne!(pat.cookie, before, "the session goes on under another token");
        assert_eq!(pat.get("/admin/account/password").status, 200);
        let mut old = office.browser();
        old.cookie = before;
        assert_eq!(old.get("/admin/account").status, 303, "the token from before opens nothing");

        office.clock.advance(Duration::minutes(5));
        let asked = pat.get("/admin/prove?next=%2Fadmin%2Faccount%2Fpassword");
        assert_eq!(prove(&mut pat, &asked, &code).status, 422, "a code works once");
        for elsewhere in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fsearch"] {
            let asked = pat.get(&format!("/admin/prove?next={elsewhere}"));
            assert_eq!(asked.hidden("proof_to"), "/admin/work", "{elsewhere}");
        }
        assert_eq!((logged(&db, "staff.proved"), logged(&db, "staff.code_refused")), (1, 2));
    }

    fn a_code_that_signed_somebody_in_proves_nothing_a_second_time(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        let code = office.accounts.usable_code(PAT, &office.secret).expect("asked").expect("a code");
        let mut pat = office.browser();
        assert_eq!(sign_in(&mut pat, PAT, PASSWORD, &code).status, 303);
        let asked = pat.get("/admin/prove?next=%2Fadmin%2Faccount%2Fpassword");
        assert_eq!(prove(&mut pat, &asked, &code).status, 422);
    }

    fn guessing_the_code_in_a_session_is_slowed_down_as_signing_in_is(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        let mut pat = office.signed_in(PAT);
        let asked = pat.get("/admin/prove?next=%2Fadmin%2Faccount%2Fpassword");
        let tries: Vec<u16> = (0..7).map(|_| prove(&mut pat, &asked, "000000").status).collect();
        assert_eq!(tries, [422, 422, 422, 422, 422, 429, 429]);
        office.clock.advance(Duration::seconds(60));
        let code = office.accounts.usable_code(PAT, &office.secret).expect("asked").expect("a code");
        assert_eq!(prove(&mut pat, &asked, &code).status, 303, "nobody is locked out");
    }

    fn a_form_that_was_sent_too_late_is_kept_while_the_code_is_asked_for(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(SAM, Role::Administrator);
        let mut sam = office.signed_in(SAM);
        let form = sam.get("/admin/accounts/new");
        office.clock.advance(Duration::minutes(6));
        let fields = with_token(&form, &[("email", "new <one>@example.org"), ("role", "reviewer"), ("role", "auditor")]);
        let asked = sam.post("/admin/accounts/new", &fields);
        assert_eq!((asked.status, asked.hidden("proof_to").as_str()), (401, "/admin/accounts/new"));
        assert!(asked.body.contains("name=\"email\" value=\"new &lt;one&gt;@example.org\""), "{}", asked.body);
        assert!(asked.body.contains("name=\"role\" value=\"reviewer\"") && asked.body.contains("value=\"auditor\""));
        let code = fresh_code(&office, SAM);
        let mut sent = with_token(&asked, &[("proof_to", "/admin/accounts/new"), ("proof_carries", "yes")]);
        sent.extend([("email", "new@example.org".to_string()), ("role", "reviewer".into()), ("proof_code", code)]);
        let on = sam.post("/admin/prove", &sent);
        assert_eq!((on.status, on.header("location").as_str()), (307, "/admin/accounts/new"), "sent again as it was");
        let done = sam.post("/admin/accounts/new", &sent);
        assert!(done.status == 200 && done.body.contains("/admin/welcome/"), "{}", done.body);
        assert_eq!(state_of(&office, "new@example.org"), (Role::Reviewer, StaffState::Invited));

        office.clock.advance(Duration::minutes(6));
        let stranger = sam.post("/admin/accounts/new", &[("email", "x@example.org".into()), ("role", "reviewer".into())]);
        assert_eq!(stranger.status, 403, "a form of somebody else's page is not kept");
    }

    fn an_administrator_invites_by_a_link_that_is_shown_and_mailed_once(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(SAM, Role::Administrator);
        let mut sam = office.signed_in(SAM);
        let form = sam.get("/admin/accounts/new");
        let invite = |sam: &mut Browser<'_>, email: &str, role: &str| {
            sam.post("/admin/accounts/new", &with_token(&form, &[("email", email), ("role", role)]))
        };
        for (email, role, said) in [
            ("kim", "reviewer", "like name@example.org"),
            ("", "", "like name@example.org"),
            ("kim@example.org", "", "Choose what they may do"),
            ("kim@example.org", "owner", "Choose what they may do"),
            (SAM, "reviewer", "has an account already"),
        ] {
            let told = invite(&mut sam, email, role);
            assert!(told.status == 422 && told.body.contains(said), "{said}: {}", told.body);
        }
        let done = invite(&mut sam, "Kim@example.org", "auditor");
        let link = done.body.split("/admin/welcome/").nth(1).and_then(|rest| rest.split('<').next()).expect("a link");
        let (_, text) = mails_to(&db, "kim@example.org").remove(0);
        assert!(text.contains(&format!("/admin/welcome/{link}")), "{text}");
        let again = invite(&mut sam, "kim@example.org", "auditor");
        assert!(again.status == 200 && again.body.contains(link), "sent twice, the same link");
        assert_eq!((mails_to(&db, "kim@example.org").len(), logged(&db, "staff.invited")), (1, 1));
        assert_eq!(office.browser().get(&format!("/admin/welcome/{link}")).status, 200);
        let list = sam.get("/admin/accounts").body;
        assert!(list.contains("kim@example.org") && list.contains("Invited, link not used yet"), "{list}");
        assert!(!list.contains("/admin/welcome/"), "not shown again");
    }

    fn a_link_that_ended_says_so_and_inviting_again_mails_a_new_one(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(SAM, Role::Administrator);
        let invite = || {
            let mut sam = office.signed_in(SAM);
            let form = sam.get("/admin/accounts/new");
            let shown =
                sam.post("/admin/accounts/new", &with_token(&form, &[("email", "kim@example.org"), ("role", "auditor")]));
            assert!(shown.body.contains("It works once, until <time"), "{}", shown.body);
            let link = shown.body.split("/admin/welcome/").nth(1).and_then(|rest| rest.split('<').next());
            (sam, format!("/admin/welcome/{}", link.expect("a link")))
        };
        let (mut sam, first) = invite();
        assert!(mails_to(&db, "kim@example.org")[0].1.contains("It works once, until "));
        let address = format!("/admin/accounts/{}", id_of(&office, "kim@example.org"));
        assert!(sam.get(&address).body.contains("Good until <time"));
        office.clock.advance(Duration::hours(72) - Duration::seconds(1));
        let mut kim = office.browser();
        let door = kim.get(&first);
        assert_eq!(door.status, 200);

        office.clock.advance(Duration::seconds(1));
        let ended = kim.get(&first);
        assert!(ended.status == 410 && ended.body.contains("Ask an administrator for a new one"), "{}", ended.body);
        assert_eq!(kim.post(&first, &[("form_token", door.token())]).status, 410);
        let (mut sam, second) = invite();
        assert_ne!(second, first);
        assert_eq!((kim.get(&second).status, kim.get(&first).status), (200, 404));
        assert_eq!((mails_to(&db, "kim@example.org").len(), logged(&db, "staff.link_renewed")), (2, 1));

        office.clock.advance(Duration::hours(73));
        assert_eq!(sam.get("/admin/accounts").status, 303, "signed out meanwhile");
        let mut sam = office.signed_in(SAM);
        assert!(sam.get("/admin/accounts").body.contains("Invited, link ended unused"));
        let page = sam.get(&address);
        assert!(page.body.contains("Ended <time"), "{}", page.body);
        let renewed = sam.post(&format!("{address}/link"), &with_token(&page, &[("version", &page.hidden("version"))]));
        assert!(renewed.body.contains("It works once, until <time"), "{}", renewed.body);
        assert!(sam.get(&address).body.contains("Good until <time"));
    }

    fn a_role_changes_with_the_next_request_and_a_closed_account_is_out_at_once(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(SAM, Role::Administrator);
        office.hire(PAT, Role::Reviewer);
        let (mut sam, mut pat) = (office.signed_in(SAM), office.signed_in(PAT));
        let codes = recovery_codes(&mut pat);
        let address = format!("/admin/accounts/{}", id_of(&office, PAT));
        let page = sam.get(&address);
        assert!(page.body.contains("Close the account"), "{}", page.body);
        assert_eq!(pat.get("/admin/accounts").status, 403);
        let to = |role| with_token(&page, &[("role", role)]);
        assert_eq!(sam.post(&format!("{address}/role"), &to("administrator")).status, 303);
        assert_eq!(pat.get("/admin/accounts").status, 200);
        assert_eq!(sam.post(&format!("{address}/role"), &to("nonsense")).status, 422);
        assert_eq!(sam.post(&format!("{address}/role"), &to("auditor")).status, 303);
        assert_eq!(pat.get("/admin/accounts").status, 403);
        assert_eq!(mails_to(&db, PAT)[0].0, "Your role has changed");

        assert_eq!(sam.post(&format!("{address}/sessions/end"), &with_token(&page, &[])).status, 303);
        assert_eq!(pat.get("/admin/account").status, 303);
        let mut pat = office.browser();
        let code = fresh_code(&office, PAT);
        assert_eq!(sign_in(&mut pat, PAT, PASSWORD, &code).status, 303, "signing in again is open to them");
        for _ in 0..2 {
            assert_eq!(sam.post(&format!("{address}/disable"), &with_token(&page, &[])).status, 303);
        }
        assert_eq!(pat.get("/admin/account").status, 303);
        assert_eq!(logged(&db, "staff.disabled"), 1);
        for code in [fresh_code(&office, PAT), codes[0].clone()] {
            assert_eq!(sign_in(&mut office.browser(), PAT, PASSWORD, &code).status, 401);
        }

        let page = sam.get(&address);
        assert!(page.body.contains("Open it again"), "{}", page.body);
        let renew = with_token(&page, &[("version", &page.hidden("version"))]);
        let shown = sam.post(&format!("{address}/link"), &renew);
        assert!(shown.body.contains("/admin/welcome/"), "{}", shown.body);
        assert_eq!(sam.post(&format!("{address}/link"), &renew).status, 409, "sent twice, the first link stays good");
        assert_eq!(state_of(&office, PAT), (Role::Auditor, StaffState::Invited));
        let link = shown.body.split("/admin/welcome/").nth(1).and_then(|rest| rest.split('<').next()).expect("a link");
        assert_eq!(office.browser().get(&format!("/admin/welcome/{link}")).status, 200);
        assert_eq!(sign_in(&mut office.browser(), PAT, PASSWORD, &codes[1]).status, 401, "only the link opens it");
    }

    fn the_last_administrator_stays_one(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(SAM, Role::Administrator);
        office.hire(PAT, Role::Reviewer);
        let mut sam = office.signed_in(SAM);
        let address = format!("/admin/accounts/{}", id_of(&office, SAM));
        let page = sam.get(&address);
        let version = page.hidden("version");
        for (act, fields) in [("role", vec![("role", "reviewer")]), ("disable", vec![]), ("link", vec![("version", version.as_str())])] {
            let told = sam.post(&format!("{address}/{act}"), &with_token(&page, &fields));
            assert!(told.status == 422 && told.body.contains("last administrator"), "{act}: {} {}", told.status, told.body);
        }
        assert_eq!(state_of(&office, SAM), (Role::Administrator, StaffState::Active));
        // An administrator who never came does not count.
        let form = sam.get("/admin/accounts/new");
        sam.post("/admin/accounts/new", &with_token(&form, &[("email", "kim@example.org"), ("role", "administrator")]));
        assert_eq!(sam.post(&format!("{address}/disable"), &with_token(&page, &[])).status, 422);
        office.hire("lou@example.org", Role::Administrator);
        assert_eq!(sam.post(&format!("{address}/role"), &with_token(&page, &[("role", "reviewer")])).status, 303);
        assert_eq!(state_of(&office, SAM), (Role::Reviewer, StaffState::Active));
        assert_eq!(sam.get("/admin/accounts").status, 403);
    }

    fn of_two_administrators_who_demote_each_other_at_once_one_stays(db: TestDatabase) {
        let office = Office::open(&db);
        let two = [SAM, PAT];
        for email in two {
            office.hire(email, Role::Administrator);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let proven = two.map(|email| {
            let admitted = office.accounts.admit(email, std::net::IpAddr::from([192, 0, 2, 1])).expect("admitted");
            let code = office.accounts.usable_code(email, &office.secret).expect("asked").expect("a code");
            let slot = runtime.block_on(office.accounts.slot());
            let token = office.accounts.sign_in(slot, &admitted, PASSWORD, &code, "Firefox").expect("in").token;
            let visitor = office.accounts.visitor(&token).expect("reads").expect("in force");
            let other = office.accounts.account(if email == SAM { PAT } else { SAM }).expect("reads").expect("there").id;
            (visitor.proven().expect("a code was given"), other)
        });
        std::thread::scope(|scope| {
            for (by, other) in &proven {
                scope.spawn(|| drop(office.accounts.set_role(by, other, Role::Auditor)));
            }
        });
        let still = two.iter().filter(|email| state_of(&office, email).0 == Role::Administrator).count();
        assert_eq!(still, 1);
    }

    fn deciding_on_a_listing_or_an_override_asks_for_a_code_too(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        let mut pat = office.signed_in(PAT);
        let token = pat.get("/admin/account");
        let nobody = vouchsafe::domain::ids::Id::new();
        let forms = [
            format!("/admin/submissions/{nobody}/listing"),
            format!("/admin/submissions/{nobody}/overrides/{nobody}"),
            format!("/admin/requests/{nobody}/hide"),
        ];
        for path in &forms {
            let act = if path.ends_with("listing") { "hide" } else { "confirm" };
            let sent = with_token(&token, &[("act", act), ("version", "1"), ("reason", "Kept <as> written")]);
            assert!([404, 409, 422].contains(&pat.post(path, &sent).status), "let in");
            office.clock.advance(Duration::minutes(5));
            let asked = pat.post(path, &sent);
            assert_eq!((asked.status, asked.hidden("reason").as_str()), (401, "Kept &lt;as&gt; written"));
            let code = fresh_code(&office, PAT);
            let mut again = sent.clone();
            again.extend([("proof_to", path.clone()), ("proof_carries", "yes".into()), ("proof_code", code)]);
            assert_eq!(pat.post("/admin/prove", &again).header("location"), *path);
        }
    }
}
