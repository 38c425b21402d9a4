//! `a=1&b=two+words`: the one reader of it, for queries and form bodies.

use std::borrow::Cow;

use percent_encoding::percent_decode;

/// A name or value that is not UTF-8. Holds the name, where that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotText {
    pub name: Option<String>,
}

/// Reads pairs in their order. `+` is a blank; a `%` without two hexadecimal digits stands for itself, as in browsers.
pub fn read(bytes: &[u8]) -> Result<Vec<(String, String)>, NotText> {
    bytes
        .split(|b| *b == b'&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let mut halves = part.splitn(2, |b| *b == b'=');
            let name = text(halves.next().unwrap_or_default()).ok_or(NotText { name: None })?;
            match text(halves.next().unwrap_or_default()) {
                Some(value) => Ok((name, value)),
                None => Err(NotText { name: Some(name) }),
            }
        })
        .collect()
}

fn text(raw: &[u8]) -> Option<String> {
    let spaced: Cow<'_, [u8]> = if raw.contains(&b'+') {
        raw.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect::<Vec<_>>().into()
    } else {
        raw.into()
    };
    let text = percent_decode(&spaced).decode_utf8().ok()?;
    // No name or value of ours holds a NUL, and databases refuse it.
    (!text.contains('\0')).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pairs_keep_their_order_and_repeat() {
        let pairs = read(b"a=1&b=two+words&a=%C3%A9&empty=&bare").expect("text");
        let expected = [("a", "1"), ("b", "two words"), ("a", "\u{e9}"), ("empty", ""), ("bare", "")];
        assert_eq!(pairs, expected.map(|(n, v)| (n.to_string(), v.to_string())));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_raw_and_escaped() {
        for bad in [b"near=\xff\xfe".as_slice(), b"near=%FF%FE", b"near=%C3", b"near=a%00b"] {
            assert_eq!(read(bad), Err(NotText { name: Some("near".into()) }), "{bad:?}");
        }
        assert_eq!(read(b"%FF=1"), Err(NotText { name: None }));
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(pairs in proptest::collection::vec(("[a-z]{1,8}", "[^\0]{0,20}"), 0..5)) {
            let encode = |s: &str| percent_encoding::utf8_percent_encode(s, percent_encoding::NON_ALPHANUMERIC).to_string();
            let body: Vec<String> = pairs.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
            prop_assert_eq!(read(body.join("&").as_bytes()), Ok(pairs));
        }
    }
}
