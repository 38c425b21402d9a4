//! The query as pairs, in UTF-8.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev};

use super::pairs;
use crate::domain::problem::Problem;
use crate::web::error::WebError;
use crate::web::problem::Code;

/// Names and values of a query in their order, names may repeat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryPairs(pub Vec<(String, String)>);

impl QueryPairs {
    /// Reads the part of an address after `?`.
    pub fn read(query: &str) -> Result<Self, WebError> {
        pairs::read(query.as_bytes()).map(QueryPairs).map_err(|at| {
            let name = at.name.unwrap_or_default();
            let said = if name.is_empty() { "a name is not UTF-8".to_string() } else { format!("{name} is not UTF-8") };
            WebError::new(Code::BadQuery).with_problem(Problem::query(name, "not_utf8", said))
        })
    }

    /// The first value of a name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Every value of a name, such as the boxes that were ticked.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

impl FromRequest for QueryPairs {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(QueryPairs::read(req.query_string()))
    }
}
