//! Who looks after which listing. The first one is the contact that was sent in, once they prove that they read that mailbox;
//! every other is invited by somebody who is there already, and anybody but the last can be taken off.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::db::managers::{self, Managed, Manager};
use crate::db::{Conn, DbError, audit, mails, organizations, stored};
use crate::domain::email;
use crate::domain::ids::Id;
use crate::pipeline::manager_letter::ManagerLetter;

use super::link::LINKS_AN_HOUR;
use super::{Managers, Visitor, log};

/// At most so many look after one listing, those invited included.
pub const MOST_PEOPLE: usize = 10;
/// An invitation that nobody took up is over after this.
const INVITATION_GOOD_FOR: Duration = Duration::days(14);
/// As many invitations speak for one listing within a day: a stranger's listing must not become a way to send mail.
const INVITATIONS_A_DAY: i64 = 10;

/// Somebody who looks after a listing, or is invited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Names the tie on the page.
    pub id: String,
    /// Their address.
    pub email: String,
    /// When they began, or were invited.
    pub since: DateTime<Utc>,
    /// They have not signed in since they were invited.
    pub is_invited: bool,
    /// The one who asks.
    pub is_you: bool,
}

/// Why nobody was invited: a sentence for whoever tried.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// Not an address.
    #[error("Enter an e-mail address, like name@example.org")]
    NotAnEmail,
    /// There already.
    #[error("{0} looks after this listing already, or is invited to")]
    Already(String),
    /// Too many people.
    #[error("At most {MOST_PEOPLE} people can look after one listing. Take somebody off first.")]
    TooMany,
    /// Too much mail.
    #[error("Too many invitations were sent lately. Try again tomorrow.")]
    TooOften,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Why nobody was taken off.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// Somebody has to look after it.
    #[error("You are the last one who looks after this listing. Invite somebody else first.")]
    LastOne,
    /// The database; [`DbError::NotFound`] where there is no such person.
    #[error(transparent)]
    Db(#[from] DbError),
}

fn is_open(tie: &Managed, now: DateTime<Utc>) -> bool {
    tie.accepted_at.is_some() || now - tie.since.and_utc() < INVITATION_GOOD_FOR
}

/// Those who look after an organization or are invited to; invitations that are over are left out.
fn people_of(conn: &mut Conn, organization: &str, now: DateTime<Utc>) -> Result<Vec<(Managed, Manager)>, DbError> {
    let all = managers::of_organization(conn, organization)?;
    Ok(all.into_iter().filter(|(tie, _)| is_open(tie, now)).collect())
}

