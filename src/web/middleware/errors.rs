//! Gives every failure its body: a problem document under `/api`, an OperationOutcome under `/fhir`, a page elsewhere. Handlers' errors, the
//! extractors' of the framework, bare 404 and 405 and crashes all pass here.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, HttpResponseBuilder, web};
use tera::Context;

use super::trace::RequestId;
use crate::fhir::{Issue, OperationOutcome};
use crate::web::error::WebError;
use crate::web::fhir::issue_code;
use crate::web::problem::{Code, Document};
use crate::web::state::AppState;
use crate::web::views::Page;

/// Headers that belong to the body that is replaced.
const OF_THE_BODY: [HeaderName; 4] =
    [header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::TRANSFER_ENCODING, header::ETAG];

/// What must be known of a request to answer for it after it is gone (a crash takes it along).
struct Asked {
    state: Option<web::Data<AppState>>,
    path: String,
    id: RequestId,
}

/// Renders failures.
pub async fn render(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let asked = Asked {
        state: req.app_data::<web::Data<AppState>>().cloned(),
        path: req.path().to_string(),
        id: req.extensions().get::<RequestId>().cloned().unwrap_or_default(),
    };
    match next.call(req).await {
        Ok(res) => Ok(match failure_of(&res) {
            Some(failure) => {
                let mut answer = asked.answer(&failure);
                // What the failing layer said besides its body stays: Allow, Retry-After, rate limit headers.
                for (name, value) in res.headers() {
                    if !answer.headers().contains_key(name) && !OF_THE_BODY.contains(name) {
                        answer.headers_mut().append(name.clone(), value.clone());
                    }
                }
                res.into_response(answer)
            }
            None => res.map_into_boxed_body(),
        }),
        Err(error) => {
            let failure = of_error(&error);
            Err(InternalError::from_response(error, asked.answer(&failure)).into())
        }
    }
}

/// The failure in a response, unless a handler wrote its own page for it.
fn failure_of<B>(res: &ServiceResponse<B>) -> Option<WebError> {
    if let Some(error) = res.response().error() {
        return Some(of_error(error));
    }
    let status = res.status();
    let failed = status.is_client_error() || status.is_server_error();
    (failed && !res.headers().contains_key(header::CONTENT_TYPE)).then(|| WebError::new(Code::of_status(status)))
}

fn of_error(error: &Error) -> WebError {
    match error.as_error::<WebError>() {
        Some(failure) => failure.clone(),
        None => WebError::new(Code::of_status(error.as_response_error().status_code())),
    }
}

impl Asked {
    fn answer(&self, failure: &WebError) -> HttpResponse {
        let mut response = HttpResponse::build(failure.code.status());
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(wait) = failure.retry_after {
            response.insert_header((header::RETRY_AFTER, wait.as_secs().max(1)));
        }
        if failure.code == Code::BodyTimeout {
            response.force_close();
        }
        if failure.code == Code::SignInNeeded && is_for_programs(&self.path) {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if is_fhir(&self.path) {
            return outcome(response, failure);
        }
        if is_for_programs(&self.path) { self.document(response, failure) } else { self.page(response, failure) }
    }

    fn document(&self, mut response: HttpResponseBuilder, failure: &WebError) -> HttpResponse {
        let detail = if failure.detail.is_empty() { failure.code.meaning() } else { &failure.detail };
        let document = Document {
            kind: format!("/problems/{}", failure.code.as_str()),
            title: failure.code.title(),
            status: failure.code.status().as_u16(),
            detail,
            instance: &self.path,
            errors: &failure.errors,
            request_id: self.id.as_str(),
        };
        response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json")));
        response.body(serde_json::to_vec(&document).unwrap_or_default())
    }

    fn page(&self, mut response: HttpResponseBuilder, failure: &WebError) -> HttpResponse {
        let body = self.rendered(failure).unwrap_or_else(|| last_resort(failure.code));
        response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")));
        response.body(body)
    }

    fn rendered(&self, failure: &WebError) -> Option<String> {
        let state = self.state.clone()?;
        let page = Page::new(state.clone(), &self.path, self.id.clone());
        let word = failure.code.as_str();
        // A text that the locale lacks is given from here; the template looks the others up itself.
        let lacking =
            |key: String, english: &str| state.views.text(page.locale(), &key).is_none().then(|| english.to_string());
        let said = (!failure.detail.is_empty()).then(|| failure.detail.clone());
        let mut context = Context::new();
        context.insert("code", word);
        context.insert("status", &failure.code.status().as_u16());
        context.insert("title", &lacking(format!("error-{word}-title"), failure.code.title()));
        context.insert("detail", &said.or_else(|| lacking(format!("error-{word}"), failure.code.meaning())));
        let problems: Vec<&str> = failure.errors.iter().map(|p| p.detail.as_str()).collect();
        context.insert("problems", &problems);
        page.text("error.html", context).ok()
    }
}

fn is_for_programs(path: &str) -> bool {
    is_under("/api", path) || is_fhir(path)
}

fn is_fhir(path: &str) -> bool {
    is_under("/fhir", path)
}

fn is_under(room: &str, path: &str) -> bool {
    path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The failure as FHIR says it.
fn outcome(mut response: HttpResponseBuilder, failure: &WebError) -> HttpResponse {
    let said = if failure.detail.is_empty() { failure.code.meaning() } else { &failure.detail };
    let named = failure.errors.iter().map(|problem| Issue::failure("invalid", problem.detail.clone()));
    let mut issues: Vec<Issue> = named.collect();
    if issues.is_empty() {
        issues.push(Issue::failure(issue_code(failure.code), said));
    }
    response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/fhir+json")));
    response.body(serde_json::to_vec(&OperationOutcome::of(issues)).unwrap_or_default())
}

/// Where even the template of the error page fails. It still carries the crisis line.
fn last_resort(code: Code) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body><main>\
         <p>In crisis? Call or text <a href=\"tel:988\">988</a>, any time. In danger now: call \
         <a href=\"tel:911\">911</a>.</p><h1>{title}</h1><p>{meaning}</p><p><a href=\"/\">Back to the start</a></p>\
         </main></body></html>",
        title = code.title(),
        meaning = code.meaning()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_get_documents_and_people_get_pages() {
        for (path, programs) in [("/api/v1/providers", true), ("/fhir", true), ("/apiary", false), ("/search", false)] {
            assert_eq!(is_for_programs(path), programs, "{path}");
        }
    }

    #[test]
    fn even_the_last_resort_names_the_crisis_line() {
        assert!(last_resort(Code::Internal).contains("988"));
    }
}
