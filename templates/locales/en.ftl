# Texts of the pages that patients read. Plain words, short sentences, nothing that frightens.
# Keys of words (treatment-iv, payment-medicaid ..) end in the word of the contract.

site-title = vouchsafe
nav-label = Site
nav-checks = How we check
nav-list = List your practice
other-language = Español
skip-to-content = Skip to the content

# The line for someone in crisis. Wording of 988: SAMHSA, as of 2022-07; menu numbers as of 2023-07.
crisis-label = Crisis help
crisis-lead = Struggling or in crisis?
crisis-call = Call or text 988
crisis-or-chat = , or chat at
crisis-chat = 988lifeline.org
crisis-chat-url = https://988lifeline.org
crisis-menu = Veterans: press 1. Español: oprima 2.
crisis-danger = Danger now:

demo-lead = Invented data.
demo-note = This is a demonstration. No clinic, person or phone number here is real.
demo-link = Demo sign-ins and mail

foot-paid-lead = Who pays for this?
foot-paid = Nobody pays to be listed or ranked. We take no money for showing one provider before another.
foot-endorse-lead = Not an endorsement.
foot-endorse = We check credentials, not care. A listing is not medical advice.
foot-checks = How we check
foot-privacy = Your privacy
foot-list = List your practice
foot-api = For programs: the API

# Small words used in many places
yes = Yes
no = No
not-provided = Not provided
optional = (optional)
phone = Phone
call = Call
directions = Directions (opens Google Maps)
price = Price
payment = Ways to pay
condition = Treats
setting = Where
treatment = Treatments
profession = Profession
language = Languages
hours = Hours
website = Website
new-patients = New patients
step-free = Step-free entrance
back = Back
error-prefix = Error:
problem-title = There is a problem

# Home
home-title = vouchsafe: find ketamine care, and see what was checked
home-heading = Find ketamine care, and see what was checked
home-lead = Every listing says what we checked, where we looked and on what day.
near-label = ZIP code, or city and state
near-hint = For example 97202, or Portland, OR. A provider's name or NPI works, too.
find-button = Find providers
home-listed =
    { $count ->
        [0] No places are listed yet.
        [one] 1 place is listed.
       *[other] { $count } places are listed.
    }
nobody-pays = Nobody pays to be listed or ranked.
home-checks-title = What we check
home-checks-lead = Anyone can put up a website. So we look things up before a listing goes public, and keep looking.
home-check-license = Does each person hold a license in that state? Has it run out?
home-check-exclusion = Is anyone on a federal exclusion list?
home-check-identity = Is the person who sent us the listing really that person?
home-check-details = Has the provider confirmed the phone, address and prices in the last 90 days?
home-checks-link = How we check, and what a check cannot tell you
home-before = Before you call
home-providers-title = Do you offer this treatment?
home-providers = You can ask to be listed. It is free, and a person reviews every listing.

# Before the first call. FDA safety communications, 2022-02 and 2023-10-10.
caution-title = Ketamine is not right for everyone
caution-lead = The FDA warns about these risks. Tell the provider if any of them worries you.
caution-misuse = It can be misused, and some people come to depend on it.
caution-mind = It can make you feel cut off from your body or see things, or make your mood worse.
caution-blood-pressure = It can raise your blood pressure.
caution-breathing = It can make you very sleepy and slow your breathing.
caution-bladder = Used often, it can harm the bladder.
caution-home = Using it at home with nobody watching adds to the risk.

# After the ASA guidance of 2025-02.
questions-title = Good questions to ask
questions-evaluation = Will someone check my physical and mental health first?
questions-monitor = Who watches my breathing, heart and blood pressure, and for how long?
questions-rescue = What equipment is in the room if something goes wrong? Who is trained to use it?
questions-form = Which form of ketamine is it, and is this use approved by the FDA?
questions-total = What will the whole course cost? What is not included?
questions-home = How will I get home? When may I drive again?