impl Managers {
    /// Whether there is anything that somebody with this mailbox may look after.
    pub(super) fn stands_for_something(
        &self,
        conn: &mut Conn,
        email: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, DbError> {
        let id = managers::by_email(conn, email)?.map(|m| m.id).unwrap_or_default();
        let is_tied = managers::ties_of(conn, &id)?.iter().any(|tie| is_open(tie, now));
        // Both are always asked: the answer must not take longer for some than for others.
        let is_contact = !managers::unclaimed(conn, email)?.is_empty();
        Ok(is_tied || is_contact)
    }

    /// Accepts what this manager is invited to, and makes them the first one wherever their address is the contact.
    pub(super) fn take_up(&self, conn: &mut Conn, manager: &Manager, now: DateTime<Utc>) -> Result<(), DbError> {
        let invitations = managers::ties_of(conn, &manager.id)?.into_iter().filter(|tie| tie.accepted_at.is_none());
        for tie in invitations.filter(|tie| is_open(tie, now)) {
            managers::accept(conn, &tie.id, now)?;
            let subject = format!("organization/{}", tie.organization_id);
            log(conn, &manager.id, "manager.accepted", subject, json!({}), now)?;
        }
        for organization_id in managers::unclaimed(conn, &manager.email)? {
            let subject = format!("organization/{organization_id}");
            let tie = Managed { accepted_at: Some(stored(now)), ..new_tie(&manager.id, &organization_id, None, now) };
            managers::tie(conn, &tie)?;
            log(conn, &manager.id, "manager.first", subject, json!({}), now)?;
        }
        Ok(())
    }

    /// The organizations that this visitor looks after now.
    pub fn organizations(&self, visitor: &Visitor) -> Result<Vec<String>, DbError> {
        let ties = self.db.read(|conn| managers::ties_of(conn, &visitor.manager_id))?;
        Ok(ties.into_iter().filter(|tie| tie.accepted_at.is_some()).map(|tie| tie.organization_id).collect())
    }

    /// Whether this visitor looks after this organization now. Asked with every request, so that a right taken away is gone.
    pub fn looks_after(&self, visitor: &Visitor, organization_id: &str) -> Result<bool, DbError> {
        self.db.read(|conn| managers::manages(conn, &visitor.manager_id, organization_id))
    }

    /// Who looks after an organization, and who is invited to; the first one first.
    pub fn people(&self, visitor: &Visitor, organization_id: &str) -> Result<Vec<Person>, DbError> {
        let now = self.clock.now();
        let people = self.db.read(|conn| people_of(conn, organization_id, now))?;
        let person = |(tie, manager): (Managed, Manager)| Person {
            since: tie.accepted_at.unwrap_or(tie.since).and_utc(),
            is_invited: tie.accepted_at.is_none(),
            is_you: manager.id == visitor.manager_id,
            email: manager.email,
            id: tie.id,
        };
        Ok(people.into_iter().map(person).collect())
    }

    /// Invites somebody to look after an organization that the visitor looks after. The others are told.
    pub fn invite(&self, by: &Visitor, organization_id: &str, address: &str) -> Result<(), InviteError> {
        let who = email::folded(address).ok_or(InviteError::NotAnEmail)?;
        let now = self.clock.now();
        self.db.write(|conn| {
            audit::queue(conn)?;
            self.must_look_after(conn, by, organization_id)?;
            let name = organizations::get(conn, organization_id)?.name;
            let people = people_of(conn, organization_id, now)?;
            let manager = managers::ensure(conn, &who, now)?;
            may_be_invited(conn, &people, &manager, organization_id, now)?;
            // What is left is an invitation that is over: it makes room for this one.
            for old in managers::ties_of(conn, &manager.id)?.iter().filter(|t| t.organization_id == organization_id) {
                managers::remove(conn, &old.id, None, now)?;
            }
            managers::tie(conn, &new_tie(&manager.id, organization_id, Some(&by.manager_id), now))?;
            let subject = format!("organization/{organization_id}");
            log(conn, &by.manager_id, "manager.invited", subject, json!({ "manager": manager.id }), now)?;
            let page = self.public_url.join("/portal/sign-in");
            post(conn, &who, ManagerLetter::Invited { by: &by.email, name: &name, page: &page }, now)?;
            let page = self.public_url.join(&format!("/portal/managers/{organization_id}"));
            let told = ManagerLetter::Added { by: &by.email, who: &who, name: &name, page: &page };
            Ok(tell_others(conn, &people, by, told, now)?)
        })
    }

    /// Takes somebody off, at once. They and the others are told.
    pub fn remove(&self, by: &Visitor, organization_id: &str, id: &str) -> Result<(), RemoveError> {
        let now = self.clock.now();
        self.db.write(|conn| {
            audit::queue(conn)?;
            self.must_look_after(conn, by, organization_id)?;
            let people = people_of(conn, organization_id, now)?;
            let Some((tie, who)) = people.iter().find(|(tie, _)| tie.id == id) else {
                return Err(DbError::NotFound.into());
            };
            let in_charge = people.iter().filter(|(tie, _)| tie.accepted_at.is_some()).count();
            if tie.accepted_at.is_some() && in_charge == 1 {
                return Err(RemoveError::LastOne);
            }
            managers::remove(conn, id, Some(&by.manager_id), now)?;
            let subject = format!("organization/{organization_id}");
            log(conn, &by.manager_id, "manager.removed", subject, json!({ "manager": who.id }), now)?;
            let name = organizations::get(conn, organization_id)?.name;
            let told = ManagerLetter::Removed { by: &by.email, who: &who.email, name: &name };
            Ok(tell_others(conn, &people, by, told, now)?)
        })
    }

    /// Looked at again inside the act: the right may have been taken away since the page was asked for.
    fn must_look_after(&self, conn: &mut Conn, by: &Visitor, organization_id: &str) -> Result<(), DbError> {
        if managers::manages(conn, &by.manager_id, organization_id)? { Ok(()) } else { Err(DbError::NotFound) }
    }
}

fn new_tie(manager_id: &str, organization_id: &str, invited_by: Option<&str>, now: DateTime<Utc>) -> Managed {
    Managed {
        id: Id::new().to_string(),
        manager_id: manager_id.to_string(),
        organization_id: organization_id.to_string(),
        invited_by: invited_by.map(str::to_string),
        since: stored(now),
        accepted_at: None,
        removed_at: None,
        removed_by: None,
    }
}

fn may_be_invited(
    conn: &mut Conn,
    people: &[(Managed, Manager)],
    manager: &Manager,
    organization_id: &str,
    now: DateTime<Utc>,
) -> Result<(), InviteError> {
    if people.iter().any(|(_, m)| m.id == manager.id) {
        return Err(InviteError::Already(manager.email.clone()));
    }
    if people.len() >= MOST_PEOPLE {
        return Err(InviteError::TooMany);
    }
    let to_them = managers::invited_since(conn, &manager.id, now - Duration::hours(1))?;
    let by_us = managers::invited_by_since(conn, organization_id, now - Duration::days(1))?;
    if to_them >= LINKS_AN_HOUR || by_us >= INVITATIONS_A_DAY { Err(InviteError::TooOften) } else { Ok(()) }
}

fn post(conn: &mut Conn, to: &str, letter: ManagerLetter<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    let (subject, body) = letter.written();
    mails::put(conn, to, &subject, &body, now)
}

/// To everybody who is in, but not to whoever did it. Who is only invited knows of nothing yet.
fn tell_others(
    conn: &mut Conn,
    people: &[(Managed, Manager)],
    by: &Visitor,
    letter: ManagerLetter<'_>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let others = people.iter().filter(|(tie, who)| tie.accepted_at.is_some() && who.id != by.manager_id);
    others.into_iter().try_for_each(|(_, who)| post(conn, &who.email, letter, now))
}
