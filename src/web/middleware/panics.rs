//! A handler that panics costs its own request, nothing else.

use std::panic::AssertUnwindSafe;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use futures_util::FutureExt;

use crate::web::error::WebError;
use crate::web::problem::Code;

/// Turns a panic into [`Code::Internal`]. The panic hook has logged where it was (`telemetry`).
pub async fn catch<B: MessageBody + 'static>(req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    // Unwind safety: what handlers share is behind locks and atomics that they do not hold across a panic's frame
    // in a broken state; the request itself is dropped.
    match AssertUnwindSafe(next.call(req)).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(_) => {
            metrics::counter!("vouchsafe_panics_total").increment(1);
            Err(WebError::new(Code::Internal).into())
        }
    }
}
