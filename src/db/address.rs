//! Database addresses: `sqlite:PATH` and `postgres://...`, nothing else.

use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where the data lives.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// One file; its reference data lies beside it.
    Sqlite(PathBuf),
    /// A PostgreSQL server, as libpq reads it.
    Postgres(String),
}

/// An address that names no database of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a database address; write sqlite:PATH or postgres://USER@HOST/NAME")]
pub struct BadAddress(String);

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        // Only the scheme is repeated in the error: the rest may hold a password.
        let refused = || BadAddress(s.split_once(':').map_or(s, |(scheme, _)| scheme).chars().take(30).collect());
        match s.split_once(':') {
            Some(("sqlite", path)) => {
                let path = path.strip_prefix("//").unwrap_or(path);
                if path.is_empty() { Err(refused()) } else { Ok(Address::Sqlite(PathBuf::from(path))) }
            }
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => Ok(Address::Postgres(s.to_string())),
            _ => Err(refused()),
        }
    }
}

impl Address {
    /// The file of the reference data beside a SQLite database: `vouchsafe.db` has `vouchsafe-reference.db`.
    pub fn reference_file(database: &Path) -> PathBuf {
        let stem = database.file_stem().unwrap_or_default().to_string_lossy();
        database.with_file_name(format!("{stem}-reference.db"))
    }

    /// The folder of a SQLite database (for the key file and backups); `None` for a server.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Address::Sqlite(path) => path.parent(),
            Address::Postgres(_) => None,
        }
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Address::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Address::Postgres(url) => {
                let shown = url.rsplit_once('@').map_or(url.as_str(), |(_, host)| host);
                write!(f, "postgres://…{}", shown.trim_start_matches("postgres:").trim_start_matches("postgresql:"))
            }
        }
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_schemes_are_known_and_every_other_is_refused() {
        assert_eq!("sqlite:a/b.db".parse(), Ok(Address::Sqlite("a/b.db".into())));
        assert_eq!("sqlite:///var/b.db".parse(), Ok(Address::Sqlite("/var/b.db".into())));
        assert!(matches!("postgres://u:secret@h/db".parse(), Ok(Address::Postgres(_))));
        for bad in ["mysql://h/db", "vouchsafe.db", "sqlite:", "postgres:db", ""] {
            assert!(bad.parse::<Address>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let address: Address = "postgres://u:secret@h/db".parse().expect("known");
        assert!(!format!("{address} {address:?}").contains("secret"));
        let error = "mysql://u:secret@h".parse::<Address>().expect_err("refused");
        assert!(!error.to_string().contains("secret"));
    }

    #[test]
    fn the_reference_file_lies_beside_its_database() {
        assert_eq!(Address::reference_file(Path::new("/x/vouchsafe.db")), Path::new("/x/vouchsafe-reference.db"));
    }
}
