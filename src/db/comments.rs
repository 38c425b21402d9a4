//! What patients and readers wrote, and how it was decided.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::comment::{CommentState, Refusal, Subject};
use crate::domain::report::Language;

use super::queue::{MOST_COUNTED, length, page};
use super::schema::{comments, organizations};
use super::{Conn, DbError, stored, utc};

/// One comment as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// UUIDv7.
    pub id: String,
    /// What its writer quotes, such as `VS-7F3K-92QX`.
    pub reference: String,
    /// What it is about.
    pub subject: Subject,
    /// Where it stands.
    pub state: CommentState,
    /// Counts changes: the value a change must name.
    pub version: i64,
    /// In which it was written.
    pub language: Language,
    /// It speaks of a crisis.
    pub is_urgent: bool,
    /// Words and name, encrypted; `None` once withdrawn or forgotten.
    pub sealed: Option<String>,
    /// SHA-256 of the one form that it came from.
    pub form_digest: String,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// By when a person should have read it.
    pub due_at: DateTime<Utc>,
    /// The last decision; `None` while it waits.
    pub decided: Option<Decided>,
    /// When the provider asked for its one fixed answer.
    pub answered_at: Option<DateTime<Utc>>,
}

/// Who decided on a comment, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// When.
    pub at: DateTime<Utc>,
    /// Staff id.
    pub by: String,
    /// Against which rule, where it was refused.
    pub refusal: Option<Refusal>,
}

#[derive(Queryable, Insertable, Clone)]
#[diesel(table_name = comments)]
struct Row {
    id: String,
    reference: String,
    organization_id: Option<String>,
    topic: Option<String>,
    state: String,
    version: i64,
    language: String,
    is_urgent: bool,
    sealed: Option<String>,
    form_digest: String,
    received_at: NaiveDateTime,
    due_at: NaiveDateTime,
    decided_at: Option<NaiveDateTime>,
    decided_by: Option<String>,
    refusal: Option<String>,
    answered_at: Option<NaiveDateTime>,
}

impl TryFrom<Row> for Comment {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let damaged = |what: String| DbError::Damaged(format!("comment {}: {what}", row.id));
        let word = |e: crate::domain::problem::UnknownWord| damaged(e.to_string());
        let subject = match (row.organization_id, row.topic) {
            (Some(organization_id), None) => Subject::Provider(organization_id),
            (None, Some(topic)) => Subject::Topic(topic),
            _ => return Err(damaged("it is about nothing, or about two things".into())),
        };
        let refusal = row.refusal.as_deref().map(str::parse::<Refusal>).transpose().map_err(word)?;
        Ok(Comment {
            subject,
            state: row.state.parse().map_err(word)?,
            language: row.language.parse().map_err(word)?,
            decided: row.decided_at.zip(row.decided_by).map(|(at, by)| Decided { at: utc(at), by, refusal }),
            id: row.id,
            reference: row.reference,
            version: row.version,
            is_urgent: row.is_urgent,
            sealed: row.sealed,
            form_digest: row.form_digest,
            received_at: utc(row.received_at),
            due_at: utc(row.due_at),
            answered_at: row.answered_at.map(utc),
        })
    }
}

/// Adds one.
///
/// # Errors
/// [`DbError::Duplicate`] where its form made a comment before.
pub fn insert(conn: &mut Conn, c: &Comment) -> Result<(), DbError> {
    let (organization_id, topic) = match c.subject.clone() {
        Subject::Provider(id) => (Some(id), None),
        Subject::Topic(topic) => (None, Some(topic)),
    };
    let row = Row {
        id: c.id.clone(),
        reference: c.reference.clone(),
        organization_id,
        topic,
        state: c.state.to_string(),
        version: c.version,
        language: c.language.to_string(),
        is_urgent: c.is_urgent,
        sealed: c.sealed.clone(),
        form_digest: c.form_digest.clone(),
        received_at: stored(c.received_at),
        due_at: stored(c.due_at),
        decided_at: c.decided.as_ref().map(|d| stored(d.at)),
        decided_by: c.decided.as_ref().map(|d| d.by.clone()),
        refusal: c.decided.as_ref().and_then(|d| d.refusal).map(|r| r.to_string()),
        answered_at: c.answered_at.map(stored),
    };
    diesel::insert_into(comments::table).values(row).execute(conn)?;
    Ok(())
}

/// By id.
pub fn get(conn: &mut Conn, id: &str) -> Result<Comment, DbError> {
    comments::table.find(id).first::<Row>(conn)?.try_into()
}

/// By the reference that its writer quotes.
pub fn by_reference(conn: &mut Conn, reference: &str) -> Result<Option<Comment>, DbError> {
    let row: Option<Row> = comments::table.filter(comments::reference.eq(reference)).first(conn).optional()?;
    row.map(Comment::try_from).transpose()
}

/// The one that a form made.
pub fn by_form(conn: &mut Conn, form_digest: &str) -> Result<Option<Comment>, DbError> {
    let row: Option<Row> = comments::table.filter(comments::form_digest.eq(form_digest)).first(conn).optional()?;
    row.map(Comment::try_from).transpose()
}

/// Those about one subject that everybody may read, the newest first, and how many there are in all.
pub fn published(conn: &mut Conn, subject: &Subject, limit: i64, offset: i64) -> Result<(Vec<Comment>, i64), DbError> {
    let about = || {
        let all = comments::table.filter(comments::state.eq(CommentState::Published.as_str())).into_boxed();
        match subject {
            Subject::Provider(id) => all.filter(comments::organization_id.eq(id.clone())),
            Subject::Topic(topic) => all.filter(comments::topic.eq(topic.clone())),
        }
    };
    let total = about().count().get_result(conn)?;
    let newest = about().order((comments::decided_at.desc(), comments::id.desc()));
    let rows: Vec<Row> = newest.limit(limit).offset(offset).load(conn)?;
    Ok((rows.into_iter().map(Comment::try_from).collect::<Result<_, _>>()?, total))
}

