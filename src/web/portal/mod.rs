//! Pages for providers: forms that become dossiers, and what a manager sees once signed in.

pub mod account;
pub mod confirm;
pub mod entry;
pub mod fields;
pub mod solo_form;
