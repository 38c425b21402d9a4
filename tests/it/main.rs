//! The one integration-test binary. Every test that touches data runs on SQLite and on PostgreSQL.

mod architecture;
mod reference;
mod http;
mod schema;
mod staff;
mod support;