# Search
search-title = Find a provider
search-help = Type a ZIP code, or a city and state, to see the places near you.
radius-label = Within
radius-miles = { $miles } miles
radius-any = Any distance
heading-miles =
    { $radius ->
        [one] 1 mile
       *[other] { $radius } miles
    }
search-heading-radius =
    { $total ->
        [0] No places within { heading-miles } of { $place }
        [one] 1 place within { heading-miles } of { $place }
       *[other] { $total } places within { heading-miles } of { $place }
    }
search-heading-any =
    { $total ->
        [0] No places found near { $place }
        [one] 1 place, nearest to { $place } first
       *[other] { $total } places, nearest to { $place } first
    }
search-heading-state =
    { $total ->
        [0] No places in { $place }
        [one] 1 place in { $place }
       *[other] { $total } places in { $place }
    }
search-heading-around =
    { $total ->
        [0] No places in this part of the map, around { $place }
        [one] 1 place in this part of the map, around { $place }
       *[other] { $total } places in this part of the map, around { $place }
    }
search-heading-window =
    { $total ->
        [0] No places in this part of the map
        [one] 1 place in this part of the map
       *[other] { $total } places in this part of the map
    }
search-heading-all =
    { $total ->
        [0] No places found
        [one] 1 place
       *[other] { $total } places
    }
search-heading-telehealth =
    { $total ->
        [0] No telehealth providers with a license checked in { $place }
        [one] 1 telehealth provider with a license checked in { $place }
       *[other] { $total } telehealth providers with a license checked in { $place }
    }
search-verified =
    { $total ->
        [one] It has every check in date.
       *[other] { $count ->
            [one] 1 of them has every check in date.
           *[other] { $count } of them have every check in date.
        }
    }
search-range = { $first } to { $last } of { $total }
sort-label = Sort by
sort-distance = Distance
sort-price = Price
sort-confirmed = Recently confirmed
sort-name = Name
sort-button = Sort
filters = Filters
search-read-as = No name begins with “{ $typed }”. We looked for: { $names }.
search-read-as-term = “{ $typed }” was read as: { $names }.
filters-active = Filters in use
filters-apply = Apply filters
filter-remove = Remove:
flag-accepting_new = Taking new patients
flag-open_now = Open now, by posted hours
flag-verified = Every check in date
flag-step_free = Step-free entrance
filters-said = The provider says
filters-said-what = First visit, step-free entrance, safety
filters-said-hint = Stated by the provider, not checked by us. A blank never counts as a yes.
first_opening = First visit (any of these)
first_opening-1_week = First visit within a week
first_opening-2_4_weeks = First visit within 4 weeks
first_opening-waiting_list = Waiting list
safety = Safety practice (all of these)
max_price = Most I can pay per session, in dollars
filter-max_price = At most { $amount } per session
licensed_in = Telehealth for someone in
filter-licensed_in = Telehealth in { $state }
licensed_in-any = Any state
q-label = Name, NPI or phone
filter-q = Name: { $text }
filter-bbox = The area of the map
search-unknown-place = No such place is known. Type a ZIP code, or a city and state
search-bad-radius = Choose a distance from 1 to 500 miles, or any distance
search-bad-price = Type the price in whole dollars, such as 600
search-no-such-page = There is no such page; the last page is { $last }
search-did-you-mean = Did you mean one of these?
pages-label = Pages of results
pages-page = Page
pages-previous = Previous
pages-next = Next
none-title = Nothing matches all of that. Here is what is close.
none-lead = Try one of these:
none-helpline = You can also call SAMHSA's free helpline, day or night, to ask about treatment near you:
way-radius =
    { $count ->
        [one] 1 place within { $label } miles
       *[other] { $count } places within { $label } miles
    }
way-any =
    { $count ->
        [one] The nearest place, { $label } miles away
       *[other] { $count } places at any distance; the nearest is { $label } miles away
    }
