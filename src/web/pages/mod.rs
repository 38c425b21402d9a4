//! Pages for everybody.

pub mod about;
pub mod accuracy;
pub mod api_docs;
pub mod badge;
pub mod comments;
pub mod compare;
pub mod demo;
pub mod documents;
pub mod guide;
pub mod health;
pub mod home;
pub mod list;
pub mod listing;
pub mod listing_request;
pub mod messages;
pub mod problems;
pub mod provider;
pub mod record;
pub mod report;
pub mod robots;
pub mod search;
pub mod sitemap;
pub mod status;
pub mod styleguide;
