//! Claiming a listing: asked without an account, confirmed through the official record, never by what was typed; and how a practice
//! that is about to be sent in is known to be listed already.

use std::collections::BTreeSet;

use vouchsafe::db::evidence;
use vouchsafe::db::listings;
use vouchsafe::db::managers;
use vouchsafe::domain::lookup::{LookupKind, LookupResult};
use vouchsafe::domain::staff::Role;
use vouchsafe::keys::Purpose;
use vouchsafe::pipeline::{Desk, monitor};
use vouchsafe::reads::known::{Practice, known};

use crate::import_listings::{HARBOR, PAT, file, hire, import};
use crate::on_both;
use crate::removals::{SAM, logged, mails_to, only, press, sound, staffed, stored, turns};
use crate::report_pages::{post, send};
use crate::support::browser::{Answer, Office};
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::practice;
use crate::support::server::keys;

const FORM: &str = "/claim/harbor-ketamine";
const KIM: &str = "kim@harbor.example.org";
const CLAIM: &[(&str, &str)] =
    &[("name", "Kim Lee"), ("role", "Office manager"), ("email", KIM), ("text", "Call before noon.")];
const CONFIRMED: &[(&str, &str)] = &[("record", "nppes"), ("contact", "503-555-0101, the front desk")];

/// A listing that another directory's file brought, and staff.
fn imported(db: &TestDatabase) -> (Desk, Office) {
    hire(db, PAT, Role::Reviewer);
    let (code, printed, beside) = import(db, &file(db, "other.csv", &[HARBOR]), &["--publish", "--as", PAT]);
    assert_eq!(code, Some(0), "{printed}{beside}");
    let office = Office::open(db);
    office.hire(SAM, Role::Administrator);
    (invented::desk(db), office)
}

fn claim(office: &Office, form: &str) -> String {
    let sent = send(&mut office.browser(), form, CLAIM);
    assert_eq!(sent.status, 303, "{}", sent.body);
    sent.header("location")
}

fn in_charge(desk: &Desk) -> Vec<String> {
    let id = &stored(desk)[0].organization_id;
    let all = desk.db.read(|c| managers::in_charge(c, id)).expect("reads");
    all.into_iter().map(|manager| manager.email).collect()
}

/// Asks for a mail to sign in with and follows its link. `false` where no mail came.
fn signs_in(desk: &Desk, office: &Office, email: &str) -> bool {
    let mut browser = office.browser();
    practice::ask(&mut browser, email);
    let mail = mails_to(desk, email).into_iter().find(|mail| mail.subject.contains("link to sign in"));
    let Some(mail) = mail else { return false };
    let link = mail
        .body
        .split_whitespace()
        .find_map(|w| w.find("/portal/sign-in/").map(|at| w[at..].to_string()))
        .expect("a link");
    let door = browser.get(&link);
    assert_eq!(browser.post(&link, &[("form_token", door.token())]).status, 303);
    let home = browser.get("/portal").body;
    assert!(home.contains("Harbor Ketamine"), "{home}");
    true
}

