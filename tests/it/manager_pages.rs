//! Pages of those who look after a listing: the mailed link, the code, sessions, and whose pages are whose.

use chrono::Duration;
use vouchsafe::db::submissions;
use vouchsafe::domain::submission::{Decision, DecisionReason};
use vouchsafe::pipeline::review;

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::practice::{Practice, ask};

const ANA: &str = "ana@example.org";
const BEN: &str = "ben@example.org";

fn open(db: &TestDatabase) -> (Office, Practice) {
    let office = Office::open(db);
    let practice = Practice::open(db, &office.clock);
    (office, practice)
}

/// Every address with a listing in it: how it is asked for, and what it answers whoever looks after that listing.
const OF_A_LISTING: &[(&str, &str, u16)] = &[
    ("GET", "/portal/managers/{organization}", 200),
    ("POST", "/portal/managers/{organization}", 422),
    ("POST", "/portal/managers/{organization}/remove", 404),
    ("GET", "/portal/people/{organization}", 200),
    ("POST", "/portal/people/{organization}", 422),
    // Nothing is listed yet.
    ("GET", "/portal/listings/{organization}", 404),
    ("POST", "/portal/listings/{organization}", 404),
    ("POST", "/portal/listings/{organization}/confirm", 404),
    ("POST", "/portal/listings/{organization}/change", 404),
    ("POST", "/portal/listings/{organization}/withdraw", 404),
    ("GET", "/portal/numbers/{organization}", 404),
];

fn knock(browser: &mut Browser<'_>, method: &str, path: &str, token: &str) -> Answer {
    match method {
        "GET" => browser.get(path),
        _ => browser.post(path, &[("form_token", token.to_string())]),
    }
}

