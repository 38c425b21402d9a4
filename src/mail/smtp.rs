//! One conversation with the server that takes our mail, and what came of it.

use std::error::Error as _;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::{Error, client::CertificateStore};

use crate::domain::mail::MailFailure;

use super::letter::{Letter, Ready, Sender, in_one_line};
use super::relay::{Relay, Security};

/// How long the server is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a connection, and for each of its answers but one.
    pub answer: Duration,
    /// For its answer to a whole message. RFC 5321, 4.5.3.2.6, says ten minutes: who leaves earlier sends the mail again, and the
    /// receiver may have it twice.
    pub acceptance: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { answer: Duration::from_secs(30), acceptance: Duration::from_secs(600) }
    }
}

/// Why a mail was not handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The server was not reached, or takes nothing from us: it says nothing of this mail.
    Server(String),
    /// The server put this mail off, or left while it was being handed over.
    Later(String),
    /// The server will not take it, today or tomorrow.
    Never(MailFailure, String),
    /// Somebody else has it in hand.
    NotOurs,
}

/// Hands mail over. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Smtp {
    relay: Relay,
    from: Sender,
    patience: Patience,
}

/// A mail is with the server; the conversation has yet to be ended.
pub struct Accepted(SmtpConnection);

impl Accepted {
    /// Says goodbye. After the mail was noted as sent: a server may take its time here.
    pub fn end(mut self) {
        // It has the mail whatever it says now.
        let _ = self.0.set_timeout(Some(Duration::from_secs(2)));
        let _ = self.0.quit();
    }
}

/// How far a conversation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Who we are.
    Sender,
    /// To whom it goes.
    Recipient,
    /// What it says.
    Content,
}

impl Smtp {
    /// Hands over to `relay`, as `from`.
    pub fn new(relay: Relay, from: Sender, patience: Patience) -> Self {
        Smtp { relay, from, patience }
    }

    /// Where to, for logs: without user and password.
    pub fn place(&self) -> String {
        self.relay.to_string()
    }

    /// Hands one letter over. `is_ours` is asked once the server would take it, at the last moment at which nothing has been sent yet.
    ///
    /// # Errors
    /// A [`Failure`]; its text names no address and no password.
    pub fn send(&self, letter: &Letter<'_>, is_ours: impl FnOnce() -> bool) -> Result<Accepted, Failure> {
        let ready = letter.ready(&self.from).map_err(|why| Failure::Never(MailFailure::AddressRefused, why))?;
        let mut conversation = self.open().map_err(|e| Failure::Server(said(&e, letter.to)))?;
        match self.hand_over(&mut conversation, &ready, is_ours) {
            Ok(()) => Ok(Accepted(conversation)),
            Err(Stop::NotOurs) => Err(Failure::NotOurs),
            Err(Stop::AddressInOtherLetters) => {
                let why = "the server takes no address in other than ASCII letters";
                Err(Failure::Never(MailFailure::AddressRefused, why.into()))
            }
            Err(Stop::Said(part, error)) => Err(judged(part, &error, letter.to)),
        }
    }

    /// Greeted, encrypted where it has to be, known to the server.
    fn open(&self) -> Result<SmtpConnection, Error> {
        let tls =
            || TlsParameters::builder(self.relay.host.clone()).certificate_store(CertificateStore::WebpkiRoots).build();
        let us = ClientId::Domain(self.from.domain().to_string());
        let at_once = if self.relay.security == Security::Tls { Some(tls()?) } else { None };
        let server = (self.relay.host.as_str(), self.relay.port);
        let mut connection = SmtpConnection::connect(server, Some(self.patience.answer), &us, at_once.as_ref(), None)?;
        if self.relay.security == Security::StartTls {
            connection.starttls(&tls()?, &us)?;
        }
        if let Some((user, password)) = &self.relay.credentials {
            connection.auth(DEFAULT_MECHANISMS, &Credentials::new(user.clone(), password.clone()))?;
        }
        Ok(connection)
    }

    fn hand_over(
        &self,
        server: &mut SmtpConnection,
        ready: &Ready,
        is_ours: impl FnOnce() -> bool,
    ) -> Result<(), Stop> {
        let mut parameters = Vec::new();
        if !ready.to.to_string().is_ascii() {
            if !server.server_info().supports_feature(Extension::SmtpUtfEight) {
                server.abort();
                return Err(Stop::AddressInOtherLetters);
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let mail = Mail::new(Some(self.from.address().clone()), parameters);
        step(server, Part::Sender, |s| s.command(mail).map(drop))?;
        step(server, Part::Recipient, |s| s.command(Rcpt::new(ready.to.clone(), Vec::new())).map(drop))?;
        if !is_ours() {
            server.abort();
            return Err(Stop::NotOurs);
        }
        step(server, Part::Content, |s| s.command(Data).map(drop))?;
        // A failure here only leaves the shorter patience in place.
        let _ = server.set_timeout(Some(self.patience.acceptance));
        step(server, Part::Content, |s| s.message(&ready.bytes).map(drop))
    }
}

/// Why a conversation stopped.
enum Stop {
    NotOurs,
    AddressInOtherLetters,
    Said(Part, Error),
}

fn step(
    server: &mut SmtpConnection,
    part: Part,
    say: impl FnOnce(&mut SmtpConnection) -> Result<(), Error>,
) -> Result<(), Stop> {
    say(server).map_err(|error| {
        // Who answered is told goodbye; who did not is not waited for again.
        if error.status().is_some() {
            let _ = server.set_timeout(Some(Duration::from_secs(2)));
            server.abort();
        }
        Stop::Said(part, error)
    })
}

/// What an answer means for the mail.
///
/// What a server says to our name is about us, and so is 421: it closes. An enhanced code of 5.7 is about rules, which may be our
/// operator's to put right (a relay that does not know us, a domain without its records): such a mail is tried again.
fn judged(part: Part, error: &Error, to: &str) -> Failure {
    let (code, text) = (error.status().map(u16::from), said(error, to));
    let is_about_rules = error.source().is_some_and(|words| words.to_string().trim_start().starts_with("5.7."));
    match (part, code) {
        (_, Some(421)) | (Part::Sender, Some(_)) => Failure::Server(text),
        (Part::Recipient, Some(500..)) if !is_about_rules => Failure::Never(MailFailure::AddressRefused, text),
        (Part::Content, Some(500..)) if !is_about_rules => Failure::Never(MailFailure::ContentRefused, text),
        _ => Failure::Later(text),
    }
}

/// An error's words, short, in one line, without the recipient's address.
fn said(error: &Error, to: &str) -> String {
    const LONGEST: usize = 300;
    let words = in_one_line(&error.to_string());
    let without = if to.is_empty() { words } else { words.replace(to, "(the recipient)") };
    without.chars().take(LONGEST).collect()
}
