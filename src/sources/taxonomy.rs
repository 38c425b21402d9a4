//! The Health Care Provider Taxonomy (NUCC): the CSV of a release, in Windows-1252.

use std::io::Read;

use super::ReadError;
use super::header::Header;
use super::record::TaxonomyCode;
use super::records::Records;
use super::row::{Place, Row};

/// The codes of a release.
pub type TaxonomyFile<R> = Records<R, Layout, TaxonomyCode>;

impl<R: Read> TaxonomyFile<R> {
    /// Reads the header; `file` is what errors call it.
    ///
    /// # Errors
    /// Not CSV, or columns missing.
    pub fn new(input: R, file: &str) -> Result<Self, ReadError> {
        Records::open(input, file, "a NUCC taxonomy file", Layout::find, Layout::record)
    }
}

/// Where the columns stand.
#[derive(Debug)]
pub struct Layout {
    code: Place,
    classification: Place,
    specialization: Place,
}

impl Layout {
    fn find(h: &mut Header) -> Self {
        Layout {
            code: h.need(&["Code"]),
            classification: h.need(&["Classification"]),
            specialization: h.need(&["Specialization"]),
        }
    }

    fn record(&self, row: &Row<'_>) -> Result<Option<TaxonomyCode>, ReadError> {
        let code = row.text(self.code).to_ascii_uppercase();
        if code.len() != 10 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let problem =
                format!("`{}` is no taxonomy code; expected ten letters and digits", super::text::shorten(&code));
            return Err(row.fault(self.code, problem));
        }
        Ok(Some(TaxonomyCode {
            code,
            classification: row.text(self.classification),
            specialization: row.text(self.specialization),
        }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_are_read_with_their_words() {
        let text = b"Code,Grouping,Classification,Specialization,Definition\n193200000X,G,Multi\x96Specialty,,\"Words,\nmore\"\n";
        let found: Vec<_> = TaxonomyFile::new(&text[..], "nucc.csv").expect("the header suits").collect();
        let expected = TaxonomyCode {
            code: "193200000X".into(),
            classification: "Multi–Specialty".into(),
            specialization: String::new(),
        };
        assert_eq!(found.into_iter().collect::<Result<Vec<_>, _>>().expect("reads"), [expected]);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for text in [bytes.clone(), [b"Code,Classification,Specialization\n".as_slice(), &bytes].concat()] {
                if let Ok(rows) = TaxonomyFile::new(text.as_slice(), "x.csv") {
                    rows.for_each(drop);
                }
            }
        }
    }
}
