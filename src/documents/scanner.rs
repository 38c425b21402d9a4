//! A malware scanner beside us: clamd, asked by its INSTREAM command (clamd(8)).

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, Instant};

/// The end of a scan, from the first byte sent: clamd is a neighbour, and somebody waits for the page.
const PATIENCE: Duration = Duration::from_secs(30);
const TIME_TO_CONNECT: Duration = Duration::from_secs(5);
/// What is sent at once.
const CHUNK: usize = 64 * 1024;
/// An answer is one short line.
const LONGEST_ANSWER: u64 = 4096;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Tcp(String),
    Unix(PathBuf),
}

/// Where clamd listens, and how long it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanner {
    place: Place,
    patience: Duration,
}

/// What the scanner says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// Something was found; its name.
    Found(String),
}

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// It does not answer, or not in time.
    #[error("clamd cannot be asked: {0}")]
    Unreachable(#[from] io::Error),
    /// It answers something else than a verdict.
    #[error("clamd gives no verdict: {0}")]
    NoVerdict(String),
}

/// The setting names no place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("--clamd {0} names no place; give it like 127.0.0.1:3310 or unix:/run/clamav/clamd.ctl")]
pub struct BadScanner(String);

impl FromStr for Scanner {
    type Err = BadScanner;

    fn from_str(text: &str) -> Result<Self, BadScanner> {
        let bad = || BadScanner(text.chars().take(200).collect());
        let place = match text.strip_prefix("unix:") {
            Some(path) if path.starts_with('/') => Place::Unix(path.into()),
            Some(_) => return Err(bad()),
            None => {
                let (host, port) = text.rsplit_once(':').ok_or_else(bad)?;
                if host.is_empty() || host.contains(['/', ' ']) || port.parse::<u16>().map_or(true, |p| p == 0) {
                    return Err(bad());
                }
                Place::Tcp(text.to_string())
            }
        };
        Ok(Scanner { place, patience: PATIENCE })
    }
}

impl std::fmt::Display for Scanner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.place {
            Place::Tcp(address) => f.write_str(address),
            Place::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl Scanner {
    /// The same with another patience, for tests.
    pub fn with_patience(self, patience: Duration) -> Self {
        Scanner { patience, ..self }
    }

    /// Asks for a verdict on a whole file.
    ///
    /// # Errors
    /// Where there is none: the file counts as not scanned.
    pub fn scan(&self, bytes: &[u8]) -> Result<Verdict, ScanError> {
        let deadline = Instant::now() + self.patience;
        let answer = match &self.place {
            Place::Tcp(address) => {
                let connect_within = TIME_TO_CONNECT.min(self.patience);
                let mut refused = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
                let mut stream = None;
                for at in address.to_socket_addrs()? {
                    match TcpStream::connect_timeout(&at, connect_within) {
                        Ok(connected) => {
                            stream = Some(connected);
                            break;
                        }
                        Err(e) => refused = e,
                    }
                }
                let stream = stream.ok_or(refused)?;
                let limit = |left| {
                    stream.set_read_timeout(Some(left))?;
                    stream.set_write_timeout(Some(left))
                };
                ask(&stream, bytes, deadline, limit)?
            }
            Place::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                let limit = |left| {
                    stream.set_read_timeout(Some(left))?;
                    stream.set_write_timeout(Some(left))
                };
                ask(&stream, bytes, deadline, limit)?
            }
        };
        read(&answer)
    }
}

/// Sends the file in pieces and reads the answer; `limit` sets how long the next step may take.
fn ask<S>(stream: &S, bytes: &[u8], deadline: Instant, limit: impl Fn(Duration) -> io::Result<()>) -> io::Result<String>
where
    for<'a> &'a S: Read + Write,
{
    let in_time = || match deadline.checked_duration_since(Instant::now()) {
        Some(left) if !left.is_zero() => limit(left),
        _ => Err(io::Error::new(io::ErrorKind::TimedOut, "the scan took too long")),
    };
    let mut out = stream;
    in_time()?;
    out.write_all(b"zINSTREAM\0")?;
    for piece in bytes.chunks(CHUNK) {
        in_time()?;
        // A piece is at most CHUNK long.
        out.write_all(&(piece.len() as u32).to_be_bytes())?;
        out.write_all(piece)?;
    }
    out.write_all(&0u32.to_be_bytes())?;
    let mut answer = Vec::new();
    let mut piece = [0; 512];
    while !answer.contains(&0) && (answer.len() as u64) < LONGEST_ANSWER {
        in_time()?;
        match out.read(&mut piece)? {
            0 => break,
            n => answer.extend_from_slice(&piece[..n]),
        }
    }
    Ok(String::from_utf8_lossy(&answer).trim_end_matches(['\0', '\n', '\r']).to_string())
}

/// `stream: OK`, `stream: NAME FOUND`, or a fault.
fn read(answer: &str) -> Result<Verdict, ScanError> {
    let said = answer.strip_prefix("stream: ").unwrap_or(answer);
    match said.strip_suffix(" FOUND") {
        Some(name) => Ok(Verdict::Found(name.chars().filter(|c| !c.is_control()).take(100).collect())),
        None if said == "OK" => Ok(Verdict::Clean),
        None => Err(ScanError::NoVerdict(said.chars().filter(|c| !c.is_control()).take(100).collect())),
    }
}
