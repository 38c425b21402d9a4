//! How mail leaves the house: over SMTP, in earnest. The only room that names lettre.
//!
//! [`Relay`] and [`Sender`] are what the operator says; [`Letter`] becomes the bytes of a message; [`Smtp`] hands them over and says
//! what the server made of it. Which mail is sent when, and what is noted of it, is `pipeline::post`'s.

mod letter;
mod relay;
mod smtp;

pub use letter::{Letter, Sender};
pub use relay::{BadMailSetting, Relay, Security};
pub use smtp::{Accepted, Failure, Patience, Smtp};
