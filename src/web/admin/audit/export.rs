//! `/admin/audit.csv`: what the filter shows, as a file, page by page out of the database.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::stream;

use crate::domain::audit::AuditFilter;
use crate::domain::spreadsheet;
use crate::pipeline::audit_export;
use crate::reads;
use crate::reads::audit::Line;
use crate::reads::audit_filter::Asked;
use crate::web::admin::guard::{MayRead, Staff};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;
use crate::web::state::State;

/// Entries that are in memory at once.
const PER_STEP: i64 = 1_000;

const COLUMNS: [&str; 10] = ["number", "at", "who", "actor", "what", "action", "on_what", "subject", "details", "hash"];

/// Where the file stands: its head, after an entry, or at its end.
enum At {
    Head,
    After(Option<i64>),
    End,
}

/// `GET /admin/audit.csv`: taking the log out is written down in it, so HEAD is not answered.
pub async fn export(state: State, staff: Staff<MayRead>, query: QueryPairs) -> Result<HttpResponse, WebError> {
    let asked = Asked::of(|name| query.first(name));
    let who = staff.visitor.staff_id.to_string();
    let filter = state
        .blocking(move |s| {
            let filter = match reads::audit_filter::read(&s.db, &asked)? {
                Ok(filter) => filter,
                Err(problems) => return Err(refused(problems)),
            };
            audit_export::begin(&s.desk(), &who, &filter)?;
            Ok::<_, WebError>(filter)
        })
        .await?;
    let day = state.clock.now().format("%Y-%m-%d");
    let name = format!("attachment; filename=\"vouchsafe-audit-{day}.csv\"");
    let steps = stream::try_unfold(At::Head, move |at| step(state.clone(), filter.clone(), at));
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .streaming(steps))
}

fn refused(problems: Vec<reads::audit_filter::Problem>) -> WebError {
    use crate::domain::problem::Problem;
    let detail = problems.first().map(|(_, said)| said.clone()).unwrap_or_default();
    let errors = problems.into_iter().map(|(name, said)| Problem::query(name, "bad_filter", said)).collect();
    WebError::new(Code::BadQuery).detail(detail).errors(errors)
}

/// The next piece of the file. A fault on the way breaks the answer off, so that half a log is not taken for a whole one.
async fn step(state: State, filter: AuditFilter, at: At) -> Result<Option<(Bytes, At)>, WebError> {
    let before = match at {
        At::Head => return Ok(Some((spreadsheet::record(&COLUMNS).into(), At::After(None)))),
        At::After(before) => before,
        At::End => return Ok(None),
    };
    let lines = state.blocking(move |s| reads::audit::matching(&s.db, &filter, before, PER_STEP)).await?;
    let next = match lines.last() {
        Some(last) if lines.len() as i64 == PER_STEP => At::After(Some(last.seq)),
        _ => At::End,
    };
    let text: Vec<u8> = lines.iter().flat_map(record).collect();
    Ok(Some((text.into(), next)))
}

fn record(line: &Line) -> Vec<u8> {
    let at = line.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let details = if line.is_erased { "erased".to_string() } else { line.details_as_logged().join("; ") };
    spreadsheet::record(&[
        &line.seq.to_string(),
        &at,
        &line.actor,
        &line.actor_code,
        &line.action,
        &line.action_code,
        &line.subject,
        &line.subject_code,
        &details,
        &line.hash,
    ])
}
