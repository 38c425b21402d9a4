//! The key file: encrypts private fields at rest, signs links, tokens and evidence.
//!
//! One 32-byte secret in a file with mode 0600, kept apart from the database and never in a backup. Each use has a
//! key of its own, derived by HMAC-SHA-256 over its purpose, so that a token for one purpose is worthless for another.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

mod signature;

pub use signature::{PublicSignature, holds};

/// What a key is used for. A closed list: two uses can never share a key by accident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Birth dates and DEA numbers of a dossier.
    Dossier,
    /// Rows of an exclusion list kept for the review page.
    ListRow,
    /// TOTP secrets.
    Totp,
    /// Evidence hashes.
    Evidence,
    /// A submission's private status link.
    StatusLink,
    /// A staff member's first sign-in link.
    StaffLink,
    /// Hidden tokens in public forms.
    FormToken,
    /// Page tokens of searches.
    PageToken,
    /// Session-bound anti-forgery tokens.
    Csrf,
    /// What somebody who reported a problem wrote, and where to answer.
    Report,
    /// The private link to a report's page.
    ReportLink,
    /// What somebody wrote for others to read, and under which name.
    Comment,
    /// The private link to a comment's page.
    CommentLink,
    /// The link by which a provider confirms that listings are still right.
    ConfirmLink,
    /// The code that a manager types in place of opening the mailed link.
    ManagerCode,
    /// Answers of a listing that is still being written.
    Draft,
    /// The private link to such a listing.
    DraftLink,
    /// The link to a clinician's own page.
    ClinicianLink,
    /// Who asks for a listing or for its removal, how they are reached, and why.
    ListingRequest,
    /// The private link to the page of such a request.
    ListingRequestLink,
    /// What would give a removed listing away.
    RemovedTwin,
    /// Documents that providers add to a submission.
    Document,
    /// Tells that the same document is sent again.
    DocumentTwin,
    /// What a provider and the reviewers write to each other.
    Message,
    /// Heads of the audit chain that leave the house.
    AuditHead,
    /// What was answered to something that a program may send again.
    Replay,
}

impl Purpose {
    /// Every purpose, in the order of declaration.
    const ALL: [Purpose; 26] = [
        Purpose::Dossier,
        Purpose::ListRow,
        Purpose::Totp,
        Purpose::Evidence,
        Purpose::StatusLink,
        Purpose::StaffLink,
        Purpose::FormToken,
        Purpose::PageToken,
        Purpose::Csrf,
        Purpose::Report,
        Purpose::ReportLink,
        Purpose::Comment,
        Purpose::CommentLink,
        Purpose::ConfirmLink,
        Purpose::ManagerCode,
        Purpose::Draft,
        Purpose::DraftLink,
        Purpose::ClinicianLink,
        Purpose::ListingRequest,
        Purpose::ListingRequestLink,
        Purpose::RemovedTwin,
        Purpose::Document,
        Purpose::DocumentTwin,
        Purpose::Message,
        Purpose::AuditHead,
        Purpose::Replay,
    ];

    const fn label(self) -> &'static str {
        match self {
            Purpose::Dossier => "dossier",
            Purpose::ListRow => "list-row",
            Purpose::Totp => "totp",
            Purpose::Evidence => "evidence",
            Purpose::StatusLink => "status-link",
            Purpose::StaffLink => "staff-link",
            Purpose::FormToken => "form-token",
            Purpose::PageToken => "page-token",
            Purpose::Csrf => "csrf",
            Purpose::Report => "report",
            Purpose::ReportLink => "report-link",
            Purpose::Comment => "comment",
            Purpose::CommentLink => "comment-link",
            Purpose::ConfirmLink => "confirm-link",
            Purpose::ManagerCode => "manager-code",
            Purpose::Draft => "draft",
            Purpose::DraftLink => "draft-link",
            Purpose::ClinicianLink => "clinician-link",
            Purpose::ListingRequest => "listing-request",
            Purpose::ListingRequestLink => "listing-request-link",
            Purpose::RemovedTwin => "removed-twin",
            Purpose::Document => "document",
            Purpose::DocumentTwin => "document-twin",
            Purpose::Message => "message",
            Purpose::AuditHead => "audit-head",
            Purpose::Replay => "replay",
        }
    }
}

/// Why the key file or a sealed value could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read, or is not one of ours.
    #[error("the key file {path} cannot be used: {why}")]
    File {
        /// Where.
        path: PathBuf,
        /// What is wrong, and what to do.
        why: String,
    },
    /// The operating system gave no random bytes.
    #[error("the system has no random numbers: {0}")]
    Random(String),
    /// The operating system's or the library's part in signing failed.
    #[error("nothing can be signed with this key: {0}")]
    Signing(String),
    /// Sealed with another key, or changed since.
    #[error("a sealed value does not open with this key file (key id {expected}); was the right key file restored?")]
    DoesNotOpen {
        /// The id of the key in use.
        expected: String,
    },
}

