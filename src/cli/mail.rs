//! `--smtp` and `--mail-from`: whether mail leaves the house, through whom, and what is said of what waits.

use clap::Args;

use crate::mail::{Patience, Relay, Sender, Smtp};
use crate::pipeline::post;
use crate::web::state::Parts;

use super::Failure;

/// How mail is sent.
#[derive(Debug, Clone, Args)]
pub struct MailArgs {
    /// The server that takes our mail: smtps://USER:PASSWORD@HOST, or smtp:// for STARTTLS. Without it mail waits in the outbox.
    /// Better given by the environment, where no list of processes shows it
    #[arg(long, env = "VOUCHSAFE_SMTP", hide_env_values = true, value_name = "URL")]
    smtp: Option<String>,
    /// Who mail is from, such as 'Directory <directory@example.org>'
    #[arg(long, env = "VOUCHSAFE_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
}

impl MailArgs {
    /// Who sends, or nobody.
    ///
    /// # Errors
    /// Exit code 2 for a setting that cannot be used; the sentence holds no password.
    pub fn open(&self) -> Result<Option<Smtp>, Failure> {
        let usage = |e: crate::mail::BadMailSetting| Failure::usage(e.to_string());
        // An empty variable is how a service file leaves a setting out.
        let given = |setting: &'_ Option<String>| setting.clone().filter(|s| !s.trim().is_empty());
        match (given(&self.smtp), given(&self.mail_from)) {
            (None, _) => Ok(None),
            (Some(_), None) => Err(Failure::usage(
                "--smtp needs --mail-from: who the mail is from, such as 'Directory <directory@example.org>'",
            )),
            (Some(smtp), Some(from)) => {
                let (relay, from) = (smtp.parse::<Relay>().map_err(usage)?, from.parse::<Sender>().map_err(usage)?);
                Ok(Some(Smtp::new(relay, from, Patience::default())))
            }
        }
    }
}

/// Says at start who takes the mail, or that nobody does, and what waits.
pub fn announce(parts: &Parts, smtp: Option<&Smtp>) -> Result<(), Failure> {
    let waiting = post::waiting(&parts.db, parts.clock.now())?;
    let (count, since) = waiting.map_or((0, String::from("-")), |w| (w.count, w.since.to_rfc3339()));
    match smtp {
        Some(smtp) => {
            tracing::info!(server = smtp.place(), waiting = count, oldest = since, "mail is handed to the mail server");
        }
        None => tracing::warn!(
            waiting = count,
            oldest = since,
            "no mail is sent: --smtp is not given. Mail waits in the outbox, and providers get no answer by mail"
        ),
    }
    Ok(())
}
