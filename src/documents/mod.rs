//! What is in a file: judged by its bytes alone, never by its name or by what the sender calls it.
//!
//! A picture is decoded and encoded anew, so that nothing but its pixels remains. A PDF is looked at, and never opened.

mod pdf;
mod picture;
mod scanner;

pub use scanner::{BadScanner, ScanError, Scanner, Verdict};

use crate::domain::document::{DocumentKind, LARGEST, Refusal};

/// A file that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// What it is.
    pub kind: DocumentKind,
    /// What is kept: of a picture the pixels, of a PDF the file as it came.
    pub bytes: Vec<u8>,
    /// Whether a PDF names a script, a program to start or a file inside it.
    pub is_active: bool,
}

/// Where each kind begins.
const SIGNATURES: &[(&[u8], DocumentKind)] =
    &[(b"%PDF-", DocumentKind::Pdf), (b"\xff\xd8\xff", DocumentKind::Jpeg), (b"\x89PNG\r\n\x1a\n", DocumentKind::Png)];

/// What the first bytes say that it is.
pub fn kind_of(bytes: &[u8]) -> Option<DocumentKind> {
    SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, kind)| *kind)
}

/// Reads a file whole, and gives back what may be kept of it.
///
/// # Errors
/// Why it cannot be taken.
pub fn clean(bytes: Vec<u8>) -> Result<Clean, Refusal> {
    let kind = judge(&bytes)?;
    match kind {
        DocumentKind::Pdf => {
            let is_active = pdf::look_at(&bytes)?;
            Ok(Clean { kind, bytes, is_active })
        }
        DocumentKind::Jpeg | DocumentKind::Png => {
            Ok(Clean { kind, bytes: picture::encoded_anew(&bytes, kind)?, is_active: false })
        }
    }
}

/// Size and kind: what can be said before a scanner or a decoder reads the file.
///
/// # Errors
/// [`Refusal::Empty`], [`Refusal::TooBig`], [`Refusal::WrongType`].
pub fn judge(bytes: &[u8]) -> Result<DocumentKind, Refusal> {
    match bytes.len() {
        0 => Err(Refusal::Empty),
        n if n > LARGEST => Err(Refusal::TooBig),
        _ => kind_of(bytes).ok_or(Refusal::WrongType),
    }
}

#[cfg(test)]
mod tests;
