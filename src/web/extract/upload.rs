//! A form with one file, as `multipart/form-data` (RFC 7578): text fields first, then the file, read as it arrives.

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::header;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;

use super::form::Form;
use crate::web::error::WebError;
use crate::web::middleware::body;
use crate::web::problem::Code;

/// The name of the field that holds the file.
const FILE: &str = "file";

/// The longest text field: a token.
const LONGEST_TEXT: usize = 1024;
/// As many fields as any of our forms has, and more.
const MOST_FIELDS: usize = 8;
/// What comes after a file that is too large is read on to here and thrown away, so that the sender gets an answer and not a
/// dead connection. Whoever announces more is answered at once.
const READ_ON: usize = 64 * 1024 * 1024;

/// The file of a form.
#[derive(Debug, PartialEq, Eq)]
pub enum File {
    /// None was chosen.
    Absent,
    /// It was larger than allowed; nothing of it is kept.
    TooBig,
    /// Its bytes. What its sender calls it is not looked at.
    Whole(Vec<u8>),
}

/// A form as it was sent.
#[derive(Debug)]
pub struct Upload {
    /// Text fields that came before the file.
    pub form: Form,
    /// The file.
    pub file: File,
}

/// Reads the body, a file of at most `largest` bytes in it. `may_send` judges the fields before anything of the file is kept.
///
/// # Errors
/// A body of another kind, one that is not well formed, one that does not arrive in time, and what `may_send` says.
pub async fn read(
    req: &HttpRequest,
    payload: web::Payload,
    largest: usize,
    may_send: impl FnOnce(&Form) -> Result<(), WebError>,
) -> Result<Upload, WebError> {
    let Some(mut before) = up_to_file(req, payload, READ_ON as u64).await? else {
        return Ok(Upload { form: Form::default(), file: File::TooBig });
    };
    may_send(&before.form)?;
    let Some(part) = &mut before.file else { return Ok(Upload { form: before.form, file: File::Absent }) };
    let is_chosen = part.content_disposition().and_then(|d| d.get_filename()).is_some_and(|n| !n.is_empty());
    let (bytes, is_whole) = collect(part, largest).await?;
    let file = match is_whole {
        false => File::TooBig,
        true if bytes.is_empty() && !is_chosen => File::Absent,
        true => File::Whole(bytes),
    };
    Ok(Upload { form: before.form, file })
}

/// A form as far as its file.
pub(super) struct Before {
    /// Text fields that came before the file.
    pub form: Form,
    /// The file, of which nothing was read; `None` where the form ended without one.
    pub file: Option<Field>,
    /// The rest of the body: the file is read out of it.
    _body: Multipart,
}

/// Reads a form up to its file. `None` where its sender announces more than `most` bytes.
///
/// # Errors
/// A body of another kind, one that is not well formed, one that does not arrive in time.
pub(super) async fn up_to_file(
    req: &HttpRequest,
    payload: web::Payload,
    most: u64,
) -> Result<Option<Before>, WebError> {
    if !super::is_content_type(req.headers(), |t| t == "multipart/form-data") {
        let said = "Send the form as multipart/form-data.";
        return Err(WebError::new(Code::UnsupportedMediaType).detail(said));
    }
    let announced = req.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: u64| bytes > most) {
        return Ok(None);
    }
    let mut body = Multipart::new(req.headers(), payload);
    let mut fields = Vec::new();
    let mut file = None;
    while let Some(part) = body.next().await {
        let mut part = part.map_err(|e| unread(&e))?;
        let name = part.name().unwrap_or_default().to_string();
        if name == FILE {
            file = Some(part);
            break;
        }
        if fields.len() >= MOST_FIELDS {
            return Err(malformed());
        }
        let (bytes, is_whole) = collect(&mut part, LONGEST_TEXT).await?;
        let text = String::from_utf8(bytes).ok().filter(|t| is_whole && !t.contains('\0')).ok_or_else(malformed)?;
        fields.push((name, text));
    }
    Ok(Some(Before { form: Form::of(fields), file, _body: body }))
}

/// Up to `limit` bytes of a part, and whether that is all of it. What is more is read and dropped.
async fn collect(part: &mut Field, limit: usize) -> Result<(Vec<u8>, bool), WebError> {
    let (mut bytes, mut seen) = (Vec::new(), 0usize);
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|e| unread(&e))?;
        seen += chunk.len();
        if seen > READ_ON {
            break;
        }
        if seen <= limit {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    Ok((bytes, seen <= limit))
}

pub(super) fn unread(error: &MultipartError) -> WebError {
    match error {
        MultipartError::Payload(e) if body::is_timeout(e) => WebError::new(Code::BodyTimeout),
        _ => malformed(),
    }
}

fn malformed() -> WebError {
    WebError::new(Code::MalformedBody).detail("The body broke off, or is not a form with a file.")
}
