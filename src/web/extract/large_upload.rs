//! A form with one large file: it is written to disk as it arrives, so that no more of it than a few chunks is ever in memory.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use actix_multipart::Field;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;

use super::form::Form;
use super::upload::{unread, up_to_file};
use crate::web::error::WebError;

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
    let Some(mut before) = up_to_file(req, payload, largest + FORM_ITSELF).await? else {
        return Ok(Received { form: Form::default(), file: Stored::TooBig });
    };
    let Some(part) = &mut before.file else {
        // Judged all the same: whoever may not send is told so, not that a file is missing.
        place(&before.form, "")?;
        return Ok(Received { form: before.form, file: Stored::Absent });
    };
    let called = part.content_disposition().and_then(|d| d.get_filename()).unwrap_or_default().to_string();
    let place = place(&before.form, &called)?;
    let file = match store(part, place.as_ref(), largest).await? {
        None => Stored::TooBig,
        Some(0) => Stored::Absent,
        Some(bytes) => Stored::Whole(place, bytes),
    };
    Ok(Received { form: before.form, file })
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
