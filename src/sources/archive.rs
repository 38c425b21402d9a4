//! Files inside ZIP archives, read where they lie: CMS packs the registry's 10 GB into one.
//!
//! A member is named like a file in a folder, `archive.zip/npidata_pfile_20050523-20261108.csv`. Nothing is unpacked to disk, so a
//! member's name never becomes a path; those that are more than a plain file name are passed over.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Take};
use std::path::{Path, PathBuf};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::{ListName, ReadError, table};

/// What is being read, and how long it is.
pub struct Input {
    /// The bytes, unpacked.
    pub reader: Box<dyn Read + Send>,
    /// How many.
    pub bytes: u64,
}

/// Opens a file, or a member of an archive.
///
/// # Errors
/// [`ReadError::Open`]; for a member also where the archive is damaged or has none of that name.
pub fn open(path: &Path) -> Result<Input, ReadError> {
    if let Some((archive, member)) = as_member(path) {
        return open_member(path, archive, member);
    }
    let file = table::open(path)?;
    let bytes = file.metadata().map_or(0, |m| m.len());
    Ok(Input { reader: Box::new(file), bytes })
}

/// What there is of a list in these files: archives are replaced by their members that are read, other files stay.
///
/// # Errors
/// An archive that cannot be read, or without any such member.
pub fn expand(list: ListName, files: &[PathBuf]) -> Result<Vec<PathBuf>, ReadError> {
    let mut found = Vec::with_capacity(files.len());
    for path in files {
        if !is_archive(path) {
            found.push(path.clone());
            continue;
        }
        let before = found.len();
        let archive = open_archive(path, path)?;
        let mut names: Vec<String> = archive
            .file_names()
            .filter_map(|name| name.ok().map(|n| n.into_owned()))
            .filter(|name| is_plain(name) && is_read(list, name))
            .collect();
        names.sort_unstable();
        found.extend(names.iter().map(|name| path.join(name)));
        if found.len() == before {
            return Err(damaged(path, "it holds no file of this list"));
        }
    }
    Ok(found)
}

/// Ends in `.zip`.
fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip")) && path.is_file()
}

/// A file name alone: no folder, no drive, nothing hidden.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0'])
}

/// Of CMS's archive: the registry, other names and further places; not the endpoints, nor the headers alone. Of another
/// archive: every CSV file.
fn is_read(list: ListName, name: &str) -> bool {
    const NPPES: &[&str] = &["npidata_pfile_", "othername_pfile_", "pl_pfile_"];
    let name = name.to_ascii_lowercase();
    let csv = name.ends_with(".csv") && !name.contains("fileheader");
    csv && (list != ListName::Nppes || NPPES.iter().any(|start| name.starts_with(start)))
}

fn as_member(path: &Path) -> Option<(&Path, &str)> {
    let archive = path.parent().filter(|p| is_archive(p))?;
    Some((archive, path.file_name()?.to_str()?))
}

fn open_archive(shown: &Path, path: &Path) -> Result<ZipArchive<File>, ReadError> {
    ZipArchive::new(table::open(path)?).map_err(|e| damaged(shown, &e.to_string()))
}

fn damaged(path: &Path, why: &str) -> ReadError {
    let source = io::Error::new(io::ErrorKind::InvalidData, format!("the archive cannot be used: {why}"));
    ReadError::Open { file: path.display().to_string(), source }
}

fn open_member(shown: &Path, archive: &Path, name: &str) -> Result<Input, ReadError> {
    let mut zip = open_archive(shown, archive)?;
    let at = zip
        .file_names()
        .position(|n| n.is_ok_and(|n| n == name))
        .ok_or_else(|| damaged(shown, "it has no file of that name"))?;
    let member = zip.by_index_raw(at).map_err(|e| damaged(shown, &e.to_string()))?;
    let (bytes, packed, crc) = (member.size(), member.compressed_size(), member.crc32());
    let start = member.data_start().ok_or_else(|| damaged(shown, "a file in it has no beginning"))?;
    let method = member.compression();
    if member.encrypted() {
        return Err(damaged(shown, "a file in it is encrypted"));
    }
    drop(member);
    let mut file = zip.into_inner();
    file.seek(SeekFrom::Start(start)).map_err(|e| damaged(shown, &e.to_string()))?;
    let packed = file.take(packed);
    let body = match method {
        CompressionMethod::Stored => Body::Stored(packed),
        CompressionMethod::Deflated => Body::Deflated(DeflateDecoder::new(packed)),
        other => return Err(damaged(shown, &format!("a file in it is packed as {other:?}"))),
    };
    Ok(Input { reader: Box::new(Member { body, left: bytes, crc: Crc::new(), expected: crc }), bytes })
}