way-remove =
    { $count ->
        [one] Without “{ $label }”: 1 place
       *[other] Without “{ $label }”: { $count } places
    }
way-telehealth =
    { $count ->
        [one] 1 telehealth provider with a license checked in { $label }
       *[other] { $count } telehealth providers with a license checked in { $label }
    }
way-state =
    { $count ->
        [one] The one place in { $label }
       *[other] All { $count } places in { $label }
    }
way-all =
    { $count ->
        [0] Start again with an empty form
        [one] The one place that is listed
       *[other] All { $count } places that are listed
    }
places-title = Which { $near }?
places-heading = Which { $near } do you mean?
places-lead = Choose one, or type the place again.
distance = { $miles } miles
distances-from = Distances are straight lines from { $from }.
distance-here = In this ZIP code
from-zip = the center of ZIP { $zip }
from-city = the center of { $city }
from-point = the point you gave
card-telehealth = Telehealth (by video or phone)

# Evidence, in words
strip-label = What was checked
strip-identity = Identity
strip-license = License
strip-exclusions = Exclusion lists
strip-drug_registration = Drug registration
strip-details = Details
word-checked = checked
word-not_checked = not checked
word-rechecking = being re-checked
word-not_needed = not needed
word-confirmed = confirmed
word-unconfirmed = not confirmed
status-verified = Every check that we make passed and is in date.
status-verified-since = The oldest of them is from { $day }.
status-partly_verified = Some checks were made, and nothing turned up. Others were not made, or are overdue.
status-partly_verified-more = Below you see which.
status-late = The checks passed, but the provider has not confirmed the details in time.
status-late-more = Call first, and ask whether the address and prices still hold.
status-rechecking = We are re-checking this listing.
status-rechecking-more = Until that is done, please look elsewhere or ask the state board.
status-unverified = We have not checked this listing.
status-unverified-more = It came from another directory. Ask for a license number, and look it up at the state board.
freshness-unconfirmed = Not confirmed lately.
freshness-unconfirmed-more = The provider has not confirmed these details in the last 90 days. Call before you go.
freshness-suppressed = These details may be out of date.
freshness-suppressed-more = The provider has not confirmed them for more than four months, so this page no longer shows up in searches.

# New patients and prices
accepting-yes = Taking new patients
accepting-no = Not taking new patients now
opening-1_week = First visit within a week
opening-2_4_weeks = First visit in 2 to 4 weeks
opening-waiting_list = Waiting list
said-on = (said on { $day })
price-session = { $amount } per session
price-intake = first visit { $amount }
price-as-of = (as of { $day })
price-usual =
    { $count ->
        [one] A usual course is 1 session.
       *[other] A usual course is { $count } sessions.
    }
price-includes = What that includes:

# Treatments, and what the FDA has said about each. Label texts as of 2026-11; sources: FDA labels of ketamine
# hydrochloride and Spravato (approved 2019-03, alone 2025-01), FDA safety communications of 2022-02 and 2023-10-10.
treatment-iv = Ketamine through a vein (IV)
treatment-im = Ketamine shot (IM)
treatment-esketamine = Spravato (esketamine) nasal spray
treatment-sublingual = Ketamine under the tongue
treatment-nasal_compounded = Compounded ketamine nasal spray
treatment-therapy_assisted = Therapy with ketamine
label-iv = Approved as an anesthetic. Not approved for any mental health condition; this use is off-label.
label-im = Approved as an anesthetic. Not approved for any mental health condition; this use is off-label.
label-esketamine = FDA-approved for adults with depression after at least two antidepressants failed and, with an antidepressant, for depressive symptoms in adults with major depression and acute suicidal thoughts or actions. Not shown to prevent suicide or reduce suicidal thoughts. Not approved for anxiety, PTSD or phobias.
label-sublingual = Compounded. FDA has not reviewed this product, and warns about home use without monitoring.
label-nasal_compounded = Compounded. FDA has not reviewed this product, and warns about home use without monitoring.
label-therapy_assisted = Talk therapy around the medicine. Ketamine is not approved for any mental health condition; this use is off-label. Ask which form is used.
label-short-iv = Off-label for mental health
label-short-im = Off-label for mental health
label-short-esketamine = FDA-approved for some depression; not for anxiety or PTSD
label-short-sublingual = Compounded, not reviewed by FDA
label-short-nasal_compounded = Compounded, not reviewed by FDA
label-short-therapy_assisted = Talk therapy; ketamine is off-label for mental health

