//! What a person does with a comment: publish it, refuse it by a rule of the published policy, also later; let the
//! provider's one fixed answer stand under it.

use chrono::Duration;
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::comments::{self, Comment, Decided};
use crate::db::{Conn, DbError};
use crate::domain::comment::{CommentState, REFUSED_KEPT_DAYS, Refusal, Subject};
use crate::pipeline::Desk;
use crate::pipeline::review::Reviewer;

use super::{CommentError, log};

/// Lets everybody read it. One that was refused may be published after all, as long as its words are kept.
pub fn publish(desk: &Desk, reviewer: &Reviewer, comment_id: &str, seen_version: i64) -> Result<(), CommentError> {
    decide(desk, reviewer, (comment_id, seen_version), CommentState::Published, None)
}

/// Refuses it, or takes it down again, by a rule of the policy. Its writer sees which on their page.
pub fn refuse(
    desk: &Desk,
    reviewer: &Reviewer,
    comment_id: &str,
    seen_version: i64,
    refusal: Refusal,
) -> Result<(), CommentError> {
    decide(desk, reviewer, (comment_id, seen_version), CommentState::Refused, Some(refusal))
}

fn decide(
    desk: &Desk,
    reviewer: &Reviewer,
    (comment_id, seen_version): (&str, i64),
    state: CommentState,
    refusal: Option<Refusal>,
) -> Result<(), CommentError> {
    desk.db.write(|conn| {
        let comment = seen(conn, comment_id, seen_version)?;
        // Withdrawn, or its words were forgotten: there is nothing left to decide on.
        if comment.state == state || comment.sealed.is_none() {
            return Err(CommentError::Stale);
        }
        let decided = Decided { at: desk.clock.now(), by: reviewer.id.clone(), refusal };
        comments::decide(conn, &comment.id, seen_version, state, &decided)?;
        let payload = json!({ "reference": comment.reference, "was": comment.state, "rule": refusal });
        log(conn, desk, &reviewer.actor(), &comment, &format!("comment.{state}"), payload)
    })
}

/// Puts the fixed answer under a published comment about a provider, who asked for it, or takes it away again.
pub fn answer(
    desk: &Desk,
    reviewer: &Reviewer,
    comment_id: &str,
    seen_version: i64,
    stands: bool,
) -> Result<(), CommentError> {
    desk.db.write(|conn| {
        let comment = seen(conn, comment_id, seen_version)?;
        let may = comment.state == CommentState::Published && matches!(comment.subject, Subject::Provider(_));
        if !may || comment.answered_at.is_some() == stands {
            return Err(CommentError::Stale);
        }
        let answered_at = stands.then(|| desk.clock.now());
        comments::set_answered(conn, &comment.id, seen_version, answered_at)?;
        let payload = json!({ "reference": comment.reference, "stands": stands });
        log(conn, desk, &reviewer.actor(), &comment, "comment.answered", payload)
    })
}

/// The comment, if it still is what the reviewer saw.
fn seen(conn: &mut Conn, comment_id: &str, seen_version: i64) -> Result<Comment, CommentError> {
    let comment = comments::get(conn, comment_id)?;
    if comment.version == seen_version { Ok(comment) } else { Err(CommentError::Stale) }
}

/// Erases the words of comments whose refusal is older than [`REFUSED_KEPT_DAYS`].
pub(in crate::pipeline) fn forget_refused(conn: &mut Conn, desk: &Desk) -> Result<(), DbError> {
    let now = desk.clock.now();
    let forgotten = comments::forget_refused(conn, now - Duration::days(REFUSED_KEPT_DAYS))?;
    if forgotten > 0 {
        let entry = Entry {
            actor: &Actor::Program("monitor"),
            action: "comments.forgotten",
            subject: "comments".into(),
            payload: json!({ "refused": forgotten }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
    }
    Ok(())
}
