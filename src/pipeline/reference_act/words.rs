//! Why a file was not loaded, for whoever sent it from a page: no options of the command line, no folders of ours.

use std::path::Path;

use crate::pipeline::load_reference::LoadError;

/// One or two sentences; the last says that nothing was changed.
pub(super) fn said(error: &LoadError, file: &Path) -> String {
    let why = match error {
        LoadError::NoDate { .. } => {
            "The file's name does not say the date of the list. Give the date in the form".to_string()
        }
        LoadError::Future { date } => {
            format!("{} has not come yet. Give the day on which the list was published", date.format("%-d %b %Y"))
        }
        LoadError::Empty { .. } => "The file has no rows. A whole list without any would clear everybody".to_string(),
        LoadError::NoRegistry { .. } => "The registry itself (npidata_pfile) is not in the file, so it is no whole \
                                         NPPES. Other names, places and deactivated NPIs are an addition"
            .to_string(),
        LoadError::Shrunk { state, rows, before } => {
            let of_state = if state.is_empty() { String::new() } else { format!(" of {state}") };
            format!(
                "The file has {rows} rows{of_state} where the list in force has {before}; it may be cut short. If it is whole, \
                 load it on the server with: vouchsafe import --complete"
            )
        }
        LoadError::TakenOver => {
            "Another import of the same list began meanwhile and goes on in place of this one".to_string()
        }
        LoadError::Db(error) => format!("The database failed: {error}"),
        LoadError::Read(error) => without_folder(&error.to_string(), file),
    };
    format!("{}. Nothing was changed.", why.trim_end_matches('.'))
}

/// The folder is ours; the name is the sender's.
fn without_folder(said: &str, file: &Path) -> String {
    let folder = file.parent().map(|f| format!("{}/", f.display())).unwrap_or_default();
    if folder.len() > 1 { said.replace(&folder, "") } else { said.to_string() }
}