/// The secret, and what can be done with it.
#[derive(Clone)]
pub struct Keys {
    /// One for each [`Purpose`], in its order.
    derived: [[u8; 32]; Purpose::ALL.len()],
    id: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.id)
    }
}

const FILE_PREFIX: &str = "vouchsafe-key-1:";

impl Keys {
    /// From 32 bytes.
    pub fn from_bytes(master: [u8; 32]) -> Self {
        let id = HEXLOWER.encode(&Sha256::digest([b"vouchsafe key id".as_slice(), &master].concat())[..4]);
        let derived = Purpose::ALL.map(|purpose| mac(&master, &[b"vouchsafe/", purpose.label().as_bytes()]));
        Keys { derived, id }
    }

    /// Reads the key file, or makes one with mode 0600 where there is none.
    pub fn open_or_create(path: &Path) -> Result<Self, KeyError> {
        let fault = |why: String| KeyError::File { path: path.to_path_buf(), why };
        match std::fs::File::open(path) {
            Ok(mut file) => {
                let mut text = String::new();
                file.read_to_string(&mut text).map_err(|e| fault(e.to_string()))?;
                Self::from_text(&text)
                    .ok_or_else(|| fault("it does not hold a vouchsafe key; restore the right file".into()))
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Self::create(path),
            Err(e) => Err(fault(e.to_string())),
        }
    }

    /// Reads an existing key file.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        let fault = |why: String| KeyError::File { path: path.to_path_buf(), why };
        let text = std::fs::read_to_string(path).map_err(|e| fault(e.to_string()))?;
        Self::from_text(&text).ok_or_else(|| fault("it does not hold a vouchsafe key; restore the right file".into()))
    }

    fn from_text(text: &str) -> Option<Self> {
        let encoded = text.trim().strip_prefix(FILE_PREFIX)?;
        let bytes = BASE64URL_NOPAD.decode(encoded.as_bytes()).ok()?;
        Some(Self::from_bytes(bytes.try_into().ok()?))
    }

    fn create(path: &Path) -> Result<Self, KeyError> {
        use std::os::unix::fs::OpenOptionsExt;
        let fault = |why: String| KeyError::File { path: path.to_path_buf(), why };
        let master = random_bytes::<32>()?;
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(|e| fault(e.to_string()))?;
        writeln!(file, "{FILE_PREFIX}{}", BASE64URL_NOPAD.encode(&master)).map_err(|e| fault(e.to_string()))?;
        file.sync_all().map_err(|e| fault(e.to_string()))?;
        Ok(Self::from_bytes(master))
    }

    /// Short public name of this key; a prefix of everything sealed with it.
    pub fn id(&self) -> &str {
        &self.id
    }

    fn derive(&self, purpose: Purpose) -> [u8; 32] {
        self.derived[purpose as usize]
    }

    /// Encrypts (XChaCha20-Poly1305, random nonce). `context` must be given again to open: it ties the value to its row.
    pub fn seal(&self, purpose: Purpose, context: &str, plain: &[u8]) -> Result<String, KeyError> {
        let (nonce, sealed) = self.encrypted(purpose, context, plain)?;
        Ok(format!("{}.{}.{}", self.id, BASE64URL_NOPAD.encode(&nonce), BASE64URL_NOPAD.encode(&sealed)))
    }

    /// Decrypts what [`Keys::seal`] made for the same purpose and context.
    pub fn unseal(&self, purpose: Purpose, context: &str, sealed: &str) -> Result<Vec<u8>, KeyError> {
        let shut = || self.does_not_open();
        let mut parts = sealed.splitn(3, '.');
        let (Some(id), Some(nonce), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(shut());
        };
        if id != self.id {
            return Err(shut());
        }
        let nonce: [u8; 24] =
            BASE64URL_NOPAD.decode(nonce.as_bytes()).ok().and_then(|n| n.try_into().ok()).ok_or_else(shut)?;
        let text = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| shut())?;
        self.decrypted(purpose, context, nonce, &text)
    }

    /// As [`Keys::seal`], for whole files: the key's id, the nonce and the sealed bytes, without a text form.
    pub fn seal_file(&self, purpose: Purpose, context: &str, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (nonce, sealed) = self.encrypted(purpose, context, plain)?;
        Ok([self.id.as_bytes(), &nonce, &sealed].concat())
    }

    /// Decrypts what [`Keys::seal_file`] made for the same purpose and context.
    pub fn unseal_file(&self, purpose: Purpose, context: &str, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let rest = sealed.strip_prefix(self.id.as_bytes()).ok_or_else(|| self.does_not_open())?;
        let (nonce, text) = rest.split_first_chunk::<24>().ok_or_else(|| self.does_not_open())?;
        self.decrypted(purpose, context, *nonce, text)
    }

    fn encrypted(&self, purpose: Purpose, context: &str, plain: &[u8]) -> Result<([u8; 24], Vec<u8>), KeyError> {
        let nonce = random_bytes::<24>()?;
        let sealed = XChaCha20Poly1305::new(&self.derive(purpose).into())
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: context.as_bytes() })
            .map_err(|_| KeyError::Random("the cipher refused a message".into()))?;
        Ok((nonce, sealed))
    }

    fn decrypted(&self, purpose: Purpose, context: &str, nonce: [u8; 24], text: &[u8]) -> Result<Vec<u8>, KeyError> {
        XChaCha20Poly1305::new(&self.derive(purpose).into())
            .decrypt(&XNonce::from(nonce), Payload { msg: text, aad: context.as_bytes() })
            .map_err(|_| self.does_not_open())
    }

    fn does_not_open(&self) -> KeyError {
        KeyError::DoesNotOpen { expected: self.id.clone() }
    }

    /// A MAC over `message`, URL-safe, 43 characters.
    pub fn sign(&self, purpose: Purpose, message: &[u8]) -> String {
        BASE64URL_NOPAD.encode(&mac(&self.derive(purpose), &[message]))
    }

    /// Whether `signature` is ours for `message`, in constant time.
    pub fn verify(&self, purpose: Purpose, message: &[u8], signature: &str) -> bool {
        self.sign(purpose, message).as_bytes().ct_eq(signature.as_bytes()).into()
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    parts.iter().for_each(|p| mac.update(p));
    mac.finalize().into_bytes().into()
}

