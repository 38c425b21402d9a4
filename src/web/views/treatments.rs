//! Treatments with what the FDA says of them, in short: `ui.treatments_in_short`.

use serde::Serialize;

use super::Page;
use crate::domain::clinical::Treatment;
use crate::web::error::WebError;

/// Treatments of which the FDA says the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TreatmentsView {
    treatments: Vec<Treatment>,
    status: String,
}

impl TreatmentsView {
    /// In the order in which the place names them.
    pub fn of(page: &Page, treatments: &[Treatment]) -> Result<Vec<Self>, WebError> {
        let mut groups: Vec<TreatmentsView> = Vec::new();
        for treatment in treatments {
            let status = page.say(&format!("label-short-{treatment}"), &[])?;
            match groups.iter_mut().find(|group| group.status == status) {
                Some(group) => group.treatments.push(*treatment),
                None => groups.push(TreatmentsView { treatments: vec![*treatment], status }),
            }
        }
        Ok(groups)
    }
}