condition-anxiety = Anxiety
condition-gad = Generalized anxiety
condition-social_anxiety = Social anxiety
condition-panic = Panic disorder
condition-phobia = Phobias
condition-anxiety_other = Other anxiety
condition-ptsd = PTSD
condition-depression = Depression
condition-ocd = OCD
condition-bipolar_depression = Bipolar depression
condition-chronic_pain = Chronic pain
condition-substance_use = Substance use

setting-clinic = At a clinic
setting-telehealth = By video or phone
setting-home_visit = Visit at home

payment-medicare = Medicare
payment-medicaid = Medicaid
payment-commercial = Private insurance
payment-va_tricare = VA or TRICARE
payment-self_pay = Self-pay
payment-sliding_scale = Sliding scale
payment-superbill = Superbill (you file the claim)

profession-md = Physician (MD)
profession-do = Physician (DO)
profession-crna = Nurse anesthetist (CRNA)
profession-np = Nurse practitioner (NP)
profession-cns = Clinical nurse specialist (CNS)
profession-pa = Physician assistant (PA)
profession-rn = Registered nurse (RN)
profession-aa = Anesthesiologist assistant (AA)
profession-psychologist = Psychologist
profession-lcsw = Clinical social worker (LCSW)
profession-lpc = Counselor (LPC)
profession-lmft = Marriage and family therapist (LMFT)
profession-associate = Therapist in training, supervised

authority-state = State license
authority-nursing_compact = Multistate nursing license
authority-compact_privilege = Compact privilege
authority-telehealth_registration = Telehealth registration
authority-federal = Federal practice
authority-temporary = Temporary license

day-mon = Monday
day-tue = Tuesday
day-wed = Wednesday
day-thu = Thursday
day-fri = Friday
day-sat = Saturday
day-sun = Sunday

# Provider page
back-to-provider = Back to { $name }
provider-standing = What was checked, in short
provider-to-checks = See each check
provider-where = Where
provider-telehealth = This provider treats by video or phone and has no office to visit.
provider-hidden-street = The street is not shown. Ask for it when you call.
hours-span = { $opens } to { $closes }
safety-prescriber_on_site = A prescriber is on site during treatment
safety-monitoring = Blood pressure and oxygen are watched
safety-rescue_equipment = Rescue equipment, and staff trained to use it
safety-evaluation_first = A medical and mental health check comes first
safety-written_plan = A written treatment plan
safety-anxiety_experience = Experience with anxiety disorders
safety-ride_home_rule = Nobody drives home alone
people-title = Who treats you
person-prescribes = Prescribes
license-until = valid to { $day }
own-words = In the provider's own words
telehealth-states = Telehealth in
checked-title = What we checked
checked-all = See every check, person by person
checks-what = What
checks-result = Result
checks-source = Source
checks-date = Checked on
checks-next = Next check by
checks-none = None yet
checks-on-change = When it changes
source-nppes = National provider registry (NPPES)
source-leie = Federal health exclusion list (OIG)
source-sam = Federal award exclusion list (SAM)
source-state = State exclusion list
source-nucc = Provider taxonomy (NUCC)
checks-rechecking = While we re-check this listing, we do not show what earlier checks found.
checks-nothing = Nothing has been checked yet.
checks-claim = What the provider sent us
details-confirmed = The provider last confirmed these details on { $day }.
details-never-confirmed = The provider has never confirmed these details.

