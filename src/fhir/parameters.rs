//! By what each type can be searched: Plan-Net's parameters as far as there is something to find, NDH's `near`, and those of every type.
//! The capability statement and docs/fhir.md come from here.

use super::item::Kind;

/// How a parameter's value is read (https://hl7.org/fhir/R4/search.html#ptypes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Words, by their beginning.
    String,
    /// `system|code`.
    Token,
    /// Another resource.
    Reference,
    /// A moment with a prefix.
    Date,
    /// `near`.
    Special,
}

impl Type {
    /// FHIR's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Type::String => "string",
            Type::Token => "token",
            Type::Reference => "reference",
            Type::Date => "date",
            Type::Special => "special",
        }
    }
}

/// What of a resource a parameter looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The id.
    Id,
    /// `meta.lastUpdated`.
    LastUpdated,
    /// Where it is.
    Near,
    /// The name.
    Name,
    /// The family name.
    Family,
    /// Given and middle names.
    Given,
    /// The NPI.
    Identifier,
    /// Any part of the address.
    Address,
    /// The city.
    City,
    /// The state.
    State,
    /// The ZIP code.
    PostalCode,
    /// Whether it is in use.
    Active,
    /// How it stands.
    Status,
    /// Of what type it is.
    Type,
    /// The broad kind of care.
    Category,
    /// Conditions, payments, safety practice.
    Characteristic,
    /// The NUCC taxonomy.
    Specialty,
    /// What somebody does.
    Role,
    /// The provider.
    Organization,
    /// The person.
    Practitioner,
    /// The places.
    Location,
    /// What is offered.
    Service,
    /// What was checked.
    Target,
}

/// A parameter of a type.
#[derive(Debug)]
pub struct Parameter {
    /// As in addresses.
    pub name: &'static str,
    /// How its value is read.
    pub kind: Type,
    /// What it looks at.
    pub field: Field,
    /// What a reference leads to, by which it can be chained and included.
    pub targets: &'static [Kind],
    /// What it finds.
    pub about: &'static str,
}

const fn row(name: &'static str, kind: Type, field: Field, about: &'static str) -> Parameter {
    Parameter { name, kind, field, targets: &[], about }
}

const fn link(name: &'static str, field: Field, targets: &'static [Kind], about: &'static str) -> Parameter {
    Parameter { name, kind: Type::Reference, field, targets, about }
}

/// Those of every type.
pub static COMMON: &[Parameter] = &[
    row("_id", Type::Token, Field::Id, "The resource with this id."),
    row("_lastUpdated", Type::Date, Field::LastUpdated, "Changed then, or with ge, gt, le, lt, ne before or after."),
];

static ORGANIZATION: &[Parameter] = &[
    row("name", Type::String, Field::Name, "The provider's name, by the beginning of a word."),
    row("identifier", Type::Token, Field::Identifier, "Organization NPI."),
    row("address", Type::String, Field::Address, "Any part of an address of the provider."),
    row("address-city", Type::String, Field::City, "City."),
    row("address-state", Type::String, Field::State, "State, as two letters."),
    row("address-postalcode", Type::String, Field::PostalCode, "ZIP code, by its beginning."),
    row("type", Type::Token, Field::Type, "Plan-Net OrgTypeCS."),
    row("active", Type::Token, Field::Active, "All are."),
];

static LOCATION: &[Parameter] = &[
    row(
        "near",
        Type::Special,
        Field::Near,
        "latitude|longitude|distance|units, nearest first, along the WGS84 ellipsoid.",
    ),
    row("name", Type::String, Field::Name, "The place's name, or its provider's where it has none."),
    row("address", Type::String, Field::Address, "Any part of the address."),
    row("address-city", Type::String, Field::City, "City."),
    row("address-state", Type::String, Field::State, "State, as two letters."),
    row("address-postalcode", Type::String, Field::PostalCode, "ZIP code, by its beginning."),
    link("organization", Field::Organization, &[Kind::Organization], "Whose place it is."),
    row("type", Type::Token, Field::Type, "HL7 v3 RoleCode."),
    row("status", Type::Token, Field::Status, "All are active."),
];

static PRACTITIONER: &[Parameter] = &[
    row("name", Type::String, Field::Name, "Any part of the name."),
    row("family", Type::String, Field::Family, "Family name."),
    row("given", Type::String, Field::Given, "Given or middle name."),
    row("identifier", Type::Token, Field::Identifier, "Individual NPI."),
    row("active", Type::Token, Field::Active, "All are."),
];

static ROLE: &[Parameter] = &[
    link("practitioner", Field::Practitioner, &[Kind::Practitioner], "Who."),
    link("organization", Field::Organization, &[Kind::Organization], "For whom."),
    link("location", Field::Location, &[Kind::Location], "Where."),
    link("service", Field::Service, &[Kind::HealthcareService], "What."),
    row("role", Type::Token, Field::Role, "Plan-Net ProviderRoleCS."),
    row("specialty", Type::Token, Field::Specialty, "NUCC taxonomy, where the profession says it."),
    row("active", Type::Token, Field::Active, "All are."),
];

static SERVICE: &[Parameter] = &[
    link("organization", Field::Organization, &[Kind::Organization], "By whom it is offered."),
    link("location", Field::Location, &[Kind::Location], "Where it is offered."),
    row("name", Type::String, Field::Name, "The place's name, or its provider's."),
    row("service-category", Type::Token, Field::Category, "Plan-Net HealthcareServiceCategoryCS."),
    row("service-type", Type::Token, Field::Type, "How ketamine is given: /fhir/CodeSystem/treatment."),
    row("characteristic", Type::Token, Field::Characteristic, "Conditions, payments and safety practice."),
    row("active", Type::Token, Field::Active, "All are."),
];

static PLAN: &[Parameter] = &[
    row("name", Type::String, Field::Name, "The plan's name. No plans are known here."),
    row("identifier", Type::Token, Field::Identifier, "The plan's number. No plans are known here."),
];

static VERIFICATION: &[Parameter] = &[
    link("target", Field::Target, &[Kind::Organization, Kind::Location, Kind::Practitioner], "What was checked."),
    row("status", Type::Token, Field::Status, "validated, in-process or req-revalid."),
];

/// Those of one type, without the common ones.
pub fn of(kind: Kind) -> &'static [Parameter] {
    match kind {
        Kind::Organization => ORGANIZATION,
        Kind::Location => LOCATION,
        Kind::Practitioner => PRACTITIONER,
        Kind::PractitionerRole => ROLE,
        Kind::HealthcareService => SERVICE,
        Kind::InsurancePlan => PLAN,
        Kind::VerificationResult => VERIFICATION,
    }
}

/// The parameter of this name.
pub fn named(kind: Kind, name: &str) -> Option<&'static Parameter> {
    COMMON.iter().chain(of(kind)).find(|parameter| parameter.name == name)
}
