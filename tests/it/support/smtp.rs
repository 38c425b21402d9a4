//! A mail server for one test: takes mail well or behaves badly, on loopback, and remembers what it was told.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use vouchsafe::mail::{Patience, Relay, Security, Smtp};

/// Where in a conversation the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Somebody has connected.
    Greeting,
    /// EHLO.
    Hello,
    /// AUTH.
    Auth,
    /// MAIL FROM.
    From,
    /// RCPT TO.
    Recipient,
    /// DATA.
    Data,
    /// The whole message is there.
    Content,
}

/// What the server does.
#[derive(Debug, Clone)]
pub enum Act {
    /// What a server does.
    Well,
    /// Says this line.
    Say(&'static str),
    /// Says nothing and keeps the connection.
    Hang,
    /// Closes the connection.
    Leave,
    /// Takes what it was told, and closes the connection without a word.
    TakeAndLeave,
}

type Manners = dyn Fn(At, &str) -> Act + Send + Sync;

/// Stops when it is dropped.
pub struct MailServer {
    address: SocketAddr,
    taken: Arc<Mutex<Vec<Taken>>>,
    heard: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// A message that the server has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// As RCPT TO named it, without brackets.
    pub to: String,
    /// As it came, without the last dot.
    pub message: String,
}

impl Taken {
    /// A header's value.
    pub fn header(&self, name: &str) -> &str {
        let head = self.message.split("\r\n\r\n").next().unwrap_or_default();
        let line = head.split("\r\n").find(|l| l.split_once(':').is_some_and(|(n, _)| n == name));
        line.and_then(|l| l.split_once(": ")).map_or("", |(_, value)| value)
    }
}

impl MailServer {
    /// Takes everything.
    pub fn good() -> Self {
        Self::start(|_, _| Act::Well)
    }

    /// Serves until dropped; `manners` is asked what to do at each point, with the line that was said.
    pub fn start(manners: impl Fn(At, &str) -> Act + Send + Sync + 'static) -> Self {
        Self::start_at("127.0.0.1:0".parse().expect("an address"), manners)
    }

    /// The same, at an address.
    pub fn start_at(at: SocketAddr, manners: impl Fn(At, &str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(at).expect("a free port");
        let address = listener.local_addr().expect("bound");
        let mut server = MailServer {
            address,
            taken: Arc::default(),
            heard: Arc::default(),
            stop: Arc::new(AtomicBool::new(false)),
            thread: None,
        };
        let manners: Arc<Manners> = Arc::new(manners);
        let (taken, heard, stop) = (server.taken.clone(), server.heard.clone(), server.stop.clone());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let talk = Talk {
                    stream,
                    manners: manners.clone(),
                    taken: taken.clone(),
                    heard: heard.clone(),
                    stop: stop.clone(),
                };
                // The other side may go away at any time; that is its right.
                std::thread::spawn(move || talk.run().unwrap_or_default());
            }
        });
        server.thread = Some(thread);
        server
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// As `--smtp` takes it.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Messages that it has, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("not poisoned").clone()
    }

    /// Every line that was said to it outside of messages.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("not poisoned").clone()
    }

    /// Who hands mail over to it, and does not wait long.
    pub fn smtp(&self) -> Smtp {
        smtp_to(&self.url(), Security::Plain)
    }
}

/// How long the tests wait for a server's answer.
pub const PATIENCE: Patience = Patience { answer: Duration::from_secs(10), acceptance: Duration::from_secs(10) };

/// Who hands mail over to `url`, kept private in this way.
pub fn smtp_to(url: &str, security: Security) -> Smtp {
    smtp_with(url, security, PATIENCE)
}

/// The same, with so much patience.
pub fn smtp_with(url: &str, security: Security, patience: Patience) -> Smtp {
    let relay = Relay { security, ..url.parse().expect("an address") };
    Smtp::new(relay, "A Directory <directory@example.com>".parse().expect("an address"), patience)
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes it from waiting for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server did not panic");
        }
    }
}

/// One conversation.
struct Talk {
    stream: TcpStream,
    manners: Arc<Manners>,
    taken: Arc<Mutex<Vec<Taken>>>,
    heard: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
}

impl Talk {
    fn run(self) -> std::io::Result<()> {
        let mut reader = BufReader::new(self.stream.try_clone()?);
        let mut to = String::new();
        if !self.answer(At::Greeting, "", "220 mail.example.net")? {
            return Ok(());
        }
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end().to_string();
            self.heard.lock().expect("not poisoned").push(line.clone());
            let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let goes_on = match word.as_str() {
                "EHLO" => self.answer(At::Hello, &line, "250-mail.example.net\r\n250 AUTH PLAIN")?,
                "AUTH" => self.answer(At::Auth, &line, "235 2.7.0 welcome")?,
                "MAIL" => self.answer(At::From, &line, "250 2.1.0 fine")?,
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_string();
                    self.answer(At::Recipient, &line, "250 2.1.5 fine")?
                }
                "DATA" => {
                    let act = (self.manners)(At::Data, &line);
                    let is_to_come = matches!(act, Act::Well);
                    self.play(act, "354 go ahead")? && (!is_to_come || self.message(&mut reader, &to)?)
                }
                "QUIT" => {
                    self.say("221 bye")?;
                    false
                }
                _ => {
                    self.say("500 what?")?;
                    true
                }
            };
            if !goes_on {
                return Ok(());
            }
        }
    }

    /// Reads a message to its dot.
    fn message(&self, reader: &mut impl BufRead, to: &str) -> std::io::Result<bool> {
        let mut message = String::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(false);
            }
            if line == ".\r\n" {
                break;
            }
            message.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        let act = (self.manners)(At::Content, to);
        if matches!(act, Act::Well | Act::TakeAndLeave) {
            self.taken.lock().expect("not poisoned").push(Taken { to: to.into(), message });
        }
        self.play(act, "250 2.0.0 queued")
    }

    /// Does what the manners say. Answers whether the conversation goes on.
    fn answer(&self, at: At, line: &str, well: &str) -> std::io::Result<bool> {
        self.play((self.manners)(at, line), well)
    }

    fn play(&self, act: Act, well: &str) -> std::io::Result<bool> {
        match act {
            Act::Well => self.say(well)?,
            Act::Say(line) => self.say(line)?,
            Act::Hang => {
                while !self.stop.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_millis(20));
                }
                return Ok(false);
            }
            Act::Leave | Act::TakeAndLeave => return Ok(false),
        }
        Ok(true)
    }

    fn say(&self, line: &str) -> std::io::Result<()> {
        (&self.stream).write_all(format!("{line}\r\n").as_bytes())
    }
}