/// One line of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Queued {
    /// The comment.
    pub comment: Comment,
    /// The provider's public name, where it is about one.
    pub provider: Option<String>,
}

/// Comments in a state: those that speak of a crisis first, then what is due first. Both parts are read along the index as far as the
/// page goes.
pub fn in_state(conn: &mut Conn, state: CommentState, limit: i64, offset: i64) -> Result<Vec<Queued>, DbError> {
    let mut rows: Vec<(Row, Option<String>)> = Vec::new();
    for is_urgent in [true, false] {
        let part: Vec<(Row, Option<String>)> = comments::table
            .left_join(organizations::table)
            .filter(comments::state.eq(state.as_str()))
            .filter(comments::is_urgent.eq(is_urgent))
            .order((comments::due_at.asc(), comments::id.asc()))
            .limit(limit + offset)
            .select((comments::all_columns, organizations::name.nullable()))
            .load(conn)?;
        rows.extend(part);
    }
    page(rows, limit, offset).map(|(row, provider)| Ok(Queued { comment: row.try_into()?, provider })).collect()
}

/// How many are in a state, and how many of them speak of a crisis; of both kinds counted to [`MOST_COUNTED`].
pub fn counted_in_state(conn: &mut Conn, state: CommentState) -> Result<(i64, i64), DbError> {
    let mut counted = |is_urgent: bool| -> Result<i64, DbError> {
        let own = comments::table.filter(comments::state.eq(state.as_str())).filter(comments::is_urgent.eq(is_urgent));
        Ok(length(&own.select(comments::id).limit(MOST_COUNTED + 1).load::<String>(conn)?))
    };
    let (urgent, others) = (counted(true)?, counted(false)?);
    Ok((urgent + others, urgent))
}

/// How many comments stand where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// By state.
    pub states: BTreeMap<CommentState, i64>,
    /// Those refused, by the rule that they broke.
    pub refusals: BTreeMap<Refusal, i64>,
    /// Those that wait and speak of a crisis.
    pub urgent: i64,
}

/// Counts them all.
pub fn counts(conn: &mut Conn) -> Result<Counts, DbError> {
    let damaged = |e: crate::domain::problem::UnknownWord| DbError::Damaged(format!("comments: {e}"));
    let by_state: Vec<(String, i64)> =
        comments::table.group_by(comments::state).select((comments::state, diesel::dsl::count_star())).load(conn)?;
    let refused = comments::table.filter(comments::state.eq(CommentState::Refused.as_str()));
    let by_rule: Vec<(Option<String>, i64)> =
        refused.group_by(comments::refusal).select((comments::refusal, diesel::dsl::count_star())).load(conn)?;
    let waiting = comments::table.filter(comments::state.eq(CommentState::Waiting.as_str()));
    let urgent = waiting.filter(comments::is_urgent.eq(true)).count().get_result(conn)?;
    let mut counts = Counts { urgent, ..Counts::default() };
    for (state, count) in by_state {
        counts.states.insert(state.parse().map_err(damaged)?, count);
    }
    for (rule, count) in by_rule {
        counts.refusals.insert(rule.unwrap_or_default().parse().map_err(damaged)?, count);
    }
    Ok(counts)
}

/// Decides on a comment at the version the caller saw. Exactly one of two callers succeeds.
pub fn decide(
    conn: &mut Conn,
    id: &str,
    seen_version: i64,
    state: CommentState,
    decided: &Decided,
) -> Result<(), DbError> {
    let moved = diesel::update(comments::table.find(id).filter(comments::version.eq(seen_version)))
        .set((
            comments::state.eq(state.as_str()),
            comments::version.eq(seen_version + 1),
            comments::decided_at.eq(stored(decided.at)),
            comments::decided_by.eq(&decided.by),
            comments::refusal.eq(decided.refusal.map(Refusal::as_str)),
        ))
        .execute(conn)?;
    if moved == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Its writer takes it back: the words and the name are gone for good.
pub fn withdraw(conn: &mut Conn, id: &str, seen_version: i64) -> Result<(), DbError> {
    let moved = diesel::update(comments::table.find(id).filter(comments::version.eq(seen_version)))
        .set((
            comments::state.eq(CommentState::Withdrawn.as_str()),
            comments::version.eq(seen_version + 1),
            comments::sealed.eq(None::<String>),
        ))
        .execute(conn)?;
    if moved == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Notes that the provider asked for its fixed answer to stand under it, or that it should not.
pub fn set_answered(
    conn: &mut Conn,
    id: &str,
    seen_version: i64,
    answered_at: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    let moved = diesel::update(comments::table.find(id).filter(comments::version.eq(seen_version)))
        .set((comments::version.eq(seen_version + 1), comments::answered_at.eq(answered_at.map(stored))))
        .execute(conn)?;
    if moved == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Erases the words of those that were refused before a time. Answers how many.
pub fn forget_refused(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, DbError> {
    let old = comments::table
        .filter(comments::state.eq(CommentState::Refused.as_str()))
        .filter(comments::decided_at.lt(stored(before)))
        .filter(comments::sealed.is_not_null());
    let version = comments::version + 1;
    Ok(diesel::update(old).set((comments::sealed.eq(None::<String>), comments::version.eq(version))).execute(conn)?)
}
