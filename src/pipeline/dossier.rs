//! Dossiers into and out of storage: private values sealed apart, evidence hashes over the whole.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::db::dossiers::{self, DossierRow};
use crate::db::{Conn, DbError};
use crate::domain::dossier::Dossier;
use crate::domain::evidence;
use crate::domain::ids::Id;
use crate::domain::private;
use crate::keys::{KeyError, Keys, Purpose};

/// A dossier could not be stored or read back.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A stored dossier, whole again.
#[derive(Debug, Clone)]
pub struct OpenDossier {
    /// The version's id.
    pub id: String,
    /// Whose.
    pub organization_id: String,
    /// 1, 2, ...
    pub version: i64,
    /// Typed.
    pub dossier: Dossier,
    /// The same as JSON, which evidence pointers point into.
    pub value: Value,
}

/// Stores the next version of an organisation's dossier.
pub fn store(
    conn: &mut Conn,
    keys: &Keys,
    organization_id: &str,
    dossier: &Dossier,
    now: DateTime<Utc>,
) -> Result<DossierRow, DossierError> {
    let (id, body, sealed) = sealed(keys, dossier)?;
    Ok(dossiers::insert(conn, &id, organization_id, &body, &sealed, now)?)
}

/// A version that is not stored yet.
#[derive(Debug)]
pub(super) struct Draft {
    /// As it will be.
    pub open: OpenDossier,
    body: String,
    sealed: String,
}

impl Draft {
    /// What a dossier says, ready to be checked and then stored as the version after `last`.
    pub fn after(keys: &Keys, last: &OpenDossier, dossier: Dossier) -> Result<Draft, DossierError> {
        let (id, body, sealed) = sealed(keys, &dossier)?;
        let value = to_value(&dossier)?;
        let organization_id = last.organization_id.clone();
        Ok(Draft { open: OpenDossier { id, organization_id, version: last.version + 1, dossier, value }, body, sealed })
    }

    /// Stores it.
    pub fn store(&self, conn: &mut Conn, now: DateTime<Utc>) -> Result<(), DbError> {
        dossiers::insert(conn, &self.open.id, &self.open.organization_id, &self.body, &self.sealed, now).map(drop)
    }
}

/// The first version of a new organization's dossier, ready to be stored.
pub(super) fn first(
    keys: &Keys,
    organization_id: &str,
    dossier: &Dossier,
    now: DateTime<Utc>,
) -> Result<DossierRow, DossierError> {
    let (id, body, sealed) = sealed(keys, dossier)?;
    let created_at = now.naive_utc();
    Ok(DossierRow { id, organization_id: organization_id.to_string(), version: 1, body, sealed, created_at })
}

/// A new id, the body without its private values, and those sealed.
fn sealed(keys: &Keys, dossier: &Dossier) -> Result<(String, String, String), DossierError> {
    let id = Id::new().to_string();
    let mut body = to_value(dossier)?;
    let private = Value::Object(private::take(&mut body)).to_string();
    let sealed = keys.seal(Purpose::Dossier, &id, private.as_bytes())?;
    Ok((id, body.to_string(), sealed))
}

/// Opens a stored version.
pub fn open(keys: &Keys, row: &DossierRow) -> Result<OpenDossier, DossierError> {
    let damaged = |e: serde_json::Error| DbError::Damaged(format!("dossier {}: {e}", row.id));
    let mut value: Value = serde_json::from_str(&row.body).map_err(damaged)?;
    let private = keys.unseal(Purpose::Dossier, &row.id, &row.sealed)?;
    let private: Map<String, Value> = serde_json::from_slice(&private).map_err(damaged)?;
    private::put_back(&mut value, private);
    let dossier = serde_json::from_value(value.clone()).map_err(damaged)?;
    Ok(OpenDossier {
        id: row.id.clone(),
        organization_id: row.organization_id.clone(),
        version: row.version,
        dossier,
        value,
    })
}

/// The evidence hash: HMAC over the canonical (path, value) pairs that a check looked at.
pub fn value_hash(keys: &Keys, value: &Value, looked_at: &[String]) -> String {
    keys.sign(Purpose::Evidence, &evidence::canonical(value, looked_at))
}

fn to_value(dossier: &Dossier) -> Result<Value, DbError> {
    serde_json::to_value(dossier).map_err(|e| DbError::Other(format!("the dossier does not serialise: {e}")))
}
