//! Every operation of the API, a row each.

use super::operation::{Answer, Header, Operation, Verb, of};
use super::parameters;
use crate::domain::check::Report;
use crate::web::api::changes::ChangesAnswer;
use crate::web::api::places::PlacesAnswer;
use crate::web::api::reports::ReportTaken;
use crate::web::api::shapes::SearchAnswer;
use crate::web::api::shapes::provider::{EvidenceShape, ProviderShape};
use crate::web::api::sources::SourcesAnswer;
use crate::web::api::statistics::StatisticsAnswer;
use crate::web::api::submissions::{Shown, Taken};
use crate::web::problem::Code;

/// What operations are about: name and sentence.
pub const TAGS: &[(&str, &str)] = &[
    ("providers", "Finding places of care, and what was checked about them."),
    ("places", "What the gazetteer makes of a text. It is in the program: no outside service is asked."),
    ("directory", "The directory as a whole: its changes, its numbers, what it is checked against."),
    ("reports", "Telling us what is wrong with a listing."),
    ("submissions", "Sending a listing in, seeing where it stands, correcting it, taking it back."),
    ("checks", "The checks over a dossier, without sending it in."),
    ("descriptions", "What is sent and answered here, for programs."),
];

/// Examples of bodies: name, summary, JSON.
pub const EXAMPLES: &[(&str, &str, &str)] = &[
    ("dossier", "The dossier of an invented psychiatrist", include_str!("dossier.json")),
    (
        "report",
        "A price that is another one",
        r#"{ "kind": "wrong_price", "text": "It was $600, not $450.", "email": "reader@example.org" }"#,
    ),
];

const TAGGED: Header =
    Header { name: "ETag", about: "Send it as If-None-Match to ask whether anything changed.", always: true };
const NOT_MODIFIED: Answer =
    Answer { status: 304, about: "You hold this answer already.", schema: None, headers: &[TAGGED], links: &[] };
const MOVED: Answer = Answer {
    status: 301,
    about: "A former slug; the present address is in Location.",
    schema: None,
    headers: &[Header { name: "Location", about: "The present address.", always: true }],
    links: &[],
};

