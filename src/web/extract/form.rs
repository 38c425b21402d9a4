//! A posted HTML form.

use std::future::Future;
use std::pin::Pin;

use actix_web::{FromRequest, HttpRequest, dev};

use super::pairs;
use crate::domain::problem::Problem;
use crate::web::error::WebError;
use crate::web::problem::Code;

/// The largest form: the listing form with long texts stays far below.
const LIMIT: usize = 256 * 1024;

/// Fields of an `application/x-www-form-urlencoded` body in their order; names may repeat (check boxes).
/// Bytes that are not UTF-8 are refused, which the framework's own form reader does not do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// From fields that are text already, for tests and re-display.
    pub fn of(fields: Vec<(String, String)>) -> Self {
        Form { fields }
    }

    /// The value of a field without blanks around it; `None` when absent or blank.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.raw(name).map(str::trim).filter(|v| !v.is_empty())
    }

    /// What somebody wrote, line by line: lines end as ours do, and nothing is kept that no one can see. Empty when absent.
    pub fn prose(&self, name: &str) -> String {
        let lines = self.raw(name).unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
        let seen: String = lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        seen.trim().to_string()
    }

    /// The value of a field exactly as sent (passwords).
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Every value of a field, such as the boxes that were ticked.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether the field was sent at all (a ticked box).
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(n, _)| n == name)
    }

    /// All fields in their order.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

impl FromRequest for Form {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            if !super::is_content_type(req.headers(), |t| t == "application/x-www-form-urlencoded") {
                let said = "Send the form as application/x-www-form-urlencoded in UTF-8.";
                return Err(WebError::new(Code::UnsupportedMediaType).detail(said));
            }
            let bytes = super::read(req.headers(), payload, LIMIT).await?;
            pairs::read(&bytes).map(Form::of).map_err(|at| {
                let said = match &at.name {
                    Some(name) => format!("The field {name} is not UTF-8 text."),
                    None => "The name of a field is not UTF-8 text.".to_string(),
                };
                let place = at.name.map(|n| format!("/{n}")).unwrap_or_default();
                WebError::new(Code::MalformedBody).with_problem(Problem::body(place, "not_utf8", said))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    async fn post(kind: &str, body: &'static [u8]) -> Result<Form, WebError> {
        let (req, mut payload) =
            TestRequest::post().insert_header(("content-type", kind)).set_payload(body).to_http_parts();
        Form::from_request(&req, &mut payload).await
    }

    #[actix_web::test]
    async fn a_form_gives_texts_boxes_and_blanks() {
        let form = post("application/x-www-form-urlencoded; charset=UTF-8", b"name=+Ann+&t=iv&t=im&blank=+").await;
        let form = form.expect("a form");
        assert_eq!((form.text("name"), form.raw("name"), form.text("blank")), (Some("Ann"), Some(" Ann "), None));
        assert_eq!(form.all("t").collect::<Vec<_>>(), ["iv", "im"]);
    }

    #[test]
    fn what_somebody_wrote_keeps_its_lines_and_loses_what_no_one_sees() {
        let form = Form::of(vec![("text".into(), " a\u{0}\u{1b}b\tc\rd\r\ne ".into())]);
        assert_eq!((form.prose("text").as_str(), form.prose("other").as_str()), ("ab\tc\nd\ne", ""));
    }

    #[actix_web::test]
    async fn a_form_that_is_not_text_or_not_a_form_is_refused() {
        let form = "application/x-www-form-urlencoded";
        let code = |r: Result<Form, WebError>| r.expect_err("refused").code;
        assert_eq!(code(post(form, b"name=\xff\xfe").await), Code::MalformedBody);
        assert_eq!(code(post(form, b"name=%FF").await), Code::MalformedBody);
        assert_eq!(code(post("application/json", b"{}").await), Code::UnsupportedMediaType);
        assert_eq!(
            code(post("application/x-www-form-urlencoded; charset=latin1", b"a=b").await),
            Code::UnsupportedMediaType
        );
        static BIG: [u8; LIMIT + 1] = [b'a'; LIMIT + 1];
        assert_eq!(code(post(form, &BIG).await), Code::TooLarge);
    }
}
