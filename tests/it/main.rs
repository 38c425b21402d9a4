//! The one integration-test binary. Every test that touches data runs on SQLite and on PostgreSQL.

mod architecture;
mod checks_on_files;
mod cli;
mod copies;
mod fetch;
mod http;
mod journey;
mod live_lookups;
mod monitor;
mod monitor_year;
mod openapi;
mod overrides;
mod reference;
mod reference_schema;
mod review_pages;
mod rules_cli;
mod schema;
mod search;
mod security;
mod serving;
mod staff;
mod staff_pages;
mod submissions;
mod support;
mod task_pages;
mod verify_cli;