/// The table.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        verb: Verb::Get,
        path: "/api/v1/providers",
        id: "searchProviders",
        tag: "providers",
        summary: "Search for places of care",
        about: "One result is one place of a provider. Filters: any of the values inside one, all of them between. `total` is exact. Equal distances: confirmed before unconfirmed, then by `location.id`.",
        token: false,
        parameters: parameters::search,
        body: None,
        answers: &[
            Answer {
                status: 200,
                about: "One page of results, with the counts beside every filter.",
                schema: Some(of::<SearchAnswer<'static>>),
                headers: &[
                    TAGGED,
                    Header {
                        name: "Link",
                        about: "The next page, as rel=\"next\", where there is one.",
                        always: false,
                    },
                ],
                links: &[],
            },
            NOT_MODIFIED,
        ],
        refusals: &[Code::BadQuery],
    },
    Operation {
        verb: Verb::Get,
        path: "/api/v1/providers/{key}",
        id: "readProvider",
        tag: "providers",
        summary: "One provider, with its places and people",
        about: "By id or slug. A listing that has not been confirmed for long is out of the search but still here; look at `freshness`.",
        token: false,
        parameters: parameters::provider,
        body: None,
        answers: &[
            Answer {
                status: 200,
                about: "The provider.",
                schema: Some(of::<ProviderShape<'static>>),
                headers: &[TAGGED],
                links: &[],
            },
            MOVED,
            NOT_MODIFIED,
        ],
        refusals: &[Code::NotFound, Code::Gone],
    },
    Operation {
        verb: Verb::Get,
        path: "/api/v1/providers/{key}/verification",
        id: "readProviderVerification",
        tag: "providers",
        summary: "What was checked about a provider",
        about: "Passes and what was not checked, each with its source and dates. While something is being looked at again there are no lines, and the status says so.",
        token: false,
        parameters: parameters::provider,
        body: None,
        answers: &[
            Answer {
                status: 200,
                about: "The checks.",
                schema: Some(of::<EvidenceShape<'static>>),
                headers: &[TAGGED],
                links: &[],
            },
            MOVED,
            NOT_MODIFIED,
        ],
        refusals: &[Code::NotFound, Code::Gone],
    },
    Operation {
        verb: Verb::Post,
        path: "/api/v1/providers/{key}/reports",
        id: "reportProvider",
        tag: "reports",
        summary: "Report a problem with a listing",
        about: "What the form of the page takes. A person of ours looks into it and answers, where there is an e-mail address. `location_id`: which of the places; left out, the listing as a whole or its only place. `wrong_contact` and `dead_phone` are about one place; `other` needs words. Nothing of it is public.",
        token: false,
        parameters: parameters::reports,
        body: Some((super::report, "report")),
        answers: &[Answer {
            status: 201,
            about: "It is stored; a person will look into it.",
            schema: Some(of::<ReportTaken>),
            headers: &[],
            links: &[],
        }],
        refusals: &[
            Code::BadRequest,
            Code::NotFound,
            Code::Conflict,
            Code::StillAtWork,
            Code::Gone,
            Code::IdempotencyKeyReused,
            Code::Unavailable,
        ],
    },
    Operation {
        verb: Verb::Get,
        path: "/api/v1/changes",
        id: "readChanges",
        tag: "directory",
        summary: "What changed, in order",
        about: "Every time a listing comes into sight, changes or goes, in order and without gaps. Begin with `since=0` and ask again with `next`; where `next` is `head` you have all. What changed is read at the provider's own address. What goes by the clock alone (a check that runs out, a listing that nobody confirmed for 91, 132 or 365 days) has no row until the next check of it, at most 30 days later: read anew what you show. A `since` beyond the newest change is 400.",
        token: false,
        parameters: parameters::changes,
        body: None,
        answers: &[
            Answer {
                status: 200,
                about: "The changes after `since`.",
                schema: Some(of::<ChangesAnswer>),
                headers: &[
                    TAGGED,
                    Header {
                        name: "Link",
                        about: "The next changes, as rel=\"next\", where there are more.",
                        always: false,
                    },
                ],
                links: &[],
            },
            NOT_MODIFIED,
        ],
        refusals: &[Code::BadQuery, Code::Unavailable],
    },
    Operation {
        verb: Verb::Get,
        path: "/api/v1/statistics",
        id: "readStatistics",
        tag: "directory",
        summary: "The directory in numbers",
        about: "Counted over the listings that searches show, as `/accuracy` does; and what the newest sample that was phoned says.",
        token: false,
        parameters: parameters::held,
        body: None,
        answers: &[
            Answer {
                status: 200,
                about: "The numbers.",
                schema: Some(of::<StatisticsAnswer>),
                headers: &[TAGGED],
                links: &[],
            },
            NOT_MODIFIED,
        ],
        refusals: &[Code::BadQuery, Code::Unavailable],
    },
    Operation {
        verb: Verb::Get,
        path: "/api/v1/sources",
        id: "readSources",
        tag: "directory",
        summary: "What reference data is loaded",
        about: "The registries and exclusion lists that checks look into, each with its edition and its date. A list that is partial or not in date clears nobody.",
        token: false,
        parameters: parameters::held,
        body: None,
        answers: &[
            Answer {
                status: 200,
                about: "The lists.",
                schema: Some(of::<SourcesAnswer>),
                headers: &[TAGGED],
                links: &[],
            },
            NOT_MODIFIED,
        ],
        refusals: &[Code::BadQuery, Code::Unavailable],
    },
    Operation {
        verb: Verb::Get,
        path: "/api/v1/places",
        id: "resolvePlace",
        tag: "places",
        summary: "What place a text names",
        about: "One place, or several of the same name, the most populous first. Where there is none: what may have been meant. \
                And what the text may be the beginning of.",
        token: false,
        parameters: parameters::places,
        body: None,
        answers: &[
            Answer {
                status: 200,
                about: "The places.",
                schema: Some(of::<PlacesAnswer<'static>>),
                headers: &[TAGGED],
                links: &[],
            },
            NOT_MODIFIED,
        ],
        refusals: &[Code::BadQuery],
    },
    Operation {
        verb: Verb::Post,
        path: "/api/v1/submissions",
        id: "createSubmission",
        tag: "submissions",
        summary: "Send a dossier",
        about: "400: not JSON, an unknown field, a wrong type. 422: a value outside its list, an unreadable date, a key that names nothing. All problems come at once. Whatever can be judged later, a missing credential for instance, is no refusal: it stands in the report.",
        token: false,
        parameters: parameters::submissions,
        body: Some((super::dossier, "dossier")),
        answers: &[Answer {
            status: 201,
            about: "It is stored and was checked; a person will look at it.",
            schema: Some(of::<Taken>),
            headers: &[Header {
                name: "Location",
                about: "The submission's address in this API; the token opens it.",
                always: true,
            }],
            links: &[
                ("read", "readSubmission", "reference", "$response.body#/reference"),
                ("replace", "replaceSubmission", "reference", "$response.body#/reference"),
                ("withdraw", "withdrawSubmission", "reference", "$response.body#/reference"),
            ],
        }],
        refusals: &[Code::BadRequest, Code::StillAtWork, Code::IdempotencyKeyReused, Code::Unavailable],
    },
    Operation {
        verb: Verb::Get,
        path: "/api/v1/submissions/{reference}",
        id: "readSubmission",
        tag: "submissions",
        summary: "Where a submission stands",
        about: "An unknown reference and a wrong token are answered alike, with 404.",
        token: true,
        parameters: parameters::submission,
        body: None,
        answers: &[
            Answer { status: 200, about: "The submission.", schema: Some(of::<Shown>), headers: &[TAGGED], links: &[] },
            NOT_MODIFIED,
        ],
        refusals: &[Code::Unavailable],
    },
    Operation {
        verb: Verb::Put,
        path: "/api/v1/submissions/{reference}",
        id: "replaceSubmission",
        tag: "submissions",
        summary: "Send the corrected dossier",
        about: "Of a submission whose reviewer asked for changes (`changes_requested`); in any other state 409.",
        token: true,
        parameters: parameters::submission_seen,
        body: Some((super::dossier, "dossier")),
        answers: &[Answer {
            status: 200,
            about: "It was checked again.",
            schema: Some(of::<Report>),
            headers: &[],
            links: &[],
        }],
        refusals: &[Code::Conflict, Code::PreconditionFailed, Code::Unavailable],
    },
    Operation {
        verb: Verb::Delete,
        path: "/api/v1/submissions/{reference}",
        id: "withdrawSubmission",
        tag: "submissions",
        summary: "Take a submission back",
        about: "While it is not decided; after that 409.",
        token: true,
        parameters: parameters::submission_seen,
        body: None,
        answers: &[Answer { status: 204, about: "It is withdrawn.", schema: None, headers: &[], links: &[] }],
        refusals: &[Code::Conflict, Code::PreconditionFailed, Code::Unavailable],
    },
    Operation {
        verb: Verb::Post,
        path: "/api/v1/verify",
        id: "checkDossier",
        tag: "checks",
        summary: "Check a dossier and forget it",
        about: "The same report as `vouchsafe verify` gives: nothing is stored, nothing of the dossier is logged. No person's look-ups go in and no listing is compared with, so board status, identity and duplicates are not checked. Refused like a submission. Not for employment, credit or insurance decisions.",
        token: false,
        parameters: parameters::none,
        body: Some((super::dossier, "dossier")),
        answers: &[Answer {
            status: 200,
            about: "What was found.",
            schema: Some(of::<Report>),
            headers: &[],
            links: &[],
        }],
        refusals: &[Code::Unavailable],
    },
    Operation {
        verb: Verb::Get,
        path: "/api/v1/schemas/dossier.json",
        id: "readDossierSchema",
        tag: "descriptions",
        summary: "The JSON Schema of a dossier",
        about: "JSON Schema 2020-12, made from the table that reads dossiers.",
        token: false,
        parameters: parameters::held,
        body: None,
        answers: &[
            Answer { status: 200, about: "The schema.", schema: Some(of::<Object>), headers: &[TAGGED], links: &[] },
            NOT_MODIFIED,
        ],
        refusals: &[],
    },
    Operation {
        verb: Verb::Get,
        path: "/api/v1/openapi.json",
        id: "readDescription",
        tag: "descriptions",
        summary: "This document",
        about: "The same as `vouchsafe openapi` prints.",
        token: false,
        parameters: parameters::held,
        body: None,
        answers: &[
            Answer { status: 200, about: "The document.", schema: Some(of::<Object>), headers: &[TAGGED], links: &[] },
            NOT_MODIFIED,
        ],
        refusals: &[],
    },
];

/// A JSON object of any content.
type Object = serde_json::Map<String, serde_json::Value>;

/// Whether anybody may read what is at this path, and any site from a browser.
pub fn is_public_read(path: &str) -> bool {
    OPERATIONS.iter().any(|operation| operation.verb == Verb::Get && !operation.token && leads(operation.path, path))
}

/// Whether an address with names in braces leads to a path.
fn leads(address: &str, path: &str) -> bool {
    let (mut names, mut parts) = (address.split('/'), path.split('/'));
    loop {
        match (names.next(), parts.next()) {
            (None, None) => return true,
            (Some(name), Some(part)) if name == part || (name.starts_with('{') && !part.is_empty()) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_anybody_may_read_is_open_to_pages_of_other_sites() {
        for open in ["/api/v1/providers", "/api/v1/providers/x", "/api/v1/providers/x/verification", "/api/v1/changes"]
        {
            assert!(is_public_read(open), "{open}");
        }
        for shut in [
            "/api/v1/submissions",
            "/api/v1/submissions/VS-1",
            "/api/v1/verify",
            "/api/v1/providers/",
            "/api/v1/providers/x/reports",
            "/api/v1/providers/x/verification/y",
            "/admin/queue",
        ] {
            assert!(!is_public_read(shut), "{shut}");
        }
    }
}
