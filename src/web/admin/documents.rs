//! A document that a provider added, for staff who decide: as a file to keep apart, never as a page of ours.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::pipeline::document::{self, Document, DocumentError};
use crate::web::error::WebError;
use crate::web::pages::documents::size;
use crate::web::state::State;

use super::guard::{MayDecide, Staff};
use super::submissions::id_of;

/// `GET /admin/submissions/{id}/documents/{document}`: a look that is written down, so HEAD is not answered.
pub async fn open(
    state: State,
    staff: Staff<MayDecide>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (submission, wanted) = path.into_inner();
    let (submission, wanted, reviewer) = (id_of(&submission)?, id_of(&wanted)?, staff.reviewer());
    let (found, bytes) = state
        .blocking(move |s| {
            document::open(&s.desk(), &reviewer, submission.as_str(), wanted.as_str()).map_err(|e| match e {
                DocumentError::Db(e) => e.into(),
                other => WebError::internal(other),
            })
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type(found.kind.content_type())
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file_name(&found))))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .body(bytes))
}

/// Ours, from the id: what its sender called it is not kept.
fn file_name(document: &Document) -> String {
    let id = document.id.as_str();
    format!("document-{}-{}.{}", document.slot, &id[id.len().saturating_sub(8)..], document.kind.extension())
}

/// One in the list of the review page.
#[derive(Debug, Serialize)]
pub(super) struct DocumentView {
    id: String,
    name: String,
    size: String,
    added_at: chrono::DateTime<chrono::Utc>,
    is_active: bool,
}

impl DocumentView {
    pub(super) fn of(document: &Document) -> Self {
        DocumentView {
            id: document.id.clone(),
            name: file_name(document),
            size: size(document.size),
            added_at: document.added_at,
            is_active: document.is_active,
        }
    }
}
