//! The sources there are: what each is for, who publishes it, and how large a file of it may be.

/// Days from its date for which a list may clear anyone, as the checks have it (contract, "Exclusions").
pub(super) const CLOCK_DAYS: i64 = 35;

/// One source.
#[derive(Debug)]
pub(super) struct Source {
    /// As typed on the command line.
    pub list: &'static str,
    /// As staff call it.
    pub name: &'static str,
    /// What the checks ask it.
    pub what: &'static str,
    /// Who publishes it.
    pub from: &'static str,
    /// Where.
    pub url: &'static str,
    /// Which files are meant.
    pub files: &'static str,
    /// The largest file that is taken, bytes.
    pub largest: u64,
    /// It clears nobody once it is old.
    pub has_clock: bool,
    /// What it finds against somebody: one, and many.
    pub finds: (&'static str, &'static str),
    /// There is one for each state.
    pub is_of_states: bool,
}

const MB: u64 = 1024 * 1024;

/// All of them, in the order in which `vouchsafe sources` prints them.
pub(super) const SOURCES: &[Source] = &[
    Source {
        list: "nppes",
        name: "NPPES",
        what: "The national provider registry: is the NPI real, active and theirs?",
        from: "CMS",
        url: "https://download.cms.gov/nppes/NPI_Files.html",
        files: "The monthly ZIP, or a weekly one as an addition; or the CSV files in them.",
        largest: 4096 * MB,
        has_clock: true,
        finds: ("doubtful NPI", "doubtful NPIs"),
        is_of_states: false,
    },
    Source {
        list: "leie",
        name: "LEIE",
        what: "Who is excluded from federal health programs.",
        from: "HHS OIG",
        url: "https://oig.hhs.gov/exclusions/exclusions_list.asp",
        files: "UPDATED.csv is the whole list; monthly supplements (YYMMEXCL, YYMMREIN) are additions.",
        largest: 256 * MB,
        has_clock: true,
        finds: ("possible hit", "possible hits"),
        is_of_states: false,
    },
    Source {
        list: "sam",
        name: "SAM",
        what: "Who is excluded from federal awards.",
        from: "GSA",
        url: "https://sam.gov/data-services/Exclusions/Public%20V2",
        files: "The exclusions public extract, version 2, as ZIP or CSV.",
        largest: 512 * MB,
        has_clock: true,
        finds: ("possible hit", "possible hits"),
        is_of_states: false,
    },
    Source {
        list: "state-exclusions",
        name: "State lists",
        what: "Who a state excludes from Medicaid.",
        from: "the states",
        url: "https://oig.hhs.gov/exclusions/links.asp",
        files: "A CSV file with the columns of docs/data-sources.md, of one state or several.",
        largest: 256 * MB,
        has_clock: true,
        finds: ("possible hit", "possible hits"),
        is_of_states: true,
    },
    Source {
        list: "taxonomy",
        name: "NUCC taxonomy",
        what: "What the codes of specialties mean.",
        from: "NUCC",
        url: "https://www.nucc.org/index.php/code-sets-mainmenu-41/provider-taxonomy-mainmenu-40",
        files: "nucc_taxonomy_NNN.csv, which comes out twice a year.",
        largest: 32 * MB,
        has_clock: false,
        finds: ("possible hit", "possible hits"),
        is_of_states: false,
    },
];

/// A source as typed.
pub(super) fn source(list: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.list == list)
}

/// `leie`, `state-exclusions-ct`: a list in an address.
pub(super) fn key(list: &str, state: &str) -> String {
    let key = format!("{list}-{}", state.to_ascii_lowercase());
    key.trim_end_matches('-').to_string()
}

/// The source and the state (USPS code, or empty) of a [`key`].
pub(super) fn of_key(key: &str) -> Option<(&'static Source, String)> {
    if let Some(source) = source(key) {
        return Some((source, String::new()));
    }
    let (list, state) = key.rsplit_once('-')?;
    let is_state = state.len() == 2 && state.bytes().all(|b| b.is_ascii_lowercase());
    source(list).filter(|_| is_state).map(|source| (source, state.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_its_line_and_a_key_that_leads_back() {
        for source in SOURCES {
            assert!(crate::pipeline::reference_act::is_known(source.list), "{}", source.list);
            assert_eq!(of_key(source.list).map(|(s, state)| (s.list, state)), Some((source.list, String::new())));
        }
        let ct = of_key(&key("state-exclusions", "CT")).map(|(s, state)| (s.list, state));
        assert_eq!(ct, Some(("state-exclusions", "CT".to_string())));
        assert!(of_key("state-exclusions-connecticut").is_none() && of_key("oig").is_none());
    }
}
