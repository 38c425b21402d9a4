//! A form with one large file: it is written to disk as it arrives, so that no more of it than a few chunks is ever in memory.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use actix_multipart::{Field, Multipart};
use actix_web::http::header;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;

use super::form::Form;
use super::is_content_type;
use super::upload::{FILE, LONGEST_TEXT, MOST_FIELDS, collect, malformed, unread};
use crate::web::error::WebError;
use crate::web::problem::Code;

/// Written at once.
const CHUNK: usize = 1 << 18;

/// What a form is besides its file.
const FORM_ITSELF: u64 = 64 * 1024;

/// A form as it was received.
#[derive(Debug)]
pub struct Received<T> {
    /// Text fields that came before the file.
    pub form: Form,
    /// The file.
    pub file: Stored<T>,
}

/// The file of a form.
#[derive(Debug)]
pub enum Stored<T> {
    /// None was chosen, or it is empty.
    Absent,
    /// It is larger than allowed; nothing of it is kept.
    TooBig,
    /// It lies at its place, with so many bytes.
    Whole(T, u64),
}

/// Reads the body, a file of at most `largest` bytes in it. `place` judges the fields and says where the file goes, by the name that
/// its sender gave it; what is there is left to the place, which forgets it when it is dropped.
///
/// # Errors
/// A body of another kind, one that is not well formed, one that does not arrive in time, a disk that takes no more, and what `place`
/// says.
pub async fn read<T: AsRef<Path>>(
    req: &HttpRequest,
    payload: web::Payload,
    largest: u64,
    place: impl FnOnce(&Form, &str) -> Result<T, WebError>,
) -> Result<Received<T>, WebError> {
    if !is_content_type(req.headers(), |t| t == "multipart/form-data") {
        let said = "Send the form as multipart/form-data.";
        return Err(WebError::new(Code::UnsupportedMediaType).detail(said));
    }
    let announced = req.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > largest + FORM_ITSELF) {
        return Ok(Received { form: Form::default(), file: Stored::TooBig });
    }
    let mut parts = Multipart::new(req.headers(), payload);
    let mut fields = Vec::new();
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|e| unread(&e))?;
        let name = part.name().unwrap_or_default().to_string();
        if name != FILE {
            if fields.len() >= MOST_FIELDS {
                return Err(malformed());
            }
            let (bytes, is_whole) = collect(&mut part, LONGEST_TEXT).await?;
            let text = String::from_utf8(bytes).ok().filter(|t| is_whole && !t.contains('\0')).ok_or_else(malformed)?;
            fields.push((name, text));
            continue;
        }
        let form = Form::of(fields);
        let called = part.content_disposition().and_then(|d| d.get_filename()).unwrap_or_default().to_string();
        let place = place(&form, &called)?;
        let file = match store(&mut part, place.as_ref(), largest).await? {
            None => Stored::TooBig,
            Some(0) => Stored::Absent,
            Some(bytes) => Stored::Whole(place, bytes),
        };
        return Ok(Received { form, file });
    }
    let form = Form::of(fields);
    // Judged all the same: whoever may not send is told so, not that a file is missing.
    place(&form, "")?;
    Ok(Received { form, file: Stored::Absent })
}

/// Writes the part to the path; answers its size, `None` where it is too large.
async fn store(part: &mut Field, path: &Path, largest: u64) -> Result<Option<u64>, WebError> {
    let mut file = File::create_new(path).map_err(WebError::internal)?;
    let (mut waiting, mut bytes) = (Vec::with_capacity(CHUNK), 0u64);
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|e| unread(&e))?;
        bytes += chunk.len() as u64;
        if bytes > largest {
            return Ok(None);
        }
        waiting.extend_from_slice(&chunk);
        if waiting.len() >= CHUNK {
            (file, waiting) = write(file, waiting).await?;
        }
    }
    write(file, waiting).await?;
    Ok(Some(bytes))
}

/// Off the event loop: a disk may be slow.
async fn write(mut file: File, mut waiting: Vec<u8>) -> Result<(File, Vec<u8>), WebError> {
    let written = web::block(move || {
        file.write_all(&waiting)?;
        waiting.clear();
        Ok::<_, std::io::Error>((file, waiting))
    });
    written.await.map_err(|_| WebError::internal("the worker pool is shut down"))?.map_err(WebError::internal)
}