check-npi-format = National provider number (NPI) well formed
check-npi-registered = In the national provider registry, and active
check-npi-name = Same name as in the national registry
check-npi-state = Same state as in the national registry
check-npi-taxonomy = Same profession as in the national registry
check-npi-license = License number matches the national registry (self-reported)
check-npi-entity_type = Right kind of registration
check-license-present = A license for each state where they treat
check-license-format = License number looks right for its state
check-license-expiry = License not expired
check-license-board_status = License seen active at the state board
check-license-duplicate = License number belongs to one person
check-dea-format = Federal drug registration (DEA) well formed
check-dea-registrant = Drug registration suits the profession
check-dea-surname = Drug registration suits the name
check-dea-expiry = Drug registration not expired
check-credential-required = Every document that is needed
check-credential-expiry = No document expired
check-identity-control = The sender is who they say, by a contact from the official record
check-exclusion-leie = Not on the federal health exclusion list (OIG)
check-exclusion-sam = Not on the federal award exclusion list (SAM)
check-exclusion-state = Not on the state Medicaid exclusion list
check-scope-prescriber = Someone who may prescribe is named
check-scope-supervision = Supervision where the state asks for it
check-scope-telehealth = May treat by telehealth where they do
check-scope-setting = Treatment suits the setting
check-rems-esketamine = Certified place for Spravato
check-location-resolved = The address exists
check-location-consistent = ZIP code, city and state agree
check-location-sentinel = The place on the map is plausible

not-mean-title = What a check does not mean
not-mean-quality = We check credentials. We have no opinion on how good the care is.
not-mean-safe = A passed check does not make a treatment safe or right for you.
not-mean-endorse = Being listed is not an endorsement.
not-mean-decisions = Not for employment, credit or insurance decisions.

# One provider's checks
verification-title = Checks: { $name }
verification-heading = What we checked: { $name }
verification-as-of = As of { $day }.
words-title = What the words mean
words-checked = We looked, it was right, and the look is recent enough to count.
words-not_checked = We have not looked, or the look is too old. This is never the same as passed.
words-rechecking = Something needs a second look. A person is on it.
words-not_needed = This kind of check does not apply here.

# Privacy
privacy-title = Your privacy
privacy-lead = You can use this site without telling us who you are.
privacy-search = When you search
privacy-no-account = You need no account, and we ask for no name.
privacy-no-cookie = Pages for patients set no cookie.
privacy-no-log = We do not write down which place or condition you searched for.
privacy-no-third = No page loads anything from another company: no trackers, no ads, no maps from elsewhere.
privacy-place = We ask your phone or computer where you are only when you press “Use my location”. It is rounded to about a mile before it leaves your device.
privacy-address-bar = Your search stands in the address bar, so it can stay in your browser's history. A private window leaves none.
privacy-numbers = When you open a listing
privacy-numbers-text = We count, per week, how often a listing was shown, opened, and its call button pressed. Where your browser runs scripts, it tells our own server of a pressed call button, and nothing else. Nothing about you is kept: no name, no address of your computer, no time of day, nothing you searched for. Providers see only the number of their own listing, and only from { $least } a week on. Without scripts the call works the same and is not counted.
privacy-leaving = When you follow a link
privacy-leaving-text = Links to a provider's website, to directions and to 988lifeline.org leave this site. We do not tell them where you came from.
privacy-providers = When you are a provider
privacy-public = Name, profession, license numbers, NPI, address (unless you hide the street), phone, prices and offers are public.
privacy-private = Birth dates, drug registration numbers and e-mail addresses are never public. Birth dates and drug registration numbers are stored encrypted.
privacy-signed-in = If you sign in to look after a listing, one cookie keeps you signed in until you close the browser. We note the kind of browser, never the address of your computer.
privacy-never = We never ask for a Social Security number.

