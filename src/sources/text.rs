//! Bytes of a reference file as text.

use std::borrow::Cow;

/// What a file that begins so is instead of CSV, and what to do about it.
pub(super) fn not_csv(head: &[u8]) -> Option<(&'static str, &'static str)> {
    const SIGNS: &[(&[u8], &str, &str)] = &[
        (b"PK\x03\x04", "a ZIP archive or an Excel workbook", "unpack it, or save the sheet as CSV"),
        (b"\x1F\x8B", "compressed with gzip", "unpack it with gunzip"),
        (b"\xFF\xFE", "UTF-16 text", "save it as CSV in UTF-8"),
        (b"\xFE\xFF", "UTF-16 text", "save it as CSV in UTF-8"),
        (b"<!DO", "a web page", "download the file itself"),
        (b"<htm", "a web page", "download the file itself"),
        (b"%PDF", "a PDF", "download the CSV file"),
    ];
    SIGNS.iter().find(|(sign, ..)| head.starts_with(sign)).map(|(_, what, remedy)| (*what, *remedy))
}

/// The bytes of a row as text, if they are printable ASCII without double spaces: its cells, where no space stands at either
/// end, need no decoding and no tidying. Two passes without branches, many times faster than cell by cell.
pub(super) fn plain(row: &[u8]) -> Option<&str> {
    let printable = row.iter().fold(true, |so_far, b| so_far & (0x20..=0x7E).contains(b));
    let spaces =
        row.iter().zip(row.iter().skip(1)).fold(false, |so_far, (a, b)| so_far | ((*a == b' ') & (*b == b' ')));
    if printable && !spaces { std::str::from_utf8(row).ok() } else { None }
}

/// UTF-8 where it is that, Windows-1252 where it is not: what the publishers' tools write.
pub(super) fn decode(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(cell.iter().map(|b| windows_1252(*b)).collect()),
    }
}

/// Windows-1252 differs from Latin-1, and so from Unicode's first 256, only between 0x80 and 0x9F (WHATWG Encoding Standard).
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// Trimmed, with every run of white space, control characters and signs without width made one space.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // A byte order mark inside a file is where two files were joined.
    let is_gap = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{FEFF}' | '\u{200B}');
    for word in text.split(is_gap).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The first characters of a value, for an error message.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}
