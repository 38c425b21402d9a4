//! Pages for providers: forms that become dossiers.

pub mod entry;
pub mod fields;
pub mod solo_form;
