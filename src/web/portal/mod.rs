//! Pages for providers: forms that become dossiers.

pub mod confirm;
pub mod entry;
pub mod fields;
pub mod solo_form;
