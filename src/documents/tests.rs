use proptest::prelude::*;

use super::*;

#[test]
fn the_first_bytes_say_what_a_file_is() {
    for (bytes, kind) in [
        (b"%PDF-1.7 ".as_slice(), Some(DocumentKind::Pdf)),
        (b"\xff\xd8\xff\xe0", Some(DocumentKind::Jpeg)),
        (b"\x89PNG\r\n\x1a\n", Some(DocumentKind::Png)),
        (b"<html>%PDF-1.7", None),
        (b" %PDF-1.7", None),
        (b"GIF89a", None),
        (b"<svg xmlns=", None),
        (b"PK\x03\x04", None),
        (b"\x89PNG", None),
        (b"", None),
    ] {
        assert_eq!(kind_of(bytes), kind, "{bytes:?}");
    }
}

#[test]
fn a_pdf_is_whole_open_and_ends_where_it_says() {
    let pdf = |body: &str| clean(format!("%PDF-1.7\n{body}").into_bytes()).map(|c| c.is_active);
    let end = "startxref\n9\n%%EOF";
    for (body, outcome) in [
        (format!("trailer << /Root 1 0 R >>\n{end}\n"), Ok(false)),
        (format!("trailer << /EncryptMetadata true >>\n{end}\r\n\0"), Ok(false)),
        (format!("trailer << /Encrypt 5 0 R >>\n{end}"), Err(Refusal::PasswordProtected)),
        (format!("trailer << /Encrypt<< /V 4 >> >>\n{end}"), Err(Refusal::PasswordProtected)),
        (format!("1 0 obj << /S /JavaScript /JS (app.alert(1)) >>\n{end}"), Ok(true)),
        (format!("1 0 obj << /S /Launch >>\n{end}"), Ok(true)),
        ("trailer << >>".to_string(), Err(Refusal::Damaged)),
        (format!("{end}\nPK\u{3}\u{4} an archive"), Err(Refusal::Damaged)),
        (format!("{end}<html><script>"), Err(Refusal::Damaged)),
        ("%%EOF".to_string(), Err(Refusal::Damaged)),
    ] {
        assert_eq!(pdf(&body), outcome, "{body:?}");
    }
}

#[test]
fn a_scanner_is_named_by_address_or_by_socket() {
    for good in ["127.0.0.1:3310", "scanner.internal:3310", "[::1]:3310", "unix:/run/clamav/clamd.ctl"] {
        assert_eq!(good.parse::<Scanner>().expect("a place").to_string(), good);
    }
    for bad in ["", "3310", "127.0.0.1", ":3310", "host:0", "host:99999", "unix:clamd.ctl", "http://host:3310"] {
        assert!(bad.parse::<Scanner>().is_err_and(|e| e.to_string().contains("--clamd")), "{bad}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(start in 0usize..4, rest in proptest::collection::vec(any::<u8>(), 0..600)) {
        let begin = SIGNATURES.get(start).map_or(&b""[..], |(signature, _)| signature);
        let file = [begin, &rest].concat();
        if let Ok(clean) = clean(file.clone()) {
            prop_assert_eq!(Some(clean.kind), kind_of(&file));
        }
    }

    #[test]
    fn a_picture_with_a_changed_byte_is_refused_or_comes_out_as_a_picture(at in 0usize..400, byte: u8, jpeg: bool) {
        let picture = image::RgbImage::from_fn(9, 7, |x, y| image::Rgb([x as u8 * 20, y as u8 * 30, 5]));
        let format = if jpeg { image::ImageFormat::Jpeg } else { image::ImageFormat::Png };
        let mut file = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut file, format).expect("written");
        let mut file = file.into_inner();
        let at = at % file.len();
        file[at] = byte;
        if let Ok(clean) = clean(file) {
            prop_assert_eq!(kind_of(&clean.bytes), Some(clean.kind));
        }
    }
}
