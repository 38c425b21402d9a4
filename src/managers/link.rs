//! The mail that lets somebody in: a link whose page has a button, or a code; for ten minutes, once, and only the newest.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::manager_links::{self as links, Link};
use crate::db::manager_sessions::{self as sessions, Session};
use crate::db::{Conn, DbError, mails, managers, stored};
use crate::domain::ids::Id;
use crate::keys::{KeyError, Purpose, new_token, token_hash};
use crate::pipeline::manager_letter::ManagerLetter;

use super::{Managers, code, log};

/// How long a mail lets in (OWASP ASVS 5.0, 6.5.5: at most ten minutes).
pub const GOOD_FOR: Duration = Duration::minutes(10);
/// How many mails one address gets in an hour.
pub const LINKS_AN_HOUR: i64 = 3;
/// How many codes may be typed for one mail.
pub const TRIES: i64 = 5;
/// Rows are kept this long, for the limit above and for a page that says what became of a link.
const KEEP_LINKS: Duration = Duration::days(1);
/// Ended and outlived sessions are kept this long, for whoever has to find out what happened.
const KEEP_SESSIONS: Duration = Duration::days(30);

/// What the page behind a link shows before its button is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Who is let in.
    pub email: String,
}

/// Somebody is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The session's token, for the cookie; only its hash is stored.
    pub token: String,
}

/// Why a link is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// It let somebody in.
    Used,
    /// A newer mail took its place.
    Superseded,
    /// Ten minutes went by.
    Expired,
}

/// Why nobody is in.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Not a link of ours, or forgotten since.
    #[error("not a link of ours")]
    Unknown,
    /// It was good once.
    #[error("the link is over")]
    Over {
        /// Whose it was: a press of a button asks for a new one.
        email: String,
        /// Why.
        why: Over,
    },
    /// A wrong code, the code of a mail that is over, or the sixth try: never said which.
    #[error("the code is not right, or no longer good")]
    Code,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// No random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// What a link can still do at a moment.
fn over(link: &Link, now: DateTime<Utc>) -> Option<Over> {
    let age = now - link.asked_at.and_utc();
    match link {
        Link { consumed_at: Some(_), .. } => Some(Over::Used),
        Link { superseded_at: Some(_), .. } => Some(Over::Superseded),
        // A clock that was set back must not lengthen a link.
        _ if age >= GOOD_FOR || age < Duration::zero() => Some(Over::Expired),
        _ => None,
    }
}

impl Managers {
    /// Asks for a mail to this folded address, and answers what the page on which the code is typed carries. The same work and
    /// the same answer whoever the address belongs to: one that manages nothing gets a link that is closed at once and no mail,
    /// and whoever asks too often gets neither.
    pub fn ask(&self, email: &str) -> Result<String, LinkError> {
        self.ask_and_go_on(email, "")
    }

    /// The same; the mailed link ends in `query`, which says which page to go on to.
    pub fn ask_and_go_on(&self, email: &str, query: &str) -> Result<String, LinkError> {
        let now = self.clock.now();
        let (token, code, id) = (new_token()?, code::new()?, Id::new().to_string());
        let page = self.public_url.join(&format!("/portal/sign-in/{token}{query}"));
        let (subject, body) = ManagerLetter::Link { page: &page, code: &code::shown(&code) }.written();
        let link = Link {
            id: id.clone(),
            email: email.to_string(),
            token_digest: token_hash(&token),
            code_digest: self.code_digest(&id, &code),
            code_tries: 0,
            asked_at: stored(now),
            consumed_at: None,
            superseded_at: None,
        };
        self.db.write(|conn| -> Result<(), LinkError> {
            audit::queue(conn)?;
            links::forget_older(conn, now - KEEP_LINKS)?;
            let asked = links::asked_since(conn, email, now - Duration::hours(1))?;
            let stands_for_something = self.stands_for_something(conn, email, now)?;
            if asked >= LINKS_AN_HOUR {
                return Ok(());
            }
            links::supersede(conn, email, now)?;
            links::insert(conn, &link)?;
            if stands_for_something {
                mails::put(conn, email, &subject, &body, now)?;
            } else {
                links::supersede(conn, email, now)?;
            }
            Ok(())
        })?;
        Ok(id)
    }

