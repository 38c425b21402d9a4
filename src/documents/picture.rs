//! Decodes a picture within limits and encodes it anew: metadata, places, comments and whatever hung at its end are gone.

use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use image::codecs::jpeg::JpegEncoder;
use image::error::ImageError;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::domain::document::{DocumentKind, Refusal};

/// A page scanned at 600 dots an inch has 35 million, a good phone makes 50.
const MOST_PIXELS: u64 = 50_000_000;
const LONGEST_SIDE: u32 = 20_000;
/// Bytes that a decoder may ask for.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// Small print stays readable.
const JPEG_QUALITY: u8 = 90;

/// One picture at a time is in memory as pixels: ten people at once must not need ten times as much.
static TURN: Mutex<()> = Mutex::new(());

/// The pixels of a picture, the right way up, in a new file of the same kind.
///
/// # Errors
/// [`Refusal::TooManyPixels`] before anything is unpacked, [`Refusal::Damaged`].
pub(super) fn encoded_anew(bytes: &[u8], kind: DocumentKind) -> Result<Vec<u8>, Refusal> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let picture = decoded(bytes, kind)?;
    let mut file = Vec::new();
    let written = match kind {
        DocumentKind::Jpeg => picture.write_with_encoder(JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY)),
        _ => picture.write_to(&mut Cursor::new(&mut file), ImageFormat::Png),
    };
    written.map_err(|e| refusal(&e))?;
    Ok(file)
}

fn decoded(bytes: &[u8], kind: DocumentKind) -> Result<DynamicImage, Refusal> {
    let format = if kind == DocumentKind::Jpeg { ImageFormat::Jpeg } else { ImageFormat::Png };
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(|e| refusal(&e))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(Refusal::TooManyPixels);
    }
    decoder.set_limits(limits).map_err(|e| refusal(&e))?;
    // A phone holds the picture as its sensor saw it, and says beside it which way is up.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|e| refusal(&e))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn refusal(error: &ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooManyPixels,
        _ => Refusal::Damaged,
    }
}
