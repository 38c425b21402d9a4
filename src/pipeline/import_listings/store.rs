//! A batch of listings into the database, in the caller's transaction.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::db::audit::{self, Actor, Entry};
use crate::db::dossiers::{self, DossierRow};
use crate::db::imports::{self, ImportedRow, Known};
use crate::db::listings::{self, NewListing};
use crate::db::{Conn, DbError, organizations};
use crate::domain::dossier::Dossier;
use crate::pipeline::Desk;
use crate::pipeline::attest::contact_of;
use crate::pipeline::dossier as store;
use crate::pipeline::unsent::Unsent;
use crate::verify::twin_keys;

use super::fate::Fate;
use super::provider::{Provider, keep_keys};
use super::{Aim, ImportError};

/// What every row of one import shares.
pub(super) struct Batch<'a> {
    pub desk: &'a Desk,
    pub aim: Aim,
    pub actor: &'a Actor,
    pub origin: &'a str,
    pub sha256: &'a str,
    pub import_id: &'a str,
    pub now: DateTime<Utc>,
}

impl Batch<'_> {
    /// Stores what is new or changed. Answers the submissions that await their checks.
    pub fn store(&self, conn: &mut Conn, decided: &[(&Provider, &Fate)]) -> Result<Vec<String>, ImportError> {
        let new: Vec<&Provider> =
            decided.iter().filter(|(_, fate)| matches!(fate, Fate::New)).map(|(read, _)| *read).collect();
        let mut waiting = self.add(conn, &new)?;
        for (read, fate) in decided {
            if let Fate::Changed(known) = fate {
                waiting.extend(self.change(conn, read, known)?);
            }
        }
        Ok(waiting)
    }

    /// Stores listings that were never imported before. Answers the submissions that await their checks.
    fn add(&self, conn: &mut Conn, new: &[&Provider]) -> Result<Vec<String>, ImportError> {
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let mut rows = Vec::with_capacity(new.len());
        for read in new {
            let provider = &read.dossier.provider;
            let (kind, npi) = (provider.kind.as_str(), provider.organization_npi.as_deref());
            let organization = organizations::insert(conn, &provider.name, kind, npi, self.now)?;
            rows.push(store::first(&self.desk.keys, &organization.id, &read.dossier, self.now)?);
        }
        dossiers::insert_first(conn, &rows)?;
        let places: Vec<(&str, &str)> = new
            .iter()
            .zip(&rows)
            .flat_map(|(read, row)| {
                read.dossier.locations.iter().map(|l| (row.organization_id.as_str(), l.key.as_str()))
            })
            .collect();
        organizations::insert_places(conn, &places, self.now)?;
        let mut imported: Vec<ImportedRow> =
            new.iter().zip(&rows).map(|(read, row)| self.imported(read, row)).collect();
        let submitted = match self.aim {
            Aim::Publish => {
                let appearing: Vec<(&Provider, &DossierRow)> = new.iter().copied().zip(&rows).collect();
                self.publish(conn, &appearing)?;
                Vec::new()
            }
            Aim::Review => {
                for row in &mut imported {
                    row.submission_id = Some(self.unsent().submit(conn, &row.organization_id, &row.dossier_id)?);
                }
                imported.iter().filter_map(|row| row.submission_id.clone()).collect()
            }
        };
        imports::insert(conn, &imported)?;
        Ok(submitted)
    }

    /// Stores a new version of one that was imported before. Answers the submission that awaits its checks.
    fn change(&self, conn: &mut Conn, read: &Provider, known: &Known) -> Result<Option<String>, ImportError> {
        let organization_id = known.row.organization_id.as_str();
        let mut dossier = read.dossier.clone();
        if let Some(before) = &known.newest {
            let before: Dossier = serde_json::from_str(&before.body)
                .map_err(|e| DbError::Damaged(format!("dossier {}: {e}", before.id)))?;
            keep_keys(&mut dossier, &before, organizations::place_ids(conn, organization_id)?.into_keys());
        }
        let row = store::store(conn, &self.desk.keys, organization_id, &dossier, self.now)?;
        let handles: Vec<&str> = dossier.locations.iter().map(|l| l.key.as_str()).collect();
        organizations::ensure_places(conn, organization_id, &handles, self.now)?;
        if self.aim == Aim::Publish || known.listing.is_none() {
            let provider = &dossier.provider;
            let (kind, npi) = (provider.kind.as_str(), provider.organization_npi.as_deref());
            organizations::rename(conn, organization_id, &provider.name, kind, npi, self.now)?;
        }
        let mut imported = ImportedRow {
            published_id: known.row.published_id.clone(),
            submission_id: known.row.submission_id.clone(),
            ..self.imported(read, &row)
        };
        let submitted = match (self.aim, &known.row.submission_id) {
            (Aim::Publish, _) => {
                imported.published_id = Some(row.id.clone());
                if known.listing.is_some() {
                    let new = NewListing {
                        organization_id,
                        dossier_id: &row.id,
                        contact: contact_of(&dossier),
                        twin_keys: twin_keys(&dossier),
                    };
                    listings::publish(conn, &new, None, self.now)?;
                    let entry = self.entry("listing.import_changed", read, &row);
                    audit::append(conn, &entry, self.now)?;
                } else {
                    self.publish(conn, &[(read, &row)])?;
                }
                None
            }
            (Aim::Review, Some(submission_id)) => {
                self.unsent().resubmit(conn, submission_id, &row.id)?;
                Some(submission_id.clone())
            }
            (Aim::Review, None) => Some(self.unsent().submit(conn, organization_id, &row.id)?),
        };
        imported.submission_id = submitted.clone().or(imported.submission_id);
        imports::update(conn, &imported)?;
        Ok(submitted)
    }

    fn imported(&self, read: &Provider, row: &DossierRow) -> ImportedRow {
        ImportedRow {
            organization_id: row.organization_id.clone(),
            origin: self.origin.to_string(),
            source_id: read.id.clone(),
            import_id: self.import_id.to_string(),
            digest: read.digest.clone(),
            dossier_id: row.id.clone(),
            published_id: (self.aim == Aim::Publish).then(|| row.id.clone()),
            submission_id: None,
        }
    }

    /// In sight at once, unchecked; nothing asks for a check.
    fn publish(&self, conn: &mut Conn, appearing: &[(&Provider, &DossierRow)]) -> Result<(), ImportError> {
        let new: Vec<NewListing<'_>> = appearing
            .iter()
            .map(|(read, row)| NewListing {
                organization_id: &row.organization_id,
                dossier_id: &row.id,
                contact: contact_of(&read.dossier),
                twin_keys: twin_keys(&read.dossier),
            })
            .collect();
        listings::publish_first(conn, &new, self.now)?;
        let entries: Vec<Entry<'_>> =
            appearing.iter().map(|(read, row)| self.entry("listing.imported", read, row)).collect();
        audit::append_all(conn, &entries, self.now)?;
        Ok(())
    }

    fn entry(&self, action: &'static str, read: &Provider, row: &DossierRow) -> Entry<'_> {
        Entry {
            actor: self.actor,
            action,
            subject: format!("organization/{}", row.organization_id),
            payload: self.payload(json!({ "id": read.id, "dossier": row.id, "status": "unverified" })),
            evidence_digest: None,
        }
    }

    /// Puts a listing before the reviewers.
    fn unsent(&self) -> Unsent<'_> {
        Unsent { actor: self.actor, details: self.payload(json!({})), now: self.now }
    }

    fn payload(&self, mut details: Value) -> Value {
        details["import"] = json!(self.import_id);
        details["origin"] = json!(self.origin);
        details["sha256"] = json!(self.sha256);
        details
    }
}
