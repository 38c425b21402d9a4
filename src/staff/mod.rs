//! Who works here: invited by a one-time link, signed in by password and code, kept in by a session on the server.
//!
//! [`Accounts`] is the one entry. Hashing a password takes 64 MiB and tens of milliseconds, so a caller needs a
//! [`Slot`] for it, of which there are few, and for signing in a ticket from the throttle as well.

mod accounts;
mod api_keys;
pub mod demo;
mod invite;
mod letter;
mod own;
mod password;
mod recovery;
mod second_factor;
mod session;
mod sign_in;
mod step_up;
mod team;
mod throttle;
mod totp;

pub use accounts::{Accounts, Slot};
pub use api_keys::{ApiKeyError, Key};
pub use invite::{Invitation, InviteError, Invited, WelcomeError};
pub use own::{OwnSession, PasswordError, RecoveryError};
pub use password::{MAX_CHARS, MIN_CHARS, WeakPassword};
pub use recovery::RECOVERY_CODES;
pub use session::{ABSOLUTE_LIMIT, IDLE_LIMIT, Visitor};
pub use sign_in::{SignInError, SignedIn};
pub use step_up::{PROVEN_FOR, Proven};
pub use team::TeamError;
pub use throttle::{Admitted, TooManyTries};
pub use totp::{QrCode, Secret};
