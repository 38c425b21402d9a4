//! What staff are told by mail about their own accounts. In English alone, as the pages of staff are.

use chrono::{DateTime, Utc};

use crate::db::staff::Account;
use crate::db::{Conn, DbError, mails};
use crate::domain::staff::Role;

use super::accounts::Accounts;
use super::invite::Invitation;

/// Something that happened to an account.
#[derive(Debug, Clone, Copy)]
pub(super) enum Letter<'a> {
    /// The account is new, or starts anew: the one-time link to it.
    Link { to: &'a Invitation, role: Role },
    /// Another role.
    Role(Role),
    /// May not sign in any more.
    Disabled,
    /// One session was ended by its holder.
    SessionEnded { browser: &'a str },
    /// All sessions but one were ended by their holder.
    OthersEnded,
    /// An administrator ended all sessions.
    EndedForThem,
    /// Another password.
    Password,
    /// New recovery codes; the old ones are void.
    RecoveryCodes,
    /// One of them was used.
    RecoveryCodeUsed { left: usize },
}

/// What somebody can do about it.
enum Advice {
    /// They did it themselves, or somebody else has their account.
    NotYou,
    /// An administrator did it.
    AskThem,
    /// The link in the mail.
    Open,
}

impl Letter<'_> {
    /// Subject line, what happened, and what to do about it.
    fn said(self) -> (&'static str, String, Advice) {
        match self {
            Letter::Link { to, role } => (
                "Your link to set up your staff account",
                format!(
                    "You may sign in to vouchsafe as {}. This link sets up your account: you choose a password and connect an authenticator app. It works once, until {}.",
                    with_article(role),
                    to.ends()
                ),
                Advice::Open,
            ),
            Letter::Role(role) => {
                ("Your role has changed", format!("You now work here as {}.", with_article(role)), Advice::AskThem)
            }
            Letter::Disabled => (
                "Your staff account was closed",
                "An administrator closed your account. You are signed out everywhere and cannot sign in any more."
                    .into(),
                Advice::AskThem,
            ),
            Letter::SessionEnded { browser } => {
                ("You were signed out in one place", format!("You signed out here: {browser}."), Advice::NotYou)
            }
            Letter::OthersEnded => (
                "You were signed out elsewhere",
                "You signed out everywhere but where you did it from.".into(),
                Advice::NotYou,
            ),
            Letter::EndedForThem => (
                "You were signed out everywhere",
                "An administrator ended all your sessions. You can sign in again.".into(),
                Advice::AskThem,
            ),
            Letter::Password => (
                "Your password has changed",
                "Your account has a new password, and you are signed out everywhere but where it was changed.".into(),
                Advice::NotYou,
            ),
            Letter::RecoveryCodes => (
                "You have new recovery codes",
                "New recovery codes were made for your account. Those from before are void.".into(),
                Advice::NotYou,
            ),
            Letter::RecoveryCodeUsed { left } => (
                "A recovery code was used",
                match left {
                    0 => {
                        "A recovery code was used in place of a code from your app. It was the last one: make new ones."
                            .into()
                    }
                    1 => {
                        "A recovery code was used in place of a code from your app. One is left: make new ones.".into()
                    }
                    left => format!("A recovery code was used in place of a code from your app. {left} are left."),
                },
                Advice::NotYou,
            ),
        }
    }
}

fn with_article(role: Role) -> String {
    let article = if role == Role::Reviewer { "a" } else { "an" };
    format!("{article} {role}")
}

const SIGNED: &str = "vouchsafe, a directory of ketamine therapy providers\nTo reach a person, answer this message.\n";

impl Accounts {
    /// Puts a letter to an account's holder into the outbox, in the transaction of what it tells of.
    pub(super) fn post(
        &self,
        conn: &mut Conn,
        account: &Account,
        letter: Letter<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), DbError> {
        let (subject, happened, advice) = letter.said();
        let advice = match (advice, letter) {
            (Advice::Open, Letter::Link { to, .. }) => self.public_url.join(&to.path),
            (Advice::NotYou | Advice::Open, _) => format!(
                "Was this not you? Tell an administrator at once, and look at where you are signed in:\n{}",
                self.public_url.join("/admin/account")
            ),
            (Advice::AskThem, _) => "If you did not expect this, ask an administrator.".to_string(),
        };
        let body = format!("{happened}\n\n{advice}\n\n{SIGNED}");
        mails::put_in(conn, "en", &account.email, subject, &body, now)
    }
}
