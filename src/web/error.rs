//! The one error that handlers return. It becomes a problem document for programs and a page for people
//! (`middleware::errors`); which of the two depends on the address alone.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use super::problem::Code;
use crate::domain::problem::Problem;

/// A request that failed: why, in words for whoever sent it, and each single problem.
#[derive(Debug, Clone, PartialEq)]
pub struct WebError {
    /// What kind of failure.
    pub code: Code,
    /// What happened this time; empty says what [`Code::meaning`] says. Shown to the client: never a private value.
    pub detail: String,
    /// Single problems with their places.
    pub errors: Vec<Problem>,
    /// When to come back.
    pub retry_after: Option<Duration>,
}

impl WebError {
    /// A failure of this kind.
    pub fn new(code: Code) -> Self {
        WebError { code, detail: String::new(), errors: Vec::new(), retry_after: None }
    }

    /// Nothing at this address.
    pub fn not_found() -> Self {
        WebError::new(Code::NotFound)
    }

    /// A fault of ours. `cause` goes to the log, the client learns nothing of it; it must not hold private values.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        // One line, whatever the cause's own text holds.
        let cause = cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        tracing::error!(cause, "a request failed on our side");
        WebError::new(Code::Internal)
    }

    /// Says what happened this time.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds single problems.
    pub fn errors(mut self, errors: Vec<Problem>) -> Self {
        self.errors = errors;
        self
    }

    /// Adds one problem, whose sentence is the detail too.
    pub fn with_problem(mut self, problem: Problem) -> Self {
        self.detail.clone_from(&problem.detail);
        self.errors.push(problem);
        self
    }

    /// Says when to come back.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }
}

impl std::fmt::Display for WebError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.title())
    }
}

impl std::error::Error for WebError {}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    /// Bare: `middleware::errors` gives it its body, because only there the address is known.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.code.status())
    }
}