    /// What a link leads to. Looking changes nothing, however often: mail scanners open links.
    pub fn waiting(&self, token: &str) -> Result<Waiting, LinkError> {
        let link = self.db.read(|conn| links::by_token(conn, &token_hash(token)))?.ok_or(LinkError::Unknown)?;
        match over(&link, self.clock.now()) {
            Some(why) => Err(LinkError::Over { email: link.email, why }),
            None => Ok(Waiting { email: link.email }),
        }
    }

    /// Uses a link up. Of two at once one is in.
    pub fn enter_by_link(&self, token: &str, browser: &str) -> Result<SignedIn, LinkError> {
        let now = self.clock.now();
        self.db.write(|conn| {
            audit::queue(conn)?;
            let link = links::by_token(conn, &token_hash(token))?.ok_or(LinkError::Unknown)?;
            match over(&link, now) {
                Some(why) => Err(LinkError::Over { email: link.email, why }),
                None => self.enter(conn, &link, browser, now),
            }
        })
    }

    /// Uses the mail up whose page carried `asked`, by its code. Every try is counted, the wrong ones too.
    pub fn enter_by_code(&self, asked: &str, typed: &str, browser: &str) -> Result<SignedIn, LinkError> {
        let now = self.clock.now();
        // Answered from inside, so that a wrong try is written down, too.
        self.db.write(|conn| -> Result<_, LinkError> {
            audit::queue(conn)?;
            let Some(link) = links::count_try(conn, asked)? else { return Ok(Err(LinkError::Code)) };
            let code = code::typed(typed).unwrap_or_default();
            let is_right = self.keys.verify(Purpose::ManagerCode, &message(&link.id, &code), &link.code_digest);
            if !is_right || link.code_tries > TRIES || over(&link, now).is_some() {
                refused(conn, now)?;
                return Ok(Err(LinkError::Code));
            }
            self.enter(conn, &link, browser, now).map(Ok)
        })?
    }

    /// The mailbox is theirs: its invitations are accepted, what it stands for is theirs to look after, a session begins.
    fn enter(&self, conn: &mut Conn, link: &Link, browser: &str, now: DateTime<Utc>) -> Result<SignedIn, LinkError> {
        if !links::consume(conn, &link.id, now)? {
            return Err(LinkError::Over { email: link.email.clone(), why: Over::Used });
        }
        let manager = managers::ensure(conn, &link.email, now)?;
        let session = Session {
            id: Id::new().to_string(),
            token_digest: String::new(),
            manager_id: manager.id.clone(),
            browser: browser.to_string(),
            created_at: stored(now),
            seen_at: stored(now),
            ended_at: None,
        };
        let subject = format!("manager/{}", manager.id);
        log(conn, &manager.id, "manager.signed_in", subject, json!({ "session": session.id }), now)?;
        self.take_up(conn, &manager, now)?;
        let token = new_token()?;
        sessions::forget_older(conn, now - KEEP_SESSIONS)?;
        sessions::insert(conn, &Session { token_digest: token_hash(&token), ..session })?;
        Ok(SignedIn { token })
    }

    /// Keyed: 40 bits could be guessed from a plain digest within the ten minutes.
    fn code_digest(&self, id: &str, code: &str) -> String {
        self.keys.sign(Purpose::ManagerCode, &message(id, code))
    }
}

fn message(id: &str, code: &str) -> Vec<u8> {
    format!("{id}|{code}").into_bytes()
}

/// Whose code it was is not written down: for an address that manages nothing there would be nobody to name.
fn refused(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), DbError> {
    let (actor, subject) = (&Actor::Program("sign-in"), "manager/unknown".to_string());
    let action = "manager.sign_in_refused";
    audit::append(conn, &Entry { actor, action, subject, payload: json!({}), evidence_digest: None }, now)?;
    Ok(())
}