on_both! {
    fn a_link_that_a_scanner_opens_fifty_times_still_lets_in_once(db: TestDatabase) {
        let (office, practice) = open(&db);
        practice.send("Quiet Harbor", ANA);
        let mut browser = office.browser();
        let page = ask(&mut browser, " Ana@Example.org ");
        assert!(page.status == 200 && page.body.contains("a mail is on its way"), "{}", page.body);
        let (link, _) = practice.way_in(ANA);
        let mut scanner = office.browser();
        for _ in 0..50 {
            let door = scanner.get(&link);
            assert_eq!((door.status, door.header("cache-control").as_str()), (200, "no-store"));
            assert_eq!((door.header("referrer-policy").as_str(), scanner.cookie.is_none()), ("no-referrer", true));
        }
        let token = browser.get(&link).token();
        assert_eq!(browser.post(&link, &[]).status, 403, "a button of ours, no other");
        assert_eq!(browser.post_from(&link, &[("form_token", token.clone())], "cross-site").status, 403);
        let done = browser.post(&link, &[("form_token", token.clone())]);
        assert_eq!((done.status, done.header("location").as_str()), (303, "/portal"));
        let cookie = done.header("set-cookie");
        for part in ["__Host-vouchsafe-manager=", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let home = browser.get("/portal");
        assert_eq!((home.status, home.header("cache-control").as_str()), (200, "no-store"));
        assert!(home.body.contains("Quiet Harbor") && home.body.contains(ANA), "{}", home.body);
        assert!(home.body.contains("/status/VS-"), "{}", home.body);

        let again = office.browser().post(&link, &[("form_token", token)]);
        assert!(again.status == 410 && again.body.contains("used already"), "{}", again.body);
        let anew = office.browser().get(&link);
        assert_eq!(anew.status, 410);
        let fields = [("form_token", anew.token()), ("email", anew.hidden("email"))];
        assert_eq!(office.browser().post("/portal/sign-in", &fields).status, 200, "one press asks for a new mail");
        assert_eq!(practice.mails(ANA, "link to sign in").len(), 2);
        assert_eq!(office.browser().get("/portal/sign-in/nonsense").status, 404);
    }

    fn a_link_is_over_after_ten_minutes_and_when_a_newer_one_was_asked_for(db: TestDatabase) {
        let (office, practice) = open(&db);
        practice.send("Quiet Harbor", ANA);
        let mut browser = office.browser();
        ask(&mut browser, ANA);
        let (old, _) = practice.way_in(ANA);
        ask(&mut browser, ANA);
        let (newer, _) = practice.way_in(ANA);
        let told = browser.get(&old);
        assert!(told.status == 410 && told.body.contains("There is a newer link"), "{}", told.body);
        office.clock.advance(Duration::minutes(10) - Duration::seconds(1));
        let door = browser.get(&newer);
        assert_eq!(door.status, 200);
        office.clock.advance(Duration::seconds(1));
        let late = browser.post(&newer, &[("form_token", door.token())]);
        assert!(late.status == 410 && late.body.contains("too old"), "{}", late.body);
        assert!(browser.cookie.is_none());
    }

    fn the_answer_is_the_same_for_an_address_that_manages_nothing(db: TestDatabase) {
        let (office, practice) = open(&db);
        practice.send("Quiet Harbor", ANA);
        // The fourth try of an hour sends nothing, and says nothing else.
        for _ in 0..4 {
            let [known, unknown] = [ANA, "pit@example.org"].map(|email| {
                let mut browser = office.browser();
                let asked = ask(&mut browser, email);
                let fields = ["form_token", "asked", "email"].map(|name| (name, asked.hidden(name)));
                let wrong = browser.post("/portal/sign-in/code", &[&fields[..], &[("code", "0000-0000".into())]].concat());
                [asked, wrong].map(|page| {
                    let said = page.body.replace(&page.token(), "").replace(&page.hidden("asked"), "").replace(email, "");
                    (page.status, said, page.header("set-cookie"))
                })
            });
            assert_eq!(known, unknown);
        }
        assert_eq!(practice.mails(ANA, "link to sign in").len(), 3);
        let typo = ask(&mut office.browser(), "ana");
        assert!(typo.status == 422 && typo.body.contains("like name@example.org"), "{}", typo.body);
    }

    fn the_code_is_typed_where_the_mail_was_asked_for(db: TestDatabase) {
        let (office, practice) = open(&db);
        practice.send("Quiet Harbor", ANA);
        let mut browser = office.browser();
        let asked = ask(&mut browser, ANA);
        let (_, code) = practice.way_in(ANA);
        let fields = ["form_token", "asked", "email"].map(|name| (name, asked.hidden(name)));
        let typed = |code: &str| [&fields[..], &[("code", code.to_string())]].concat();
        let wrong = browser.post("/portal/sign-in/code", &typed("0000"));
        assert!(wrong.status == 422 && wrong.body.contains("is not right"), "{}", wrong.body);
        let done = browser.post("/portal/sign-in/code", &typed(&code.to_lowercase()));
        assert_eq!((done.status, done.header("location").as_str()), (303, "/portal"));
        assert!(browser.get("/portal").body.contains("Quiet Harbor"));
    }

    fn the_first_page_says_how_each_listing_stands_and_what_waits(db: TestDatabase) {
        let (office, practice) = open(&db);
        let desk = &practice.desk;
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        invented::publish_dossier(desk, &invented::dossier());
        let organization = practice.send("Still Water", "ana@example.com");
        let sent = desk.db.read(|c| submissions::latest_of(c, &organization)).expect("there");
        let verdict = review::Verdict {
            seen_version: sent.version,
            decision: Decision::AskForChanges,
            reason: DecisionReason::MissingInformation,
            text: "Which board issued it?",
        };
        review::decide(desk, &invented::reviewer(), &sent.id, &verdict).expect("asked");
        let mut browser = office.browser();
        practice.sign_in(&mut browser, "ana@example.com");
        let home = browser.get("/portal").body;
        for said in [
            "In the directory.",
            "/providers/quiet-harbor-psychiatry",
            "days left",
            "We need something from you",
            "Which board issued it?",
        ] {
            assert!(home.contains(said), "{said}: {home}");
        }
        assert!(!home.contains("Runs out soon"), "{home}");
        office.clock.set("2027-04-15T12:00:00Z".parse().expect("a time"));
        practice.sign_in(&mut browser, "ana@example.com");
        let home = browser.get("/portal").body;
        for said in ["Not since", "Malpractice coverage of Ana Reyes", "in 46 days"] {
            assert!(home.contains(said), "{said}: {home}");
        }
    }

    fn another_providers_listing_does_not_exist(db: TestDatabase) {
        let (office, practice) = open(&db);
        let providers = [("Quiet Harbor", ANA), ("Still Water", BEN)];
        let owned = providers.map(|(name, email)| (email, name, practice.send(name, email)));
        for (email, name, own) in &owned {
            let mut browser = office.browser();
            practice.sign_in(&mut browser, email);
            let home = browser.get("/portal");
            let token = home.token();
            for (_, other_name, organization) in &owned {
                let is_own = organization == own;
                assert_eq!(home.body.contains(other_name), is_own, "{name} sees {other_name}");
                for (method, path, answer) in OF_A_LISTING {
                    let path = path.replace("{organization}", organization);
                    let expected = if is_own { *answer } else { 404 };
                    assert_eq!(knock(&mut browser, method, &path, &token).status, expected, "{name}: {method} {path}");
                    let stranger = knock(&mut office.browser(), method, &path, &token);
                    // A page is gone on to once somebody is in, whoever that is; a form that was sent is gone.
                    let onward = if *method == "GET" { format!("?next={path}") } else { String::new() };
                    assert_eq!((stranger.status, stranger.header("location")), (303, format!("/portal/sign-in{onward}")));
                }
            }
            assert_eq!(browser.get("/portal/managers/0199").status, 404);
            assert_eq!(browser.get("/admin/queue").status, 303, "a manager is no reviewer");
        }
    }

    fn somebody_invited_signs_in_and_somebody_taken_off_loses_the_page_at_once(db: TestDatabase) {
        let (office, practice) = open(&db);
        let path = format!("/portal/managers/{}", practice.send("Quiet Harbor", ANA));
        let (mut ana, mut ben) = (office.browser(), office.browser());
        practice.sign_in(&mut ana, ANA);
        let page = ana.get(&path);
        assert!(page.body.contains("The last one stays"), "{}", page.body);
        let alone = ana.post(&format!("{path}/remove"), &[("form_token", page.token()), ("person", "nobody".into())]);
        assert_eq!(alone.status, 404);
        let invite = |to: &str| [("form_token", page.token()), ("email", to.to_string())];
        assert_eq!(ana.post(&path, &invite(BEN)).status, 303);
        let twice = ana.post(&path, &invite(BEN));
        assert!(twice.status == 422 && twice.body.contains("already"), "{}", twice.body);
        practice.sign_in(&mut ben, BEN);
        assert_eq!(ben.get(&path).status, 200);
        let page = ana.get(&path);
        let who = page.hidden_after(BEN, "person");
        assert_eq!(ana.post(&format!("{path}/remove"), &[("form_token", page.token()), ("person", who)]).status, 303);
        assert_eq!(ben.get(&path).status, 404);
        assert!(ben.get("/portal").body.contains("There is no listing for this address"));
    }

    fn sessions_are_listed_and_ended_one_or_all_others(db: TestDatabase) {
        let (office, practice) = open(&db);
        practice.send("Quiet Harbor", ANA);
        practice.send("Still Water", BEN);
        let mut browsers = [office.browser(), office.browser(), office.browser()];
        for browser in &mut browsers {
            practice.sign_in(browser, ANA);
            office.clock.advance(Duration::minutes(1));
        }
        let mut stranger = office.browser();
        practice.sign_in(&mut stranger, BEN);
        let [first, second, third] = &mut browsers;
        let of_third = third.get("/portal/sessions").hidden_after("(this one)", "session");
        let page = first.get("/portal/sessions");
        assert_eq!(page.body.matches("name=\"session\"").count(), 3, "{}", page.body);
        let end = |token: String| [("form_token", token), ("session", of_third.clone())];
        let token = stranger.get("/portal").token();
        assert_eq!(stranger.post("/portal/sessions/end", &end(token)).status, 303);
        assert_eq!(third.get("/portal").status, 200, "nobody ends somebody else's");
        let foreign = second.get("/portal").token();
        assert_eq!(first.post("/portal/sessions/end", &end(foreign)).status, 403, "a form of another session");
        assert_eq!(first.post("/portal/sessions/end", &end(page.token())).status, 303);
        assert_eq!([first, second, third].map(|b| b.get("/portal").status), [200, 200, 303]);
        let mut keeper = office.browser();
        office.clock.advance(Duration::hours(1));
        practice.sign_in(&mut keeper, ANA);
        let mut other = office.browser();
        practice.sign_in(&mut other, ANA);
        let token = keeper.get("/portal/sessions").token();
        assert_eq!(keeper.post("/portal/sessions/end-others", &[("form_token", token)]).status, 303);
        assert_eq!([&mut keeper, &mut other].map(|b| b.get("/portal").status), [200, 303]);
        let audit = practice.desk.db.read(|c| vouchsafe::db::audit::newest(c, None, 100)).expect("reads");
        for act in ["manager.signed_in", "manager.session_ended", "manager.other_sessions_ended"] {
            assert!(audit.iter().any(|e| e.action == act), "{act}");
        }
    }

    fn a_session_ends_when_idle_when_old_and_when_signed_out(db: TestDatabase) {
        let (office, practice) = open(&db);
        practice.send("Quiet Harbor", ANA);
        let mut browser = office.browser();
        practice.sign_in(&mut browser, ANA);
        for _ in 0..24 {
            office.clock.advance(Duration::minutes(29));
            assert_eq!(browser.get("/portal").status, 200);
        }
        office.clock.advance(Duration::minutes(24));
        assert_eq!(browser.get("/portal").status, 303, "twelve hours after signing in, used or not");
        practice.sign_in(&mut browser, ANA);
        office.clock.advance(Duration::minutes(30));
        assert_eq!(browser.get("/portal").status, 303, "half an hour without use");
        practice.sign_in(&mut browser, ANA);
        let (token, old) = (browser.get("/portal").token(), browser.cookie.clone());
        assert_eq!(browser.post("/portal/sign-out", &[]).status, 403);
        let out = browser.post("/portal/sign-out", &[("form_token", token)]);
        assert_eq!((out.status, browser.cookie.is_none()), (303, true));
        browser.cookie = old;
        assert_eq!(browser.get("/portal").status, 303, "the old cookie opens nothing");
    }
}
