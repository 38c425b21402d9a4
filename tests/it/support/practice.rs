//! Providers at their desk: listings sent in, the mail that came, managers signed in by it.

use serde_json::json;
use vouchsafe::clock::Clock;
use vouchsafe::db::mails::{self, MailRow};
use vouchsafe::managers::{Managers, Visitor};
use vouchsafe::pipeline::{Desk, submit};

use super::browser::{Answer, Browser};
use super::database::TestDatabase;
use super::invented;

/// A desk whose clock the test moves, and managers over the same database.
pub struct Practice {
    pub desk: Desk,
    pub managers: Managers,
}

impl Practice {
    pub fn open(db: &TestDatabase, clock: &Clock) -> Self {
        let desk = Desk { clock: clock.clone(), ..invented::desk(db) };
        let managers = Managers::new(desk.db.clone(), desk.keys.clone(), desk.clock.clone(), desk.public_url.clone());
        Practice { desk, managers }
    }

    /// Sends a dossier in, and answers the organization's id.
    pub fn send(&self, name: &str, email: &str) -> String {
        use vouchsafe::db::submissions;
        let mut dossier = invented::dossier();
        dossier["provider"]["name"] = json!(name);
        dossier["provider"]["email"] = json!(email);
        let id = submit::submit(&self.desk, &dossier).expect("taken").submission_id;
        self.desk.db.read(|c| submissions::get(c, &id)).expect("there").organization_id
    }

    /// The mails to an address with this in their subject, newest first.
    pub fn mails(&self, to: &str, subject: &str) -> Vec<MailRow> {
        let all = self.desk.db.read(|c| mails::newest(c, 200)).expect("reads");
        all.into_iter().filter(|m| m.recipient == to && m.subject.contains(subject)).collect()
    }

    /// Path of the link and the code of the newest mail to sign in with.
    pub fn way_in(&self, email: &str) -> (String, String) {
        let mail = self.mails(email, "link to sign in").into_iter().next().expect("a mail");
        let words: Vec<&str> = mail.body.split_whitespace().collect();
        let link = words.iter().find_map(|w| w.find("/portal/sign-in/").map(|at| w[at..].to_string()));
        let is_code = |w: &&&str| w.len() == 9 && w.as_bytes()[4] == b'-' && w.to_uppercase() == **w;
        (link.expect("a link"), words.iter().find(is_code).expect("a code").to_string())
    }

    /// Signs in without a browser.
    pub fn visitor(&self, email: &str) -> Visitor {
        self.managers.ask(email).expect("asked");
        let (link, _) = self.way_in(email);
        let token = link.rsplit('/').next().expect("a token");
        let token = self.managers.enter_by_link(token, "Firefox on Linux").expect("in").token;
        self.managers.visitor(&token).expect("reads").expect("in force")
    }

    /// Signs in as a person does: asks, opens the mail, presses the button.
    pub fn sign_in(&self, browser: &mut Browser<'_>, email: &str) -> Answer {
        ask(browser, email);
        let (link, _) = self.way_in(email);
        let door = browser.get(&link);
        browser.post(&link, &[("form_token", door.token())])
    }
}

/// Asks for a mail, and answers the page that says so.
pub fn ask(browser: &mut Browser<'_>, email: &str) -> Answer {
    let form = browser.get("/portal/sign-in");
    browser.post("/portal/sign-in", &[("form_token", form.token()), ("email", email.to_string())])
}