# Errors. The key is the word of the problem code.
error-home = Go to the first page
error-request = If you write to us about this, give this number:
error-bad-request-title = We could not read that
error-bad-request = Something in the address is not as it should be. You can search again here.
error-malformed-body-title = We could not read that form
error-malformed-body = The form did not arrive whole. Go back and send it again.
error-bad-query-title = We could not use that search
error-bad-query = Something in the search cannot be right. You can try again here.
error-sign-in-needed-title = Sign in first
error-sign-in-needed = This page is for people who are signed in.
error-forbidden-title = This page is not open to you
error-forbidden = You are signed in, but your role does not include this page.
error-foreign-form-title = That form is too old
error-foreign-form = Go back, reload the page and send the form again. Nothing was saved.
error-not-found-title = There is no such page
error-not-found = The address may be mistyped, or the listing may have moved. You can search for it here.
error-method-not-allowed-title = This address does not do that
error-method-not-allowed = Go back and follow the page's own buttons.
error-not-acceptable-title = We cannot send what your browser asks for
error-not-acceptable = Try another browser.
error-body-timeout-title = That took too long to arrive
error-body-timeout = Check your connection and send it again. Nothing was saved.
error-conflict-title = Something changed in the meantime
error-conflict = Someone else was faster, or this step is closed. Reload the page to see how things stand.
error-gone-title = This page has been taken down
error-gone = It was here once. If it was a listing, its details had not been confirmed for a year. You can look for another provider here.
error-too-large-title = That is too large
error-too-large = We cannot take so much at once. Shorten it and send it again.
error-unsupported-media-type-title = We could not read that
error-unsupported-media-type = Send the form from our own page.
error-invalid-values-title = Some answers cannot be right
error-invalid-values = Go back and check what you filled in.
error-too-many-requests-title = One moment, please
error-too-many-requests = There were many requests from your connection. Wait a minute, then go on.
error-internal-title = Something went wrong on our side
error-internal = The fault is ours, and it has been recorded. Try again in a few minutes.
error-unavailable-title = Not available just now
error-unavailable = We are starting or very busy. Try again in a minute.

# The demo's own page
demo-title = Demo sign-ins and mail
demo-page-lead = Only a demonstration has this page. It shows who can sign in, the codes that are good right now, and the mails that would have been sent.
demo-accounts = Sign-ins
demo-accounts-lead = Staff sign in at
demo-role = Role
demo-email = E-mail
demo-password = Password
demo-code = Code now
demo-mails = Mails
demo-to = To
demo-no-mails = No mail yet. Send in a listing, and it will appear here.

zone-eastern = Eastern time
zone-central = Central time
zone-mountain = Mountain time
zone-arizona = Arizona time
zone-pacific = Pacific time
zone-alaska = Alaska time
zone-hawaii = Hawaii time
zone-atlantic = Atlantic time
zone-chamorro = Chamorro time
zone-samoa = Samoa time

# The map of results
map-show = Show map
map-hide = Hide map
map-label = Map of these results
map-skip = Skip the map
map-pin-closer = Look closer
map-to-pin = on the map
map-here = Search this area
map-closer = Look closer
map-further = Show more around it
map-west = West
map-north = North
map-south = South
map-east = East
map-miles = { $miles } mi
map-missing = { $count ->
    [one] One result of this page is not on this map.
   *[other] { $count } results of this page are not on this map.
 }
map-source = Numbers are those of the list. Distances are straight lines. Outlines: US Census Bureau, Natural Earth; towns: GeoNames.

# The guide
nav-guide = Guide
guide-title = Guide to ketamine care
guide-lead = What it is, what is known and what is not, and how to find someone qualified. In plain words, each fact with its source.
guide-where = You are in
guide-group-start = Start here
guide-group-conditions = What you may be living with
guide-group-treatments = Treatments
guide-group-science = What is known
guide-figures = In this directory
guide-places =
    { $count ->
        [0] No place in this directory says that it offers this.
        [one] One place in this directory.
       *[other] { $count } places in this directory.
    }
