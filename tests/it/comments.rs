//! Comments of patients and readers: written without an account, read by a person first, decided by published rules.

use chrono::Duration;
use vouchsafe::db::comments;
use vouchsafe::domain::comment::CommentState;
use vouchsafe::domain::staff::Role;
use vouchsafe::keys::Purpose;
use vouchsafe::pipeline::{Desk, monitor};

use crate::on_both;
use crate::report_pages::{listed, post};
use crate::support::browser::{Answer, Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::server::keys;

const PROVIDER: &str = "/providers/quiet-harbor-psychiatry/comments";
const GUIDE: &str = "/guide/risks/comments";
const PAT: &str = "pat@example.org";
const SAM: &str = "sam@example.org";
const AUDITOR: &str = "ada@example.org";
const SAID: &str = "The nurse stayed with me the whole time.\nThe bill was $600, not $450.";

fn staffed(db: &TestDatabase) -> (Desk, Office) {
    let (desk, office) = listed(db);
    office.hire(PAT, Role::Reviewer);
    office.hire(SAM, Role::Administrator);
    office.hire(AUDITOR, Role::Auditor);
    (desk, office)
}

fn send(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let form = browser.get(path);
    post(browser, path, &form, fields)
}

/// Writes a comment; answers the address of its private page.
fn write(office: &Office, path: &str, text: &str, name: &str) -> String {
    let sent = send(&mut office.browser(), path, &[("text", text), ("name", name), ("consent", "true")]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    sent.header("location")
}

fn stored(desk: &Desk, state: CommentState) -> Vec<comments::Comment> {
    let all = desk.db.read(|c| comments::in_state(c, state, 100, 0)).expect("reads");
    all.into_iter().map(|queued| queued.comment).collect()
}

fn act(browser: &mut Browser<'_>, page: &Answer, to: &str, fields: &[(&str, &str)]) -> Answer {
    let mut form: Vec<(&str, String)> = fields.iter().map(|(n, v)| (*n, v.to_string())).collect();
    form.extend([("form_token", page.token()), ("version", page.hidden("version"))]);
    browser.post(to, &form)
}

/// Opens the comment as staff and does something with it.
fn decide(browser: &mut Browser<'_>, desk: &Desk, state: CommentState, what: &str, fields: &[(&str, &str)]) -> Answer {
    let at = format!("/admin/comments/{}", stored(desk, state).first().expect("there is one").id);
    let page = browser.get(&at);
    act(browser, &page, &format!("{at}/{what}"), fields)
}

fn withdraw(browser: &mut Browser<'_>, own: &str) -> Answer {
    let page = browser.get(own);
    let to = format!("{}/withdraw", own.split('?').next().expect("a path"));
    browser.post(&to, &[("form_token", page.token()), ("key", page.hidden("key"))])
}

on_both! {
    fn a_comment_is_held_until_a_person_approves_it_and_its_writer_can_take_it_back(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let mut reader = office.browser();
        let provider = reader.get("/providers/quiet-harbor-psychiatry").body;
        assert!(provider.contains(PROVIDER), "{provider}");
        let empty = reader.get(PROVIDER);
        assert_eq!((empty.status, empty.header("cache-control").as_str()), (200, "no-store"));
        for said in ["Nobody has written here yet", "No one is reading this right now.", "tel:988", "content=\"noindex\"", "I agree that what I wrote",
                     "Privacy law stops us saying who is a patient.", "503-555-0142"] {
            assert!(empty.body.contains(said), "{said}: {}", empty.body);
        }
        for asked in ["type=\"email\"", "stars", "rating"] {
            assert!(!empty.body.contains(asked), "{asked}");
        }
        let own = write(&office, PROVIDER, SAID, "J.");
        assert!(own.starts_with("/comments/VS-"), "{own}");
        let page = reader.get(&own).body;
        assert!(page.contains("We have your comment") && page.contains("within 5 business days"), "{page}");
        for private in ["Quiet Harbor", "nurse", "J.", "You matter"] {
            assert!(!page.contains(private), "{private}: {page}");
        }
        assert!(!reader.get(PROVIDER).body.contains("nurse"), "nobody has approved it");

        let mut pat = office.signed_in(PAT);
        assert!(pat.get("/admin/tasks").body.contains("1 comment waits"));
        assert_eq!(decide(&mut pat, &desk, CommentState::Waiting, "publish", &[]).status, 303);
        for path in [PROVIDER.to_string(), format!("/es{PROVIDER}")] {
            let html = reader.get(&path).body;
            assert!(html.contains("The nurse stayed with me") && html.contains("J.</span>") && html.contains("lang=\"en\""), "{path}: {html}");
        }
        assert!(!reader.get(GUIDE).body.contains("nurse"), "it is about the provider");
        assert!(reader.get(&own).body.contains("Your comment is public"));

        assert_eq!(withdraw(&mut reader, &own).header("location"), own);
        assert!(!reader.get(PROVIDER).body.contains("nurse"));
        let gone = reader.get(&own).body;
        assert!(gone.contains("Your comment is gone") && !gone.contains("/withdraw"), "{gone}");
        let left = stored(&desk, CommentState::Withdrawn).remove(0);
        assert_eq!(left.sealed, None);
        assert_eq!(desk.db.read(vouchsafe::db::audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn what_was_written_is_sealed_and_nothing_says_who_wrote_it(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        write(&office, GUIDE, SAID, "J.");
        let comment = stored(&desk, CommentState::Waiting).remove(0);
        let sealed = comment.sealed.clone().expect("kept");
        assert!(!sealed.contains("nurse") && !format!("{comment:?}").contains("127.0.0.1"), "{comment:?}");
        let plain = keys().unseal(Purpose::Comment, &comment.id, &sealed).expect("opens");
        assert!(String::from_utf8(plain).expect("text").contains("The nurse"));
        let log = office.signed_in(SAM).get("/admin/audit").body;
        assert!(log.contains("data-label=\"What\">wrote a comment") && !log.contains("nurse"), "{log}");
    }

    fn words_of_a_crisis_show_988_first_and_stand_at_the_head_of_the_queue(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        write(&office, PROVIDER, "Kind people.", "A");
        let own = write(&office, GUIDE, "Some days I don't want to live.", "B");
        let mut reader = office.browser();
        let page = reader.get(&own).body;
        let (first, heading) = (page.find("You matter").expect("988 stands there"), page.find("<h1").expect("a heading"));
        assert!(first < heading && page.contains("tel:988"), "{page}");
        // Also where the form comes back for another reason, and in Spanish.
        let wrong = send(&mut reader, &format!("/es{GUIDE}"), &[("text", "Quiero morir"), ("name", "")]);
        assert_eq!(wrong.status, 422);
        let at = |text: &str| wrong.body.find(text).unwrap_or_else(|| panic!("{text}: {}", wrong.body));
        let (first, summary) = (at("Usted importa"), at("id=\"error-summary\""));
        assert!(first < summary, "{}", wrong.body);
        assert!(!reader.get(PROVIDER).body.contains("You matter"));
        let waiting = stored(&desk, CommentState::Waiting);
        assert_eq!(waiting.iter().map(|c| c.is_urgent).collect::<Vec<_>>(), [true, false]);
        let mut pat = office.signed_in(PAT);
        let tasks = pat.get("/admin/tasks").body;
        assert!(tasks.contains("2 comments wait") && tasks.contains("1 of them sounds like a crisis"), "{tasks}");
        let list = pat.get("/admin/comments").body;
        let at = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text}: {list}"));
        assert!(at("crisis words") < at("Quiet Harbor"), "{list}");
    }

    fn a_refusal_names_its_rule_to_the_writer_and_is_counted_in_public(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let own = write(&office, PROVIDER, "Buy it from my cousin.", "Z");
        let mut pat = office.signed_in(PAT);
        let unsaid = decide(&mut pat, &desk, CommentState::Waiting, "refuse", &[]);
        assert!(unsaid.status == 422 && unsaid.body.contains("Choose the rule that it breaks"), "{}", unsaid.body);
        assert_eq!(decide(&mut pat, &desk, CommentState::Waiting, "refuse", &[("rule", "unsafe_advice")]).status, 303);
        let mut reader = office.browser();
        let page = reader.get(&own).body;
        assert!(page.contains("was not published") && page.contains("where to get drugs") && page.contains("30 days"), "{page}");
        let policy = reader.get("/about/comments").body;
        let row = policy.split("where to get drugs").nth(1).expect("the rule").split("</tr>").next().expect("a row");
        assert!(row.contains(">1<"), "{row}");
        assert!(!reader.get(PROVIDER).body.contains("cousin"));
        // Refused by mistake: published after all, and the count is right again.
        assert_eq!(decide(&mut pat, &desk, CommentState::Refused, "publish", &[]).status, 303);
        assert!(reader.get(PROVIDER).body.contains("cousin"));
        let policy = reader.get("/about/comments").body;
        let row = policy.split("where to get drugs").nth(1).expect("the rule").split("</tr>").next().expect("a row");
        assert!(row.contains(">0<"), "{row}");
        // Taken down again, and forgotten after thirty days.
        assert_eq!(decide(&mut pat, &desk, CommentState::Published, "refuse", &[("rule", "abuse")]).status, 303);
        office.clock.advance(Duration::days(29));
        let desk = Desk { clock: office.clock.clone(), ..desk };
        monitor::pass(&desk).expect("works");
        assert!(stored(&desk, CommentState::Refused)[0].sealed.is_some());
        office.clock.advance(Duration::days(2));
        monitor::pass(&desk).expect("works");
        assert_eq!(stored(&desk, CommentState::Refused)[0].sealed, None);
        let page = office.signed_in(SAM).get(&format!("/admin/comments/{}", stored(&desk, CommentState::Refused)[0].id)).body;
        assert!(page.contains("It was erased") && !page.contains("Publish it"), "{page}");
    }

    fn a_provider_has_one_answer_and_it_stands_only_where_it_asked_for_it(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        write(&office, PROVIDER, "They were late.", "K");
        let mut pat = office.signed_in(PAT);
        let early = decide(&mut pat, &desk, CommentState::Waiting, "answer", &[("stands", "true")]);
        assert_eq!(early.status, 409, "it is not public");
        decide(&mut pat, &desk, CommentState::Waiting, "publish", &[]);
        let mut reader = office.browser();
        assert!(!reader.get(PROVIDER).body.contains("class=\"answer\""), "nobody asked for it");
        assert_eq!(decide(&mut pat, &desk, CommentState::Published, "answer", &[("stands", "true")]).status, 303);
        let html = reader.get(PROVIDER).body;
        assert!(html.contains("class=\"answer\"") && html.contains("tel:+15035550142"), "{html}");
        assert_eq!(decide(&mut pat, &desk, CommentState::Published, "answer", &[("stands", "false")]).status, 303);
        assert!(!reader.get(PROVIDER).body.contains("class=\"answer\""));
    }

    fn wrong_answers_are_named_beside_their_questions_and_nothing_is_lost(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let mut reader = office.browser();
        let again = send(&mut reader, PROVIDER, &[("text", " "), ("name", "")]);
        assert_eq!(again.status, 422);
        for said in ["Enter your comment", "Enter a name or choose anonymous", "Tick the box if you agree"] {
            assert_eq!(again.body.matches(said).count(), 2, "{said}: {}", again.body);
        }
        let contact = send(&mut reader, PROVIDER, &[("text", "Mail me: <b>ann@example.org</b>"), ("name", "Ann"), ("consent", "true")]);
        assert!(contact.status == 422 && contact.body.contains("Leave out e-mail addresses"), "{}", contact.body);
        assert!(contact.body.contains("&lt;b&gt;ann@example.org") && contact.body.contains("value=\"Ann\"") && contact.body.contains("value=\"true\" checked"), "{}", contact.body);
        assert_eq!(stored(&desk, CommentState::Waiting), []);
        let form = contact;
        assert_eq!(post(&mut reader, PROVIDER, &form, &[("text", "Fine."), ("anonymous", "true"), ("consent", "true")]).status, 303);
        decide(&mut office.signed_in(PAT), &desk, CommentState::Waiting, "publish", &[]);
        assert!(reader.get(PROVIDER).body.contains("Anonymous, published"));
    }

    fn a_form_makes_one_comment_however_often_it_is_sent_and_none_for_a_program(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let mut reader = office.browser();
        let form = reader.get(PROVIDER);
        let fields = [("text", "I left in May."), ("name", "L"), ("consent", "true")];
        let all: Vec<_> = std::thread::scope(|scope| {
            let presses: Vec<_> = (0..6).map(|_| scope.spawn(|| post(&mut office.browser(), PROVIDER, &form, &fields))).collect();
            presses.into_iter().map(|press| press.join().expect("no panic")).collect()
        });
        for press in &all {
            assert_eq!((press.status, press.header("location")), (303, all[0].header("location")), "{}", press.body);
        }
        let changed = post(&mut reader, PROVIDER, &form, &[("text", "I left in June."), ("name", "L"), ("consent", "true")]);
        assert!(changed.status == 409 && changed.body.contains("I left in June.") && changed.body.contains("VS-"), "{}", changed.body);
        let trapped = [("form_token", form.token()), ("once", form.hidden("once")), ("fax_number", "1".into()), ("text", "x".into())];
        assert_eq!(reader.post(PROVIDER, &trapped).status, 403);
        let foreign = post(&mut reader, GUIDE, &form, &fields);
        assert!(foreign.status == 403 && foreign.body.contains("I left in May."), "a form is of its own page: {}", foreign.body);
        assert_eq!(stored(&desk, CommentState::Waiting).len(), 1);
        for gone in ["/providers/nobody/comments", "/guide/nothing/comments", "/comments/VS-0000-0000", "/es/comments/VS-0000-0000?key=x"] {
            assert_eq!(reader.get(gone).status, 404, "{gone}");
        }
    }

    fn of_two_who_decide_one_wins_and_an_auditor_only_reads(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let own = write(&office, PROVIDER, SAID, "J.");
        let at = format!("/admin/comments/{}", stored(&desk, CommentState::Waiting)[0].id);
        let (mut pat, mut sam, mut ada) = (office.signed_in(PAT), office.signed_in(SAM), office.signed_in(AUDITOR));
        let (first, second, third) = (pat.get(&at), sam.get(&at), ada.get(&at));
        assert!(third.status == 200 && third.body.contains("The nurse") && !third.body.contains("Publish it"), "{}", third.body);
        let token = [("form_token", ada.get("/admin/audit").token()), ("version", "1".to_string())];
        assert_eq!(ada.post(&format!("{at}/publish"), &token).status, 403);
        assert_eq!(act(&mut pat, &first, &format!("{at}/refuse"), &[("rule", "not_about")]).status, 303);
        let late = act(&mut sam, &second, &format!("{at}/publish"), &[]);
        assert!(late.status == 409 && late.body.contains("Not about this provider") && late.body.contains(PAT), "{}", late.body);
        // Taken back while staff look at it: the writer wins.
        let open = sam.get(&at);
        withdraw(&mut office.browser(), &own);
        assert_eq!(act(&mut sam, &open, &format!("{at}/publish"), &[]).status, 409);
        assert!(!office.browser().get(PROVIDER).body.contains("nurse"));
    }
}
