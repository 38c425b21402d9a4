//! Signatures that anybody can check who has the public key: Ed25519 (RFC 8032), its secret derived as every other key is.

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use super::{KeyError, Keys, Purpose};

/// A signature and the key that shows that it holds, both in base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicSignature {
    /// The public key, 32 bytes.
    pub key: String,
    /// The signature, 64 bytes.
    pub signature: String,
}

impl Keys {
    /// Signs for those who have no part in our secret. The same message always has the same signature.
    pub fn sign_publicly(&self, purpose: Purpose, message: &[u8]) -> Result<PublicSignature, KeyError> {
        let pair = self.pair(purpose)?;
        let key = BASE64URL_NOPAD.encode(pair.public_key().as_ref());
        Ok(PublicSignature { key, signature: BASE64URL_NOPAD.encode(pair.sign(message).as_ref()) })
    }

    /// The public key by which such signatures of ours are checked.
    pub fn public_key(&self, purpose: Purpose) -> Result<String, KeyError> {
        Ok(BASE64URL_NOPAD.encode(self.pair(purpose)?.public_key().as_ref()))
    }

    fn pair(&self, purpose: Purpose) -> Result<Ed25519KeyPair, KeyError> {
        Ed25519KeyPair::from_seed_unchecked(&self.derive(purpose)).map_err(|e| KeyError::Signing(e.to_string()))
    }
}

/// Whether this key signed this message.
pub fn holds(message: &[u8], by: &PublicSignature) -> bool {
    let decoded = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).ok();
    match (decoded(&by.key), decoded(&by.signature)) {
        (Some(key), Some(signature)) => UnparsedPublicKey::new(&ED25519, key).verify(message, &signature).is_ok(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_signature_holds_for_its_message_and_key_only() {
        let (ours, others) = (Keys::from_bytes([7; 32]), Keys::from_bytes([8; 32]));
        let signed = ours.sign_publicly(Purpose::AuditHead, b"7 abc").expect("signs");
        assert_eq!(signed.key, ours.public_key(Purpose::AuditHead).expect("a key"));
        assert!(holds(b"7 abc", &signed));
        assert!(!holds(b"8 abc", &signed));
        let key = others.public_key(Purpose::AuditHead).expect("a key");
        assert!(!holds(b"7 abc", &PublicSignature { key, ..signed.clone() }));
        assert!(!holds(b"7 abc", &PublicSignature { signature: String::new(), ..signed }));
    }
}
