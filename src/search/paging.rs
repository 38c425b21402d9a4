//! Page tokens: where a page ended, signed together with the query it belongs to.
//!
//! A token says where to go on, and gives no right to anything. It names the sort key and the id of the last result,
//! not a number of results to skip, so that a listing published in between moves nothing on later pages.

use data_encoding::BASE64URL_NOPAD;

use crate::domain::problem::Problem;

use super::query::Query;
use super::rank::Rank;

/// Where a page ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After(pub(super) Rank<'static>);

/// A keyed MAC over bytes, as text without a full stop.
pub type Sign<'a> = &'a dyn Fn(&[u8]) -> String;

impl After {
    /// The token for the page that follows.
    pub fn token(&self, query: &Query, sign: Sign<'_>) -> String {
        let key = self.0.encode();
        format!("{}.{}", BASE64URL_NOPAD.encode(key.as_bytes()), sign(&bound(&key, query)))
    }

    /// Reads a token.
    ///
    /// # Errors
    /// One problem where it was edited, cut, or made for another query: code `bad_page_token`.
    pub fn read(token: &str, query: &Query, sign: Sign<'_>) -> Result<After, Problem> {
        let refused = || {
            let detail = "This page_token does not belong to this search. Begin again without it.";
            Problem::query("page_token", "bad_page_token", detail)
        };
        let (key, mac) = token.split_once('.').ok_or_else(refused)?;
        let key = BASE64URL_NOPAD.decode(key.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let key = key.ok_or_else(refused)?;
        let right = sign(&bound(&key, query));
        if !bool::from(subtle::ConstantTimeEq::ct_eq(right.as_bytes(), mac.as_bytes())) {
            return Err(refused());
        }
        Rank::decode(&key).map(After).ok_or_else(refused)
    }
}

/// What is signed: the key and the query, told apart by the key's length.
fn bound(key: &str, query: &Query) -> Vec<u8> {
    format!("{}\n{key}{}", key.len(), query.query_string()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Slice, search, testing};

    fn sign(bytes: &[u8]) -> String {
        use sha2::Digest;
        data_encoding::HEXLOWER.encode(&sha2::Sha256::new().chain_update(b"key").chain_update(bytes).finalize())
    }

    fn token() -> (Query, String) {
        let world = [testing::listing("A", 45.5, -122.6), testing::listing("B", 45.5, -122.6)];
        let query = Query { max_price: None, ..Query::default() };
        let snapshot = testing::snapshot(&world);
        let found = search(&snapshot, &query, &Slice::first(1), testing::now());
        let token = found.next().expect("there is a second page").token(&query, &sign);
        (query, token)
    }

    #[test]
    fn a_token_comes_back_and_needs_no_encoding_in_an_address() {
        let (query, token) = token();
        assert!(After::read(&token, &query, &sign).is_ok());
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)), "{token}");
    }

    #[test]
    fn an_edited_token_and_one_of_another_query_are_refused() {
        let (query, token) = token();
        let other = Query { verified: true, ..query.clone() };
        assert!(After::read(&token, &other, &sign).is_err());
        for i in 0..token.len() {
            let mut edited = token.clone().into_bytes();
            edited[i] = if edited[i] == b'A' { b'B' } else { b'A' };
            let edited = String::from_utf8(edited).expect("ASCII");
            assert!(After::read(&edited, &query, &sign).is_err(), "{i}: {edited}");
        }
        for bad in ["", ".", "x", &token[..token.len() - 1]] {
            let problem = After::read(bad, &query, &sign).expect_err(bad);
            assert_eq!(problem.code, "bad_page_token");
        }
    }
}
