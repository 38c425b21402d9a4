//! Every way in which a request can fail, one row each, and the problem document that says so (RFC 9457).

use actix_web::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::problem::Problem;

/// Declares the codes with their rows: word, status, title, meaning.
macro_rules! problem_codes {
    ($($variant:ident $word:literal $status:ident $title:literal $meaning:literal;)+) => {
        /// A stable name for a kind of failure: the last part of a problem document's `type`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $title] $variant),+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// The word in `/problems/{word}`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $word),+ }
            }

            /// The HTTP status it is answered with.
            pub const fn status(self) -> StatusCode {
                match self { $(Code::$variant => StatusCode::$status),+ }
            }

            /// A short name in English.
            pub const fn title(self) -> &'static str {
                match self { $(Code::$variant => $title),+ }
            }

            /// What it means and what to do, in English.
            pub const fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning),+ }
            }
        }
    };
}

problem_codes! {
    BadRequest "bad-request" BAD_REQUEST "The request cannot be understood"
        "Something in the request is not as it should be. Check what you sent and try again.";
    MalformedBody "malformed-body" BAD_REQUEST "The body cannot be read"
        "The body is not well formed, is not UTF-8, names a field that does not exist, or has a value of the wrong type. Each place is in errors.";
    BadQuery "bad-query" BAD_REQUEST "A search value cannot be used"
        "A value in the address is unknown, out of range or not readable. Each one is in errors.";
    SignInNeeded "sign-in-needed" UNAUTHORIZED "Please sign in"
        "This page is for people who are signed in. Sign in and try again.";
    Forbidden "forbidden" FORBIDDEN "This is not open to you"
        "You are known to us, but your role does not allow this.";
    ForeignForm "foreign-form" FORBIDDEN "This form came from somewhere else"
        "A form must be sent from our own page, and not too long after it was opened. Go back, reload the page and send it again.";
    NotFound "not-found" NOT_FOUND "There is nothing here"
        "The address may be mistyped, or the page may have gone.";
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "This address does not do that"
        "The address exists, but not for this HTTP method. The Allow header names those that work.";
    NotAcceptable "not-acceptable" NOT_ACCEPTABLE "No form that you accept"
        "The Accept or Accept-Encoding header rules out everything that we can send.";
    BodyTimeout "body-timeout" REQUEST_TIMEOUT "The request took too long to arrive"
        "The body did not arrive in time. Check your connection and send it again.";
    Conflict "conflict" CONFLICT "Something changed in the meantime"
        "Someone else was faster, or this step is not open now. Reload and look at the present state.";
    StillAtWork "still-at-work" CONFLICT "The same is still being done"
        "What you sent first under this Idempotency-Key is not finished. Wait for the seconds in Retry-After and send the same again.";
    Gone "gone" GONE "This is no longer here"
        "It was here once and has been taken away for good, or the link has been used.";
    PreconditionFailed "precondition-failed" PRECONDITION_FAILED "It is not the version that you saw"
        "If-Match names another version than the present one. Read it again, look at what changed, and send the ETag of what you saw then.";
    TooLarge "too-large" PAYLOAD_TOO_LARGE "That is too large"
        "The body is larger than this address takes. The limit is in detail.";
    UnsupportedMediaType "unsupported-media-type" UNSUPPORTED_MEDIA_TYPE "The body is of the wrong kind"
        "Send the content type that is named in detail.";
    InvalidValues "invalid-values" UNPROCESSABLE_ENTITY "Some values cannot be right"
        "The body can be read, but some values are outside their list, impossible or contradict each other. Each one is in errors.";
    IdempotencyKeyReused "idempotency-key-reused" UNPROCESSABLE_ENTITY "This key came with something else before"
        "The Idempotency-Key was used for another body in the last 24 hours. Give each thing that you send a key of its own.";
    TooManyRequests "too-many-requests" TOO_MANY_REQUESTS "Too many requests"
        "You have asked very often in a short time. Wait for the seconds in Retry-After and go on.";
    Internal "internal" INTERNAL_SERVER_ERROR "Something went wrong on our side"
        "The fault is ours and has been recorded. Nothing that you sent was half saved. Try again in a little while.";
    Unavailable "unavailable" SERVICE_UNAVAILABLE "Not available just now"
        "The service is starting, busy or short of something it needs. Try again in a minute.";
}

impl Code {
    /// The code with this word.
    pub fn from_word(word: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|c| c.as_str() == word)
    }

    /// What a bare status, as the framework gives it, amounts to.
    pub fn of_status(status: StatusCode) -> Code {
        let fallback = if status.is_server_error() { Code::Internal } else { Code::BadRequest };
        Code::ALL.iter().copied().find(|c| c.status() == status).unwrap_or(fallback)
    }
}

/// The body of an `application/problem+json` answer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct Document<'a> {
    /// `/problems/{code}`: the address of a page that explains the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name of the code in words.
    pub title: &'static str,
    /// HTTP status.
    pub status: u16,
    /// What happened this time.
    pub detail: &'a str,
    /// The path asked for, without its query.
    pub instance: &'a str,
    /// Each single problem, with its place.
    pub errors: &'a [Problem],
    /// To be quoted when asking for help.
    pub request_id: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_word_of_its_own_and_says_what_to_do() {
        for code in Code::ALL {
            assert_eq!(Code::from_word(code.as_str()), Some(*code));
            assert!(code.status().is_client_error() || code.status().is_server_error());
            assert!(code.meaning().ends_with('.'), "{code:?}");
        }
    }

    #[test]
    fn a_bare_status_of_the_framework_finds_its_code() {
        assert_eq!(Code::of_status(StatusCode::NOT_FOUND), Code::NotFound);
        assert_eq!(Code::of_status(StatusCode::METHOD_NOT_ALLOWED), Code::MethodNotAllowed);
        assert_eq!(Code::of_status(StatusCode::IM_A_TEAPOT), Code::BadRequest);
        assert_eq!(Code::of_status(StatusCode::BAD_GATEWAY), Code::Internal);
    }
}
