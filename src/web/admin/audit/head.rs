//! `/admin/audit/head`: the head of the chain, signed, for whoever keeps it elsewhere. Nothing is written down, and nothing changes.

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::pipeline::audit_head::{self, HeadError};
use crate::web::admin::guard::{MayRead, Staff};
use crate::web::error::WebError;
use crate::web::state::State;

/// The file.
pub async fn download(state: State, _staff: Staff<MayRead>) -> Result<HttpResponse, WebError> {
    let head = state
        .blocking(|s| {
            audit_head::sign(&s.desk()).map_err(|e| match e {
                HeadError::Db(e) => WebError::from(e),
                HeadError::Key(e) => WebError::internal(e),
            })
        })
        .await?;
    let name = format!("attachment; filename=\"vouchsafe-audit-head-{}.json\"", head.seq);
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(head.to_text()))
}
