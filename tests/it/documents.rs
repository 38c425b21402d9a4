//! Documents beside a submission: what is taken, what is refused and why, who can open one, and when it is gone.

use std::io::Cursor;

use chrono::Duration;
use image::{ImageFormat, RgbImage};
use vouchsafe::app::Application;
use vouchsafe::config::Listen;
use vouchsafe::db::audit;
use vouchsafe::db::submissions::{self, Submission};
use vouchsafe::documents::Scanner;
use vouchsafe::domain::document::{DocumentKind, LARGEST, Refusal};
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::document::{self, Document, DocumentError};
use vouchsafe::pipeline::{Desk, monitor, submit};

use crate::on_both;
use crate::support::browser::{Answer, Office, form_with_file};
use crate::support::clamd;
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::server::{TestServer, parts};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n";

fn picture(format: ImageFormat, shade: u8) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let pixels = RgbImage::from_fn(30, 20, |x, y| image::Rgb([x as u8 * 8, y as u8 * 12, shade]));
    pixels.write_to(&mut file, format).expect("written");
    file.into_inner()
}

/// A JPEG that says where it was taken, and that its top is at the right.
fn photo() -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPSLatitude 45.5 GPSLongitude -122.6");
    let plain = picture(ImageFormat::Jpeg, 1);
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&plain[..2], b"\xff\xe1", &length, &exif, &plain[2..]].concat()
}

/// A PNG that says it has 50,000 by 50,000 pixels.
fn bomb() -> Vec<u8> {
    let mut file = picture(ImageFormat::Png, 1);
    file[16..20].copy_from_slice(&50_000u32.to_be_bytes());
    file[20..24].copy_from_slice(&50_000u32.to_be_bytes());
    let crc = crc32(&file[12..29]).to_be_bytes();
    file[29..33].copy_from_slice(&crc);
    file
}

/// As PNG has it (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 })
    })
}

struct Scene {
    desk: Desk,
    office: Office,
    submission: Submission,
    link: String,
}

impl Scene {
    fn open(db: &TestDatabase) -> Scene {
        let desk = invented::desk(db);
        let sent = submit::submit(&desk, &invented::dossier()).expect("taken");
        let submission = desk.db.read(|c| submissions::get(c, &sent.submission_id)).expect("there");
        let link = submit::status_path(&sent.reference, &submit::status_key(&desk, &sent.reference));
        let link = link.replace("?key", "/documents?key");
        let office = Office::open(db);
        office.hire("pat@example.org", Role::Reviewer);
        office.hire("ada@example.org", Role::Auditor);
        Scene { desk, office, submission, link }
    }

    fn there(&self) -> Vec<Document> {
        document::list(&self.desk, &self.submission.id).expect("reads")
    }

    fn add(&self, file: &[u8]) -> Result<(), DocumentError> {
        document::add(&self.desk, &None, &self.submission, file.to_vec())
    }

    fn kept(&self, at: usize) -> Vec<u8> {
        let id = self.there()[at].id.clone();
        document::open(&self.desk, &invented::reviewer(), &self.submission.id, &id).expect("opens").1
    }

    fn acts(&self, action: &str) -> usize {
        let all = self.desk.db.read(|c| audit::newest(c, None, 100_000)).expect("reads");
        all.iter().filter(|entry| entry.action == action).count()
    }

    /// Sends a file as the page's form does. `None`: no file was chosen.
    fn send(&self, file: Option<&[u8]>) -> Answer {
        send(&self.office.server, &self.link, file)
    }
}

fn send(server: &TestServer, link: &str, file: Option<&[u8]>) -> Answer {
    form_with_file(server, link, file.map(|file| ("../../etc/<script>.pdf", file)))
}

fn with_scanner(db: &TestDatabase, scene: &Scene, scanner: Scanner) -> TestServer {
    let any_port = "127.0.0.1:0".parse().expect("an address");
    let mut listen = Listen::at(any_port);
    listen.metrics = Some(any_port);
    let mut parts = parts(db, scene.office.clock.clone());
    parts.scan = Some(scanner);
    TestServer::serve(Application::build(parts, &listen).expect("builds"))
}

