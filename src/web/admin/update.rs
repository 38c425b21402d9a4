//! Looking at what was public at once.

/// The page's address.
pub(super) fn address(organization_id: &str) -> String {
    format!("/admin/updates/{organization_id}")
}
