//! What rows are understood as: places of one provider, cells that a spreadsheet wrote again, columns that are not ours.

use super::*;

on_both! {
    fn rows_of_one_id_are_places_of_one_provider_wherever_they_stand(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        let second = "h1,Harbor Ketamine East,,,90 Madeup Ave,Suite 4,Gresham,OR,97030,,,,,im,,clinic,,fr,no,";
        let printed = publish(&db, &[HARBOR, MEADOW, second]);
        assert!(printed.contains("3 rows read, 2 listings") && printed.contains("new: 2"), "{printed}");
        let snapshot = snapshot(&db);
        let harbor = snapshot.provider("harbor-ketamine").expect("listed");
        let cities: Vec<_> = harbor.sites.iter().filter_map(|s| s.address.city.as_deref()).collect();
        assert_eq!(cities, ["Portland", "Gresham"]);
        assert_eq!(harbor.profile.languages, ["en", "es", "fr"]);
        assert_eq!(harbor.sites[1].offer.name.as_deref(), Some("Harbor Ketamine East"));
        assert_eq!(harbor.sites[1].offer.accepting_new, Some(false));
    }

    fn a_row_that_contradicts_those_above_is_refused_and_the_others_stay(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        let rows = [
            HARBOR,
            "h1,Harbor Ketamine,,2000000010,90 Madeup Ave,,Gresham,OR,97030,,,,,,,,,,,",
            "h1,Harbor Ketamine,solo,,90 Madeup Ave,,Gresham,OR,97030,,,,,,,,,,,",
            "h1,Harbor Ketamine,,,12 invented way,,PORTLAND,OR,97202-1234,,,,,,,,,,,",
        ];
        let (code, printed, beside) = import(&db, &file(&db, "other.csv", &rows), &["--publish", "--as", PAT]);
        assert_eq!(code, Some(0), "{beside}");
        assert!(printed.contains("rows refused: 3"), "{printed}");
        for told in ["line 3, column `npi`", "line 4, column `kind`", "line 5, column `line1`: line 2 has the same id"] {
            assert!(beside.contains(told), "{told} in {beside}");
        }
        assert_eq!(site_ids(&db, "harbor-ketamine").len(), 1);
    }

    fn a_place_that_goes_keeps_the_ids_of_the_others(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        let east = "h1,Harbor Ketamine,,,90 Madeup Ave,,Gresham,OR,97030,,,,,,,,,,,";
        publish(&db, &[HARBOR, east]);
        let before = site_ids(&db, "harbor-ketamine");
        publish(&db, &[east]);
        assert_eq!(site_ids(&db, "harbor-ketamine"), [before[1].clone()]);
        publish(&db, &[east, "h1,Harbor Ketamine,,,5 Newly Built Rd,,Salem,OR,97301,,,,,,,,,,,"]);
        let after = site_ids(&db, "harbor-ketamine");
        assert_eq!(after[0], before[1]);
        assert!(!before.contains(&after[1]), "another place is not the one that went");
    }

    fn what_a_spreadsheet_did_to_the_file_is_undone_where_that_is_safe(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        let text = "\u{feff}Name,ID,shoe_size,City,State,Postal_Code,npi,treatments,price_per_session,website,accepting_new,line1\r\n\
            \"Quay \"\"One\"\", LLC\",1.0,44,Hartford,Connecticut,6103,2.000000002E+09,IV; Nasal-Compounded;iv,\"$1,200.00\",quay.example.org,Yes,1 Quay St\r\n\
            \r\n\
            Rounded,2,44,Hartford,CT,06103,2.0E+09,,,,,2 Quay St\r\n";
        let path = db.folder().join("saved.csv");
        std::fs::write(&path, text).expect("written");
        let (code, printed, beside) = import(&db, &path, &["--publish", "--as", PAT]);
        assert_eq!(code, Some(0), "{beside}");
        assert!(printed.contains("new: 1") && printed.contains("rows refused: 1"), "{printed}");
        assert!(beside.contains("`shoe_size`") && beside.contains("line 4, column `npi`"), "{beside}");
        let snapshot = snapshot(&db);
        let quay = snapshot.provider("quay-one-llc").expect("listed");
        assert_eq!(quay.profile.name, "Quay \"One\", LLC");
        assert_eq!(quay.profile.organization_npi.as_deref(), Some("2000000002"));
        assert_eq!(quay.profile.website.as_deref(), Some("https://quay.example.org"));
        let site = &quay.sites[0];
        assert_eq!((site.address.state.as_deref(), site.address.postal_code.as_deref()), (Some("CT"), Some("06103")));
        assert_eq!(site.offer.treatments.len(), 2);
        assert_eq!(site.offer.price.as_ref().and_then(|p| p.per_session), Some(1200));
    }

    fn many_listings_of_one_name_have_addresses_of_their_own(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        let rows: Vec<String> = (0..600).map(|n| format!("{n},Calm Waters,,,{n} Many Rd,,Portland,OR,97202,,,,,,,,,,,")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let printed = publish(&db, &rows);
        assert!(printed.contains("new: 600"), "{printed}");
        let snapshot = snapshot(&db);
        let slugs: std::collections::BTreeSet<_> = snapshot.providers().map(|p| p.profile.slug.clone()).collect();
        assert_eq!(slugs.len(), 600);
        assert!(slugs.contains("calm-waters") && slugs.contains("calm-waters-2"));
        assert_eq!(db.main().read(audit::faults).expect("reads"), Vec::<String>::new());
    }
}