/// Random bytes from the operating system.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|e| KeyError::Random(e.to_string()))?;
    Ok(bytes)
}

/// A new bearer token: 256 random bits, URL-safe.
pub fn new_token() -> Result<String, KeyError> {
    Ok(BASE64URL_NOPAD.encode(&random_bytes::<32>()?))
}

/// How a bearer token is stored: it has 256 bits, so a plain hash is enough.
pub fn token_hash(token: &str) -> String {
    sha256_hex(token.as_bytes())
}

/// SHA-256 in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::from_bytes([7; 32])
    }

    #[test]
    fn what_is_sealed_opens_only_with_its_key_purpose_and_context() {
        let sealed = keys().seal(Purpose::Dossier, "row-1", b"1980-01-01").expect("seals");
        assert!(!sealed.contains("1980"));
        assert_eq!(keys().unseal(Purpose::Dossier, "row-1", &sealed).expect("opens"), b"1980-01-01");
        assert!(keys().unseal(Purpose::Dossier, "row-2", &sealed).is_err());
        assert!(keys().unseal(Purpose::Totp, "row-1", &sealed).is_err());
        assert!(Keys::from_bytes([8; 32]).unseal(Purpose::Dossier, "row-1", &sealed).is_err());
        assert!(keys().unseal(Purpose::Dossier, "row-1", "nonsense").is_err());
    }

    #[test]
    fn a_sealed_file_opens_only_with_its_key_and_context() {
        let sealed = keys().seal_file(Purpose::Document, "row-1", b"%PDF-1.7").expect("seals");
        assert!(!sealed.windows(4).any(|w| w == b"%PDF"));
        assert_eq!(keys().unseal_file(Purpose::Document, "row-1", &sealed).expect("opens"), b"%PDF-1.7");
        assert!(keys().unseal_file(Purpose::Document, "row-2", &sealed).is_err());
        assert!(Keys::from_bytes([8; 32]).unseal_file(Purpose::Document, "row-1", &sealed).is_err());
        assert!((0..sealed.len()).all(|n| keys().unseal_file(Purpose::Document, "row-1", &sealed[..n]).is_err()));
    }

    #[test]
    fn each_purpose_has_its_own_key_in_its_own_place() {
        for (i, purpose) in Purpose::ALL.into_iter().enumerate() {
            assert_eq!(purpose as usize, i);
            let expected = mac(&[7; 32], &[b"vouchsafe/", purpose.label().as_bytes()]);
            assert_eq!(keys().derive(purpose), expected);
        }
    }

    #[test]
    fn a_signature_holds_for_its_message_and_purpose_only() {
        let signature = keys().sign(Purpose::StatusLink, b"VS-1");
        assert!(keys().verify(Purpose::StatusLink, b"VS-1", &signature));
        assert!(!keys().verify(Purpose::StatusLink, b"VS-2", &signature));
        assert!(!keys().verify(Purpose::FormToken, b"VS-1", &signature));
        assert!(!keys().verify(Purpose::StatusLink, b"VS-1", ""));
    }

    #[test]
    fn the_key_file_is_made_once_for_its_owner_alone_and_read_back() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("temp dir");
        let path = dir.path().join("vouchsafe.key");
        let made = Keys::open_or_create(&path).expect("made");
        assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(Keys::open_or_create(&path).expect("read").id(), made.id());
        std::fs::write(&path, "something else").expect("written");
        assert!(matches!(Keys::open_or_create(&path), Err(KeyError::File { .. })));
    }
}
