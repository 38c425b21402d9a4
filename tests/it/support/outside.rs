//! An outside service for one test: answers well or behaves badly, on loopback, and remembers what it was asked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What the service does with a request.
pub enum Act {
    /// Answers: status line without `HTTP/1.1`, header lines, body.
    Answer(&'static str, Vec<String>, Vec<u8>),
    /// Takes the request and says nothing.
    Hang,
    /// Closes the connection with the request unread, which resets it.
    Reset,
    /// Promises a body and sends a byte of it every so often.
    Drip(Vec<u8>),
    /// Promises so many bytes and sends fewer.
    Short(usize, Vec<u8>),
    /// Sends a body without end.
    Endless,
    /// Says something that is not HTTP.
    Babble,
}

impl Act {
    /// 200 with this body.
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Act::Answer("200 OK", vec!["Content-Type: application/json".into()], body.into())
    }
}

/// A request: its first line and its headers, as sent.
pub struct Asked {
    line: String,
    headers: String,
    /// How many came before.
    pub before: usize,
}

impl Asked {
    /// The path with its query.
    pub fn path(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }

    /// A header's value, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |line: &&str| line.split_once(':').is_some_and(|(n, _)| n.eq_ignore_ascii_case(name));
        self.headers.lines().find(named)?.split_once(':').map(|(_, value)| value.trim())
    }
}

type Manners = dyn Fn(&Asked) -> Act + Send + Sync;

/// Stops when it is dropped.
pub struct Outside {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Outside {
    /// Serves until dropped; `manners` is asked what to do with each request.
    pub fn start(manners: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (asked, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let manners: Arc<Manners> = Arc::new(manners);
        let (heard, stopped) = (asked.clone(), stop.clone());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let (manners, heard, stopped) = (manners.clone(), heard.clone(), stopped.clone());
                std::thread::spawn(move || serve(stream, manners.as_ref(), &heard, &stopped));
            }
        });
        Outside { address, asked, stop, thread: Some(thread) }
    }

    /// Its address, as an option takes it.
    pub fn base(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Heads of all requests so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("not poisoned").clone()
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes it from waiting for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the service did not panic");
        }
    }
}

fn serve(mut stream: TcpStream, manners: &Manners, heard: &Mutex<Vec<String>>, stop: &AtomicBool) {
    let mut peeked = [0; 4096];
    let Ok(n) = stream.peek(&mut peeked) else { return };
    let text = String::from_utf8_lossy(&peeked[..n]).into_owned();
    let (line, headers) = text.split_once("\r\n").unwrap_or((&text, ""));
    let before = {
        let mut heard = heard.lock().expect("not poisoned");
        heard.push(text.clone());
        heard.len() - 1
    };
    let act = manners(&Asked { line: line.into(), headers: headers.into(), before });
    if matches!(act, Act::Reset) {
        return;
    }
    stream.read_exact(&mut peeked[..n]).expect("was there already");
    // The other side may go away at any time; that is its right.
    let _ = act.play(&mut stream, stop);
}

impl Act {
    fn play(self, stream: &mut TcpStream, stop: &AtomicBool) -> std::io::Result<()> {
        let ended = || stop.load(Ordering::SeqCst);
        let pause = || std::thread::sleep(Duration::from_millis(20));
        match self {
            Act::Answer(status, headers, body) => {
                let headers: String = headers.iter().map(|h| format!("{h}\r\n")).collect();
                let length = body.len();
                write!(stream, "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n")?;
                stream.write_all(&body)
            }
            Act::Hang => {
                while !ended() {
                    pause();
                }
                Ok(())
            }
            Act::Reset => Ok(()),
            Act::Drip(body) => {
                write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len())?;
                for byte in body {
                    stream.write_all(&[byte])?;
                    pause();
                    if ended() {
                        break;
                    }
                }
                Ok(())
            }
            Act::Short(promised, body) => {
                write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {promised}\r\nConnection: close\r\n\r\n")?;
                stream.write_all(&body)
            }
            Act::Endless => {
                write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")?;
                while !ended() {
                    stream.write_all(&[b' '; 8192])?;
                }
                Ok(())
            }
            Act::Babble => stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n"),
        }
    }
}