enum Body {
    Stored(Take<File>),
    Deflated(DeflateDecoder<Take<File>>),
}

/// The bytes of a member. Ends only when all were there and right: half a list would clear whoever is in the other half.
struct Member {
    body: Body,
    left: u64,
    crc: Crc,
    expected: u32,
}

impl Read for Member {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        let n = match &mut self.body {
            Body::Stored(body) => body.read(buf)?,
            Body::Deflated(body) => body.read(buf)?,
        };
        self.crc.update(&buf[..n]);
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| wrong("more bytes than the archive promises"))?;
        match n {
            0 if self.left > 0 => Err(wrong("fewer bytes than the archive promises")),
            0 if self.crc.sum() != self.expected => Err(wrong("the checksum is wrong")),
            n => Ok(n),
        }
    }
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{what}; the archive is damaged, fetch it again"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const MAIN: &str = "npidata_pfile_20050523-20261108.csv";

    fn archive(folder: &Path, members: &[(&str, &[u8])], options: SimpleFileOptions) -> PathBuf {
        let path = folder.join("NPPES_Data_Dissemination_November_2026_V2.zip");
        let mut zip = ZipWriter::new(File::create(&path).expect("created"));
        for (name, bytes) in members {
            zip.start_file(*name, options).expect("begun");
            zip.write_all(bytes).expect("written");
        }
        zip.finish().expect("finished");
        path
    }

    fn packed() -> SimpleFileOptions {
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
    }

    fn text(path: &Path) -> io::Result<String> {
        let mut text = String::new();
        open(path).map_err(io::Error::other)?.reader.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn the_members_that_are_read_stand_for_their_archive() {
        let folder = tempfile::tempdir().expect("a folder");
        let members: Vec<(&str, &[u8])> = [
            MAIN,
            "othername_pfile_20050523-20261108.csv",
            "pl_pfile_20050523-20261108.csv",
            "endpoint_pfile_20050523-20261108.csv",
            "npidata_pfile_20050523-20261108_fileheader.csv",
            "../npidata_pfile_20200101-20200107.csv",
            "/etc/npidata_pfile_20200101-20200107.csv",
            "..\\npidata_pfile_20200101-20200107.csv",
            "C:npidata_pfile_20200101-20200107.csv",
            "readme.pdf",
        ]
        .map(|name| (name, &b"x"[..]))
        .into();
        let path = archive(folder.path(), &members, packed());
        let other = folder.path().join("npidata_pfile_20261109-20261115.csv");
        let found = expand(ListName::Nppes, &[path.clone(), other.clone()]).expect("expands");
        let of = |name: &str| path.join(name);
        let [names, places] = ["othername", "pl"].map(|kind| of(&format!("{kind}_pfile_20050523-20261108.csv")));
        assert_eq!(found, [of(MAIN), names, places, other]);
        let none = archive(folder.path(), &members[9..], packed());
        assert!(expand(ListName::Nppes, &[none]).is_err_and(|e| e.to_string().contains("holds no file of this list")));
    }

    #[test]
    fn a_member_is_read_as_a_file_whatever_way_it_is_packed() {
        let folder = tempfile::tempdir().expect("a folder");
        let body = "NPI\n2000000002\n".repeat(20_000);
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            // With the 64-bit fields that members of more than 4 GB have.
            let options = packed().compression_method(method).large_file(true);
            let path = archive(folder.path(), &[("readme.txt", b"first"), (MAIN, body.as_bytes())], options).join(MAIN);
            assert_eq!(text(&path).expect("reads"), body);
            assert_eq!(open(&path).expect("opens").bytes, body.len() as u64);
        }
    }

    #[test]
    fn a_damaged_archive_never_ends_as_if_it_were_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let body: Vec<u8> = (0..200_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            let path = archive(folder.path(), &[(MAIN, &body)], packed().compression_method(method));
            let whole = std::fs::read(&path).expect("reads");
            let read = |bytes: &[u8]| -> bool {
                std::fs::write(&path, bytes).expect("written");
                let mut out = Vec::new();
                open(&path.join(MAIN)).is_ok_and(|mut i| i.reader.read_to_end(&mut out).is_ok())
            };
            assert!(read(&whole));
            for at in (100..whole.len() - 200).step_by(97_531) {
                let mut flipped = whole.clone();
                flipped[at] ^= 0x10;
                assert!(!read(&flipped), "{method:?}: a byte at {at}");
            }
            assert!(!read(&whole[..whole.len() / 2]), "{method:?}: cut in half");
            assert!(!read(b"PK\x03\x04"), "{method:?}: the beginning alone");
        }
    }
}