guide-verified =
    { $count ->
        [0] None of them has every check in date.
        [one] One of them has every check in date.
       *[other] { $count } of them have every check in date.
    }
guide-prices =
    { $count ->
        [one] One of them tells its price for a session: { $lowest }.
       *[other] { $count } of them tell a price for a session: from { $lowest } to { $highest }; half ask { $middle } or less.
    }
guide-search = See them
guide-meant-safety = They have every check in date. They say that they check your health first, watch you, and can act in an emergency. What they say we have not checked.
guide-sources = Sources
guide-reviewed = Last reviewed on { $day } by the people who run this directory, not yet by a clinician.
guide-not-advice = This is general information, not medical advice.
guide-notice-source = Source: { $source }.
notice-remote-before = A federal rule lets clinicians prescribe ketamine by video without a first visit in person. It is due to end on 31 Dec 2026.
notice-remote-after = The federal rule for remote prescribing was due to end on 31 Dec 2026. Ask whether you must be seen in person.

# How true the directory is
accuracy-title = How accurate this directory is
accuracy-lead = Listings of clinics go out of date. Here is how far ours have, counted from the listings as they stand now.
accuracy-as-of = As of { $time }.
accuracy-listed = Providers that searches show
accuracy-confirmed = Confirmed their details within 90 days
accuracy-percent = { $percent }%
accuracy-median = Time since details were confirmed (median)
accuracy-median-days =
    { $count ->
        [one] 1 day
       *[other] { $count } days
    }
accuracy-nobody = Nobody yet
accuracy-verified = Have every check in date
accuracy-rechecking = Are being checked again
accuracy-overdue = Have a check that has run out
accuracy-reports = Reports of problems that wait for our answer
accuracy-ages = When providers last confirmed their details
accuracy-age = Last confirmed
accuracy-providers = Providers
accuracy-days = { $from } to { $to } days ago
accuracy-longer = { $from } days ago or more
accuracy-never = Never since it was listed
accuracy-how = What we do about it
accuracy-how-text = Providers have to say every 90 days that their details are right. Until 131 days the listing says that nobody has confirmed it. After that searches leave it out. After a year its page is gone.
accuracy-wrong = A check that runs out takes the words “every check in date” away the same moment, whether or not anybody has noticed.

# Who pays, and the terms
terms-title = Who pays, and what you can rely on
terms-lead = No one pays to be listed or ranked here.
terms-money = Money
terms-free = Being listed is free. So is being checked.
terms-order = Results are in order of distance, price, name or last confirmation. What a provider pays or says to us changes none of it.
terms-ads = There are no ads, and we are paid by nobody for sending you to a provider.
terms-use = What you can rely on
terms-advice = What stands here is general information. It is not medical advice, and it is no visit to a doctor.
terms-care = We check papers. We have not seen anybody at work, and a listing is no promise about the care you will get.
terms-emergency = This is no emergency service. In danger call 911. In a crisis call or text 988.
terms-providers = What providers agree to
terms-true = What they state is true, and they have to confirm it every 90 days.
terms-hide = We hide a listing when a check fails for good, and say so to the provider.
foot-accuracy = How accurate this is
foot-terms = Who pays, and terms

# The guide, on the first page
home-guide-title = Not sure yet?
home-guide = Ketamine helps some people and harms some. Read before you decide; nobody here is selling it to you.
home-guide-find = How to find and judge a provider
home-guide-ways = The ways it is given, side by side
home-guide-risks = Side effects and risks
home-guide-costs = Costs and insurance
home-guide-all = The whole guide

# Use my location
near-me = Use my location
near-me-asking = Your browser will ask you.
near-me-failed = Your browser did not tell us where you are. Type a ZIP code or a city.
