//! A JSON body, read strictly: UTF-8, no key twice in an object, not too deep, every fault with its place.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use actix_web::{FromRequest, HttpRequest, dev};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::domain::problem::Problem;
use crate::web::error::WebError;
use crate::web::problem::Code;

/// The largest body: a dossier of a hundred clinicians stays far below.
const LIMIT: usize = 1024 * 1024;

/// The body of an `application/json` request. Its shape is the handler's to judge, so that all problems of a
/// dossier can be told at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Json(pub Value);

impl FromRequest for Json {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            if !super::is_content_type(req.headers(), |t| t == "application/json" || t.ends_with("+json")) {
                let said = "Send the body as application/json in UTF-8.";
                return Err(WebError::new(Code::UnsupportedMediaType).detail(said));
            }
            let bytes = super::read(req.headers(), payload, LIMIT).await?;
            read(&bytes).map(Json).map_err(|problem| WebError::new(Code::MalformedBody).with_problem(problem))
        })
    }
}

/// Reads JSON text; the first fault comes back with its JSON pointer.
pub fn read(bytes: &[u8]) -> Result<Value, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|e| {
        Problem::body(
            "",
            "not_utf8",
            format!("The body is not UTF-8: the first bad byte is number {}.", e.valid_up_to() + 1),
        )
    })?;
    let mut fault: Option<Problem> = None;
    let mut parser = serde_json::Deserializer::from_str(text);
    let read = Strict { pointer: String::new(), fault: &mut fault }.deserialize(&mut parser).and_then(|value| {
        parser.end()?;
        Ok(value)
    });
    read.map_err(|e| {
        let place = format!("line {}, column {}", e.line(), e.column());
        fault.unwrap_or_else(|| {
            Problem::body("", "not_json", format!("The body is not JSON: {}, at {place}.", reason(&e)))
        })
    })
}

/// The parser's reason without its place. It quotes no value: only syntax errors come here.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line").map_or(text.clone(), |(reason, _)| reason.to_string())
}

/// Builds a `Value` and keeps track of where it is.
struct Strict<'a> {
    pointer: String,
    fault: &'a mut Option<Problem>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Number::from_f64(v).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<Value, E> {
        self.visit_string(v.to_string())
    }

    fn visit_string<E: serde::de::Error>(self, v: String) -> Result<Value, E> {
        if v.contains('\0') {
            let said = "A text holds the character NUL, which no field takes.";
            *self.fault = Some(Problem::body(self.pointer, "nul_character", said));
            return Err(E::custom("NUL"));
        }
        Ok(Value::String(v))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Strict {
            pointer: format!("{}/{}", self.pointer, items.len()),
            fault: &mut *self.fault,
        })? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let pointer = format!("{}/{}", self.pointer, key.replace('~', "~0").replace('/', "~1"));
            if object.contains_key(&key) {
                let said = "This field stands twice in the same object; keep one of them.";
                *self.fault = Some(Problem::body(pointer, "duplicate_field", said));
                return Err(A::Error::custom("duplicate field"));
            }
            let value = map.next_value_seed(Strict { pointer, fault: &mut *self.fault })?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    fn fault(text: &[u8]) -> (String, &'static str) {
        let problem = read(text).expect_err("refused");
        let crate::domain::problem::Place::Body(pointer) = problem.place else { panic!("in the body") };
        (pointer, problem.code)
    }

    #[test]
    fn a_field_that_stands_twice_is_refused_with_its_place() {
        let text = br#"{"clinicians":[{"npi":"1"},{"npi":"2","a/b":{"x":1,"x":2}}]}"#;
        assert_eq!(fault(text), ("/clinicians/1/a~1b/x".to_string(), "duplicate_field"));
    }

    #[test]
    fn what_is_not_json_or_not_utf8_is_refused() {
        assert_eq!(fault(b"{\"a\":").1, "not_json");
        assert_eq!(fault(b"{} {}").1, "not_json");
        assert_eq!(fault(b"").1, "not_json");
        assert_eq!(fault(b"{\"a\":\"\xff\"}").1, "not_utf8");
        assert_eq!(fault(b"{\"a\":\"x\\u0000\"}"), ("/a".to_string(), "nul_character"));
        assert_eq!(fault("[".repeat(200_000).as_bytes()).1, "not_json");
    }

    #[actix_web::test]
    async fn only_json_of_a_fair_size_is_read() {
        async fn post(kind: &str, body: Vec<u8>) -> Result<Json, WebError> {
            let req = TestRequest::post().insert_header(("content-type", kind)).set_payload(body);
            let (req, mut payload) = req.to_http_parts();
            Json::from_request(&req, &mut payload).await
        }
        assert!(post("application/json; charset=utf-8", b"{}".to_vec()).await.is_ok());
        let code = |r: Result<Json, WebError>| r.expect_err("refused").code;
        assert_eq!(code(post("text/plain", b"{}".to_vec()).await), Code::UnsupportedMediaType);
        assert_eq!(code(post("application/json; charset=utf-16", b"{}".to_vec()).await), Code::UnsupportedMediaType);
        assert_eq!(code(post("application/json", vec![b' '; LIMIT + 1]).await), Code::TooLarge);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
