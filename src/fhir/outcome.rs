//! What is wrong with a request, as FHIR says it.

use serde::Serialize;

/// FHIR `OperationOutcome`.
#[derive(Debug, Serialize)]
pub struct OperationOutcome {
    #[serde(rename = "resourceType")]
    resource_type: &'static str,
    issue: Vec<Issue>,
}

impl OperationOutcome {
    /// Of these issues; there is always at least one.
    pub fn of(issue: Vec<Issue>) -> Self {
        OperationOutcome { resource_type: "OperationOutcome", issue }
    }
}

/// One thing that is wrong, or that was left out of account.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Issue {
    severity: &'static str,
    code: &'static str,
    /// One sentence for a person.
    pub diagnostics: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expression: Vec<String>,
}

impl Issue {
    /// A value that cannot be read: the request is refused.
    pub fn invalid(parameter: &str, said: impl Into<String>) -> Self {
        Issue { severity: "error", code: "invalid", diagnostics: said.into(), expression: named(parameter) }
    }

    /// Something that we do not do; refused under `Prefer: handling=strict`, told of otherwise.
    pub fn not_supported(parameter: &str, said: impl Into<String>) -> Self {
        let expression = named(parameter);
        Issue { severity: "error", code: "not-supported", diagnostics: said.into(), expression }
    }

    /// Any other failure, in FHIR's word for it.
    pub fn failure(code: &'static str, said: impl Into<String>) -> Self {
        Issue { severity: "error", code, diagnostics: said.into(), expression: Vec::new() }
    }

    /// The same as a remark in an answer.
    pub fn as_warning(mut self) -> Self {
        self.severity = "warning";
        self
    }
}

/// A parameter without a name has none to be told.
fn named(parameter: &str) -> Vec<String> {
    Some(shortened(parameter)).filter(|name| !name.is_empty()).into_iter().collect()
}

/// What somebody typed, no longer than it helps.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}