on_both! {
    fn a_file_that_cannot_be_taken_is_refused_in_words_that_say_what_to_do(db: TestDatabase) {
        let scene = Scene::open(&db);
        let locked = [PDF.split_last_chunk::<32>().expect("long").0, b" /Encrypt 5 0 R >>\nstartxref\n9\n%%EOF"].concat();
        let broken = &picture(ImageFormat::Png, 1)[..60];
        let page_before = [b"<html><script>alert(1)</script>".as_slice(), PDF].concat();
        let archive_after = [PDF, b"PK\x03\x04 an archive"].concat();
        for (file, status, said) in [
            (None, 422, "No file was chosen."),
            (Some(&b"MZ a program"[..]), 422, "The file must be a PDF, JPEG or PNG."),
            (Some(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), 422, "The file must be a PDF, JPEG or PNG."),
            (Some(&page_before), 422, "The file must be a PDF, JPEG or PNG."),
            (Some(&vec![b'%'; LARGEST + 1]), 413, "The file must be 10 MB or smaller."),
            (Some(b""), 422, "The file is empty."),
            (Some(&locked), 422, "The file is protected by a password."),
            (Some(broken), 422, "The file is damaged or incomplete."),
            (Some(&archive_after), 422, "The file is damaged or incomplete."),
            (Some(&bomb()), 422, "The picture must have at most 50 million pixels."),
        ] {
            let answer = scene.send(file);
            assert_eq!(answer.status, status, "{said}");
            assert_eq!(answer.body.matches(said).count(), 2, "in the summary and at the field: {said}");
            assert!(answer.body.contains("<title>Error: ") && answer.body.contains("href=\"#file\""), "{said}");
        }
        assert_eq!(scene.there(), []);
        assert_eq!(scene.send(Some(PDF)).status, 303);
        let page = Answer::read(scene.office.server.get(&scene.link)).body;
        assert!(page.contains("Document 1") && page.contains("1 KB") && !page.contains("etc/"), "{page}");
        let spanish = Answer::read(scene.office.server.get(&format!("/es{}", scene.link))).body;
        assert!(spanish.contains("Documento 1") && spanish.contains("Quitar"));
    }

    fn a_picture_keeps_its_pixels_the_right_way_up_and_nothing_else(db: TestDatabase) {
        let scene = Scene::open(&db);
        let hanging = [picture(ImageFormat::Png, 2), b"PK\x03\x04 an archive".to_vec()].concat();
        scene.add(&photo()).expect("taken");
        scene.add(&hanging).expect("taken");
        let (jpeg, png) = (scene.kept(0), scene.kept(1));
        let holds = |file: &[u8], what: &[u8]| file.windows(what.len()).any(|w| w == what);
        assert!(holds(&photo(), b"GPSLatitude") && !holds(&jpeg, b"GPS") && !holds(&jpeg, b"Exif"));
        assert!(holds(&hanging, b"an archive") && !holds(&png, b"an archive"));
        let (jpeg, png) = (image::load_from_memory(&jpeg).expect("opens"), image::load_from_memory(&png).expect("opens"));
        assert_eq!((jpeg.width(), jpeg.height(), png.width(), png.height()), (20, 30, 30, 20));
        assert_eq!(scene.there().iter().map(|d| d.kind).collect::<Vec<_>>(), [DocumentKind::Jpeg, DocumentKind::Png]);
    }

    fn the_sixth_is_refused_and_the_same_file_twice_is_one_also_at_once(db: TestDatabase) {
        let scene = Scene::open(&db);
        std::thread::scope(|s| {
            let twice: Vec<_> = (0..2).map(|_| s.spawn(|| scene.add(PDF))).collect();
            twice.into_iter().for_each(|t| t.join().expect("no panic").expect("taken"));
        });
        assert_eq!(scene.there().len(), 1);
        let outcomes: Vec<_> = std::thread::scope(|s| {
            let scene = &scene;
            let all: Vec<_> = (0..7).map(|n| s.spawn(move || scene.add(&picture(ImageFormat::Png, 10 + n)))).collect();
            all.into_iter().map(|t| t.join().expect("no panic")).collect()
        });
        assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 4);
        assert!(outcomes.iter().all(|o| matches!(o, Ok(()) | Err(DocumentError::Refused(Refusal::TooMany)))));
        assert_eq!(scene.there().iter().map(|d| d.slot).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert_eq!(scene.acts("document.added"), 5);
        let answer = scene.send(Some(&picture(ImageFormat::Jpeg, 99)));
        assert!(answer.status == 409 && answer.body.contains("You can add at most 5 documents."), "{}", answer.body);
        // One is removed, and its place is free again.
        let mut browser = scene.office.browser();
        let fields = [("form_token", answer.token()), ("document", scene.there()[2].id.clone())];
        let to = scene.link.replace("/documents", "/documents/remove");
        assert_eq!((browser.post(&to, &fields).status, browser.post(&to, &fields).status), (303, 303));
        assert_eq!((scene.there().len(), scene.acts("document.removed")), (4, 1));
        scene.add(&picture(ImageFormat::Jpeg, 99)).expect("taken");
        assert_eq!(scene.there()[2].kind, DocumentKind::Jpeg);
    }

    fn another_key_or_token_adds_nothing_and_a_decided_submission_takes_nothing(db: TestDatabase) {
        let scene = Scene::open(&db);
        let other = submit::submit(&scene.desk, &invented::dossier()).expect("taken");
        let key = submit::status_key(&scene.desk, &other.reference);
        let wrong = format!("/status/{}/documents?key={key}", scene.submission.reference);
        assert_eq!((scene.office.server.get(&wrong).status().as_u16(), send(&scene.office.server, &wrong, Some(PDF)).status), (404, 404));
        // The form of the other submission, sent to this one.
        scene.add(PDF).expect("taken");
        let others = format!("/status/{}/documents?key={key}", other.reference);
        let token = Answer::read(scene.office.server.get(&others)).token();
        let mut browser = scene.office.browser();
        let fields = |token: &str| [("form_token", token.to_string()), ("document", scene.there()[0].id.clone())];
        assert_eq!(browser.post(&scene.link.replace("/documents", "/documents/remove"), &fields(&token)).status, 403);
        // And this one's document, from the other's page.
        assert_eq!(browser.post(&others.replace("/documents", "/documents/remove"), &fields(&token)).status, 303);
        assert_eq!(scene.there().len(), 1);
        submit::withdraw(&scene.desk, &scene.desk.db.read(|c| submissions::get(c, &scene.submission.id)).expect("there")).expect("taken back");
        assert!(matches!(scene.add(&picture(ImageFormat::Png, 1)), Err(DocumentError::Closed(_))));
        let page = Answer::read(scene.office.server.get(&scene.link)).body;
        assert!(page.contains("can no longer be added") && !page.contains("type=\"file\""), "{page}");
    }

    fn whoever_decides_gets_it_as_an_attachment_and_that_is_written_down(db: TestDatabase) {
        let scene = Scene::open(&db);
        scene.add(&[&PDF[..9], b"2 0 obj << /S /JavaScript >> endobj\n", &PDF[9..]].concat()).expect("taken");
        let page = format!("/admin/submissions/{}", scene.submission.id);
        let file = format!("{page}/documents/{}", scene.there()[0].id);
        let mut reviewer = scene.office.signed_in("pat@example.org");
        let shown = reviewer.get(&page).body;
        assert!(shown.contains(&file) && shown.contains("names a script"), "{shown}");
        let answer = reviewer.get(&file);
        assert_eq!(answer.status, 200);
        assert!(answer.body.starts_with("%PDF-1.7"));
        for (name, value) in [("content-type", "application/pdf"), ("x-content-type-options", "nosniff"), ("content-security-policy", "default-src 'none'; sandbox"), ("cache-control", "no-store")] {
            assert_eq!(answer.header(name), value);
        }
        let named = answer.header("content-disposition");
        assert!(named.starts_with("attachment; filename=\"document-1-") && named.ends_with(".pdf\""), "{named}");
        assert_eq!(scene.acts("document.opened"), 1);
        // Not as part of another submission.
        let other = submit::submit(&scene.desk, &invented::dossier()).expect("taken").submission_id;
        assert_eq!(reviewer.get(&file.replace(&scene.submission.id, &other)).status, 404);
        let mut auditor = scene.office.signed_in("ada@example.org");
        assert!(auditor.get(&page).body.contains("Reviewers and administrators can open them."));
        assert_eq!((auditor.get(&file).status, scene.office.browser().get(&file).status), (403, 303));
        assert_eq!(scene.acts("document.opened"), 1);
    }

    fn thirty_days_after_the_end_it_is_gone(db: TestDatabase) {
        let scene = Scene::open(&db);
        scene.add(PDF).expect("taken");
        let pass = |days| {
            scene.desk.clock.advance(Duration::days(days));
            monitor::pass(&scene.desk).expect("works");
            scene.there().len()
        };
        assert_eq!(pass(60), 1, "it is still open");
        let now = scene.desk.db.read(|c| submissions::get(c, &scene.submission.id)).expect("there");
        submit::withdraw(&scene.desk, &now).expect("taken back");
        assert_eq!((pass(29), pass(2)), (1, 0));
        assert_eq!(scene.acts("documents.forgotten"), 1);
    }

    fn with_a_scanner_only_what_it_calls_clean_is_kept(db: TestDatabase) {
        let scene = Scene::open(&db);
        let (found, _sent) = clamd::that_says("stream: Eicar-Test-Signature FOUND\0");
        let answer = send(&with_scanner(&db, &scene, found), &scene.link, Some(PDF));
        assert!(answer.status == 422 && answer.body.contains("The file holds a virus"), "{}", answer.body);
        let (odd, _sent) = clamd::that_says("INSTREAM size limit exceeded. ERROR\0");
        for scanner in [clamd::that_is_dead(), odd] {
            let answer = send(&with_scanner(&db, &scene, scanner), &scene.link, Some(PDF));
            assert!(answer.status == 503 && answer.body.contains("The file could not be taken"), "{}", answer.body);
        }
        assert_eq!((scene.there().len(), scene.acts("document.virus_found")), (0, 1));
        let (clean, sent) = clamd::that_says("stream: OK\0");
        assert_eq!(send(&with_scanner(&db, &scene, clean), &scene.link, Some(PDF)).status, 303);
        assert_eq!((sent.recv().expect("scanned"), scene.there().len()), (PDF.to_vec(), 1));
    }
}
