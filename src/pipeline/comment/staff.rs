//! Comments as staff read them: what waits, and one of them with what was decided before.

use crate::db::comments::{self, Comment, Queued};
use crate::db::{DbError, organizations, staff};
use crate::domain::comment::{CommentState, Subject};
use crate::pipeline::Desk;
use crate::pipeline::licensed::{self, Licenses};

use super::Words;

/// Comments in a state: those that speak of a crisis first, then what is due first; and how many there are in all, as far as
/// they are counted.
pub fn queue(desk: &Desk, state: CommentState, limit: i64, offset: i64) -> Result<(Vec<Queued>, i64), DbError> {
    desk.db.read(|conn| {
        let total = comments::counted_in_state(conn, state)?.0;
        Ok((comments::in_state(conn, state, limit, offset)?, total))
    })
}

/// How many are in each state, and how many of those that wait speak of a crisis, as far as they are counted.
pub fn counted(desk: &Desk) -> Result<(Vec<(CommentState, i64)>, i64), DbError> {
    desk.db.read(|conn| {
        let mut states = Vec::new();
        for state in CommentState::ALL {
            states.push((*state, comments::counted_in_state(conn, *state)?.0));
        }
        Ok((states, comments::counted_in_state(conn, CommentState::Waiting)?.1))
    })
}

/// One comment with everything that bears on it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The comment.
    pub comment: Comment,
    /// Words and name; `None` once erased.
    pub words: Option<Words>,
    /// Name and slug of the provider, where it is about one.
    pub provider: Option<(String, String)>,
    /// The e-mail address of who decided last.
    pub decided_by: Option<String>,
    /// Where it is about a provider: state (USPS code) and profession of each license. Whose boards to tell.
    pub licenses: Licenses,
}

/// Opens one.
pub fn case(desk: &Desk, comment_id: &str) -> Result<Case, DbError> {
    desk.db.read(|conn| {
        let comment = comments::get(conn, comment_id)?;
        let provider = match &comment.subject {
            Subject::Provider(id) => {
                let organization = organizations::get(conn, id)?;
                Some((organization.name, organization.slug))
            }
            Subject::Topic(_) => None,
        };
        let licenses = match &comment.subject {
            Subject::Provider(id) => licensed::of_listing(conn, id)?,
            Subject::Topic(_) => Licenses::new(),
        };
        let mut emails = staff::emails(conn)?;
        let decided_by = comment.decided.as_ref().map(|d| emails.remove(&d.by).unwrap_or_else(|| d.by.clone()));
        Ok(Case { words: Words::of(&desk.keys, &comment), provider, decided_by, licenses, comment })
    })
}