on_both! {
    fn a_claim_is_kept_sealed_and_gives_nothing_until_staff_have_confirmed_it(db: TestDatabase) {
        let (desk, office) = imported(&db);
        let mut reader = office.browser();
        let page = reader.get("/providers/harbor-ketamine").body;
        assert!(page.contains(FORM) && page.contains("Is this your practice? Claim it"), "{page}");
        let form = reader.get(FORM).body;
        for said in ["Claim the listing of Harbor Ketamine", "that you type here confirms nothing", "national registry", "You can invite colleagues"] {
            assert!(form.contains(said), "{said}: {form}");
        }
        assert!(reader.get(&format!("/es{FORM}")).body.contains("Reclamar la ficha de Harbor Ketamine"));
        let wrong = send(&mut reader, FORM, &[("name", "Kim Lee"), ("role", ""), ("email", "")]);
        assert_eq!(wrong.status, 422);
        for id in ["role", "email"] {
            assert!(wrong.body.contains(&format!("href=\"#{id}\"")) && wrong.body.contains(&format!("id=\"{id}-error\"")), "{id}: {}", wrong.body);
        }
        let to = claim(&office, FORM);
        let done = reader.get(&to).body;
        assert!(done.contains("first we confirm that you may look after the listing") && !done.contains("Harbor"), "{done}");
        let request = stored(&desk).remove(0);
        let sealed = request.sealed.expect("kept");
        let plain = keys().unseal(Purpose::ListingRequest, &request.id, &sealed).expect("opens");
        assert!(String::from_utf8_lossy(&plain).contains(KIM) && !sealed.contains("harbor"), "{sealed}");
        assert!(!signs_in(&desk, &office, KIM), "an unconfirmed claim opens no door");
        assert_eq!((in_charge(&desk), mails_to(&desk, KIM).len()), (Vec::new(), 0));
    }

    fn fifty_presses_at_once_are_one_claim(db: TestDatabase) {
        let (desk, office) = imported(&db);
        let form = office.browser().get(FORM);
        let all: Vec<Answer> = std::thread::scope(|scope| {
            let presses: Vec<_> = (0..50).map(|_| scope.spawn(|| post(&mut office.browser(), FORM, &form, CLAIM))).collect();
            presses.into_iter().map(|press| press.join().expect("no panic")).collect()
        });
        for press in &all {
            assert_eq!((press.status, press.header("location")), (303, all[0].header("location")), "{}", press.body);
        }
        assert_eq!((stored(&desk).len(), logged(&desk, "claim.received")), (1, 1));
        sound(&desk);
    }

    fn once_confirmed_through_the_record_the_claimant_signs_in_and_looks_after_it(db: TestDatabase) {
        let (desk, office) = imported(&db);
        let to = claim(&office, FORM);
        let (at, mut sam) = (only(&desk), office.signed_in(SAM));
        let page = sam.get(&at).body;
        for said in ["Kim Lee", "Office manager", KIM, "Call before noon.", "Search NPPES", "nobody"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let own = press(&mut sam, &at, "grant", &[("record", "nppes"), ("contact", "wrote to Kim@Harbor.example.org")]);
        assert!(own.status == 422 && own.body.contains("confirms nothing"), "{}", own.body);
        assert_eq!((logged(&desk, "claim.granted"), mails_to(&desk, KIM).len()), (0, 0));
        assert_eq!(press(&mut sam, &at, "grant", CONFIRMED).status, 303);
        let mail = mails_to(&desk, KIM).remove(0);
        for said in ["you may look after the listing of Harbor Ketamine", "/portal/sign-in", "within 14 days", to.as_str()] {
            assert!(mail.body.contains(said), "{said}: {}", mail.body);
        }
        let organization = stored(&desk)[0].organization_id.clone();
        let kept = desk.db.read(|c| evidence::lookups_on(c, &organization)).expect("reads").remove(0).lookup;
        assert_eq!((kept.kind, kept.result, kept.looked_by.as_str()), (LookupKind::IdentityControl, LookupResult::Confirmed, SAM));
        assert_eq!(kept.place, "503-555-0101, the front desk, from the registry's record (NPPES)");
        assert_eq!((logged(&desk, "claim.granted"), logged(&desk, "lookup.recorded")), (1, 1));
        assert!(in_charge(&desk).is_empty(), "the right begins when somebody signs in with that address");
        assert!(signs_in(&desk, &office, KIM));
        assert_eq!(in_charge(&desk), [KIM]);
        assert!(office.browser().get(&to).body.contains("You can look after the listing"));
        let listed = desk.db.read(|c| listings::get(c, &organization)).expect("reads").expect("there");
        assert!(listed.is_public() && listed.confirmed_at.is_none(), "a claim confirms no detail");
        let page = office.browser().get("/providers/harbor-ketamine").body;
        assert!(!page.contains(FORM) && page.contains("/remove/harbor-ketamine"), "{page}");
        assert!(office.browser().get(FORM).body.contains("Somebody looks after this listing already"));
        let log = desk.db.read(|c| vouchsafe::db::audit::newest(c, None, 1000)).expect("reads");
        assert!(!format!("{log:?}").contains("kim@"), "{log:?}");
        sound(&desk);
    }

    fn a_grant_that_nobody_takes_up_is_over_after_fourteen_days(db: TestDatabase) {
        let (desk, office) = imported(&db);
        claim(&office, FORM);
        assert_eq!(press(&mut office.signed_in(SAM), &only(&desk), "grant", CONFIRMED).status, 303);
        office.clock.advance(chrono::Duration::days(15));
        assert!(!signs_in(&desk, &office, KIM));
        let again = claim(&office, FORM);
        let second = stored(&desk).into_iter().find(|r| again.contains(&r.reference)).expect("stored");
        assert_eq!(press(&mut office.signed_in(SAM), &format!("/admin/requests/{}", second.id), "grant", CONFIRMED).status, 303);
        assert!(signs_in(&desk, &office, KIM), "asked and confirmed again, the door opens");
        sound(&desk);
    }

    fn a_managed_listing_is_not_taken_over_those_who_look_after_it_are_told_first(db: TestDatabase) {
        let (desk, office) = imported(&db);
        claim(&office, FORM);
        let mut sam = office.signed_in(SAM);
        assert_eq!(press(&mut sam, &only(&desk), "tell", &[]).status, 409, "there is nobody to tell");
        assert_eq!(press(&mut sam, &only(&desk), "grant", CONFIRMED).status, 303);
        assert!(signs_in(&desk, &office, KIM));
        let rival = [("name", "Pat Doe"), ("role", "Owner"), ("email", "pat.doe@example.net")];
        let to = send(&mut office.browser(), FORM, &rival).header("location");
        let second = stored(&desk).into_iter().find(|r| to.contains(&r.reference)).expect("stored");
        let at = format!("/admin/requests/{}", second.id);
        let early = press(&mut sam, &at, "grant", CONFIRMED);
        assert!(early.status == 422 && early.body.contains("Tell them first"), "{}", early.body);
        assert_eq!(press(&mut sam, &at, "tell", &[]).status, 303);
        let told = mails_to(&desk, KIM).remove(0);
        assert_eq!(told.subject, "Somebody asks to look after your listing");
        assert!(told.body.contains("Harbor Ketamine") && !told.body.contains("pat.doe"), "{}", told.body);
        assert_eq!(press(&mut sam, &at, "tell", &[]).status, 409, "once is enough");
        assert_eq!(in_charge(&desk), [KIM], "nothing is taken over");
        assert_eq!(press(&mut sam, &at, "grant", CONFIRMED).status, 303);
        assert!(signs_in(&desk, &office, "pat.doe@example.net"));
        assert_eq!(in_charge(&desk), [KIM, "pat.doe@example.net"], "beside the one who was there, who is told");
        assert!(mails_to(&desk, KIM).iter().any(|mail| mail.subject == "Somebody was invited to look after your listing"));
        sound(&desk);
    }

    fn a_claim_that_is_declined_is_answered_with_the_reason_and_one_of_a_removed_listing_cannot_be_granted(db: TestDatabase) {
        let (desk, office) = imported(&db);
        let to = claim(&office, FORM);
        let (at, mut sam) = (only(&desk), office.signed_in(SAM));
        send(&mut office.browser(), "/remove/harbor-ketamine", &[("relation", "listed")]);
        let removal = stored(&desk).into_iter().find(|r| !to.contains(&r.reference)).expect("stored");
        assert_eq!(press(&mut sam, &format!("/admin/requests/{}", removal.id), "grant", CONFIRMED).status, 303);
        turns(&office, "/providers/harbor-ketamine", 404);
        let page = sam.get(&at);
        assert!(page.body.contains("removed") && !page.body.contains(&format!("{at}/grant")), "{}", page.body);
        let late = press(&mut sam, &at, "grant", CONFIRMED);
        assert!(late.status == 409 && late.body.contains("it can only be declined"), "{}", late.body);
        assert_eq!(press(&mut sam, &at, "decline", &[("reason", "The practice asked us to remove it.")]).status, 303);
        let mail = mails_to(&desk, KIM).remove(0);
        assert!(mail.body.contains("The practice asked us to remove it.") && mail.body.contains(&to), "{}", mail.body);
        assert!(office.browser().get(&to).body.contains("Your request was declined"));
        assert!(!signs_in(&desk, &office, KIM));
    }

    fn a_listing_that_its_provider_confirmed_has_no_link_to_claim_it(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let page = office.browser().get("/providers/quiet-harbor-psychiatry").body;
        assert!(!page.contains("/claim/") && page.contains("/remove/quiet-harbor-psychiatry"), "{page}");
        let start = office.browser().get("/list").body;
        assert!(start.contains("one to claim it, and one to have it removed"), "{start}");
        let of = |npi: &'static str| Practice { npis: BTreeSet::from([npi]), ..Practice::default() };
        assert_eq!(known(&desk.db, &of(invented::NPI)).expect("reads").as_deref(), Some("quiet-harbor-psychiatry"), "a clinician's");
        assert_eq!(known(&desk.db, &of("2000000028")).expect("reads"), None);
    }

    fn whoever_sent_a_listing_in_is_told_before_somebody_else_is_let_in(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let form = "/claim/quiet-harbor-psychiatry";
        assert!(office.browser().get(form).body.contains("Somebody looks after this listing already"));
        claim(&office, form);
        let (at, mut sam) = (only(&desk), office.signed_in(SAM));
        let early = press(&mut sam, &at, "grant", CONFIRMED);
        assert!(early.status == 422 && early.body.contains("Tell them first"), "{}", early.body);
        assert_eq!(press(&mut sam, &at, "tell", &[]).status, 303);
        assert!(mails_to(&desk, "ana@example.com").iter().any(|mail| mail.subject == "Somebody asks to look after your listing"));
        let granted = [("record", "nppes"), ("contact", "503-555-0142, Dr. Reyes herself")];
        assert_eq!(press(&mut sam, &at, "grant", &granted).status, 303);
        monitor::pass(&desk).expect("works");
        sound(&desk);
    }

    fn a_practice_that_is_listed_already_is_known_by_its_npi_or_by_name_and_place(db: TestDatabase) {
        let (desk, office) = imported(&db);
        let key = |key: &str| BTreeSet::from([key.to_string()]);
        let by = |npi: &'static str, name: &'static str, twin_keys| {
            let npis = [npi].into_iter().filter(|npi| !npi.is_empty()).collect();
            known(&desk.db, &Practice { npis, name, twin_keys }).expect("reads")
        };
        let harbor = Some("harbor-ketamine".to_string());
        for (npi, name, twin_keys, found) in [
            ("2000000002", "", BTreeSet::new(), &harbor),
            (" 2000000002 ", "Another name", BTreeSet::new(), &harbor),
            ("", "HARBOR ketamine", key("address/97202/12"), &harbor),
            ("", "Harbor Ketamine", key("phone/5035550101"), &harbor),
            ("", "A neighbour", key("address/97202/12"), &None),
            ("", "", key("address/97202/12"), &None),
            ("", "Harbor Ketamine", key("address/97202/13"), &None),
            ("2000000010", "Harbor Ketamine", BTreeSet::new(), &None),
        ] {
            assert_eq!(&by(npi, name, twin_keys.clone()), found, "{npi} {name} {twin_keys:?}");
        }
        send(&mut office.browser(), "/remove/harbor-ketamine", &[("relation", "listed")]);
        assert_eq!(press(&mut office.signed_in(SAM), &only(&desk), "grant", CONFIRMED).status, 303);
        assert_eq!(by("2000000002", "", BTreeSet::new()), None, "what was removed is not told");
    }
}
