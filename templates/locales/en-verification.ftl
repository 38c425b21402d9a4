# How verification works. Every number comes from the rule tables; here are only the words around it.
# Keys that end in a word of a table (need-.., check-.., state-nurse-..) must be there for every row that is built in.

about-title = How verification works
about-lead = We compare what a provider tells us with official lists, and a person decides. Each result carries its source and its date.
about-what = Five things on every listing
about-identity = The national provider registry knows the person, under that name. We confirm that the sender controls a contact taken from an official record.
about-license = Each person holds a license for the state where they treat. A person of ours looks it up at the state board, and again at least every { $days } days.
about-exclusions = Nobody is on the exclusion lists, federal or of the state. A list older than { $days } days cannot clear anyone.
about-drug_registration = The federal drug registration (DEA) is well formed, suits the profession and has not run out. We never show the number. We cannot see from here whether the DEA holds it active.
about-details = The provider has confirmed phone, address, prices and openings within { $days } days.
words-confirmed = The provider said within the last { $days } days that the details are right.
about-full = When a listing reads “every check in date”
about-full-lead = Three things have to be true at the same time:
about-full-checks = Each of the { $count } kinds of checks that count, where it applies, was passed and is still in date.
about-full-questions = No question is open about anyone or any place in the listing.
about-full-details = The provider confirmed the details within the last { $days } days.
about-full-ends = The words go by themselves at the moment when one of these ends. Nobody has to notice.
about-person = A person decides
about-person-text = Nothing goes public without a decision by a person, and every decision is recorded. If a name, number or address changes, the checks start again for it.
about-fresh = Old details go away
about-fresh-text = Providers confirm their details every { $confirmed } days. After { $confirmed } days we say so on the listing. After { $listed } days it leaves the search. After { $page } days the page is taken down.
about-excluded = Why someone may be missing
about-excluded-text = We do not list people who are on the federal list (OIG) of people and companies that federal health programs will not pay. That list is not a ban on practicing.
about-sources = Lists in use now
about-source = { $name }, version { $version }, loaded { $day }
about-no-sources = No list is loaded, so every check against a list reads “not checked”.
about-money = Who pays
about-rules = The rules, one by one
about-rules-lead = Open what you want to know more about. This is made from the same tables that the checks run on.

# Every check
rules-checks = Every check
rules-checks-count =
    { $count ->
        [one] 1 kind
       *[other] { $count } kinds
    }
rules-checks-lead = { $blocking } of the { $count } kinds count: without a pass in date the listing is not fully checked. The others raise a question that a person has to answer.
rules-rest = Place, papers and what they may do
rules-what = What has to be true
rules-where = Where we look
rules-how-long = How long a pass counts
rules-if-not = If not
looks-dossier = What the provider sent us, held against the rules
looks-nppes = National provider registry (NPPES)
looks-leie = Federal health exclusion list (OIG)
looks-sam = Federal award exclusion list (SAM)
looks-state_list = Exclusion list of the state
looks-board = The state board, looked up by a person
looks-record = A contact from the official record, asked by a person
looks-gazetteer = Our table of ZIP codes and cities
looks-directory = Listings that we have already
holds-while_unchanged = Until what we looked at changes
holds-list = { $days } days from the date of the list
holds-board_lookup = { $days } days from the look
holds-no_expiry_lookup = Without an end date: { $days } days from the look
holds-last_day = To the last day of the paper
holds-rems = { $days } days
holds-remote_rule = To { $day }, while a federal rule allows prescribing by video
if-not-evidence = Not fully checked. Only new evidence answers it.
if-not-two_people = Not fully checked. Two people may let it stand, for at most { $days } days.
if-not-row = Not fully checked, unless people find that it is someone else of that name. They look again within { $days } days.
if-not-asks = A person answers the question. Until then the listing is being re-checked.
check-npi-check_digit = The NPI's last digit fits the others, so none is mistyped
check-dea-check_digit = The DEA number's last digit fits the others, so none is mistyped
check-claims-fda_approved = Their text does not claim approval by the FDA
check-claims-cure = Their text does not claim a cure
check-claims-non_addictive = Their text does not say that the medicine cannot be addictive
check-claims-guarantee = Their text does not guarantee a result
check-claims-safe = Their text does not say that there is no risk
check-claims-superiority = Their text does not say that they are better than others
check-duplicate-npi = The same NPI is not listed twice
check-duplicate-listing = No near copy of the listing is here already

# What one check can find
rules-outcomes = What one check can find
outcome-pass = It is so
outcome-fail = It is not so
outcome-review = A question
outcome-not_checked = Not checked
outcome-stale = Too old
outcome-error = No answer
outcome-says-pass = We compared, it was right, and the date of the look still counts.
outcome-says-fail = The record says something else. The listing is being re-checked, or it is hidden.
outcome-says-review = It can be right or wrong. A person has to look.
outcome-says-not_checked = The source or the claim is missing. Nothing was compared.
outcome-says-stale = We looked, too long ago. It no longer counts.
outcome-says-error = The source could not be asked. It never counts as passed.

# What each profession must show
rules-people = What each person must show
rules-people-count =
    { $count ->
        [one] 1 profession
       *[other] { $count } professions
    }
rules-everyone = Everyone who treats
rules-license = A license, or another right to practice, for each state where they treat
rules-beyond = Besides that:
prescribes-yes = May prescribe ketamine in every state.
prescribes-by_state = May prescribe ketamine as the state allows.
prescribes-rarely = May prescribe in very few states; a person looks.
prescribes-no = May not prescribe.
supervision-none = Works without supervision.
supervision-by_state = Some states ask for an agreement with { $whom }, others for none.
supervision-order = Gives treatment on the order of { $whom } at the same place.
supervision-always = Always works under the supervision of { $whom }.
class-physician = a physician
class-mid_level = a nurse practitioner, nurse specialist, nurse anesthetist or physician assistant
class-nurse = a nurse
class-assistant = an assistant
class-therapist = a licensed therapist
class-associate = a therapist in training
or = or
rules-letters = The first letter of an own drug registration (DEA): { $letters }.
when-treatments = only where they offer:
when-settings = only where patients are seen so:
when-kind-clinic = only from a clinic
when-kind-solo = only from one person's practice
when-prescribes-true = only from those who prescribe
when-prescribes-false = only from those who do not prescribe
also-provider = the practice's own counts, too
also-clinicians_here = that of anyone who works there counts, too
also-prescribers_here = not needed where a prescriber works at the same place

need-clinician-npi = A national provider number (NPI) of their own
need-clinician-date_of_birth = A birth date. It stays private, and tells people of one name apart on exclusion lists
need-clinician-malpractice_insurance = Malpractice coverage
need-clinician-dea-md_do_crna_np_cns_pa = A federal drug registration (DEA)
need-clinician-board_certification-crna = Certification by the NBCRNA
need-clinician-board_certification-np_cns = National certification (ANCC or AANPCB)
need-clinician-board_certification-pa = Certification by the NCCPA
need-clinician-supervisor_npi-associate = The NPI of their supervisor
need-clinician-supervisor_npi-psychologist_lcsw_lpc_lmft-therapy_assisted = The NPI of the prescriber they work with

# What each place and the provider must show
rules-places = What each place must show
rules-every-place = Every place
rules-given = Where it may be given:
within-pass = yes
within-review = a person looks
within-fail = no
rules-whole = The provider as a whole
need-location-settings = Where patients are seen
need-location-treatments = What is offered
need-location-line1 = A street address
need-location-city = A city
need-location-state = A state
need-location-postal_code = A ZIP code
need-location-acls-iv_im = Somebody trained for emergencies (ACLS), because the medicine is given by needle
need-location-dea-iv_im_esketamine = A federal drug registration (DEA) for the drugs kept there
need-location-safety-monitoring-iv_im = Whether blood pressure and oxygen are watched
need-location-safety-rescue_equipment-iv_im = Whether rescue equipment is at hand
need-location-safety-prescriber_on_site-esketamine = Whether a prescriber is on site, as the Spravato safety program (REMS) asks
need-location-safety-monitoring-esketamine = Whether patients are watched for two hours, as the Spravato safety program (REMS) asks
need-provider-organization_npi = The NPI of the organization
need-provider-telehealth_states = The states that they serve by video or phone
need-provider-attestation = A signed statement that all of it is true

# What a paper must say
rules-papers = What each paper must say
paper-state_license = License
paper-dea = Federal drug registration (DEA)
paper-state_cds = Drug registration of the state
paper-board_certification = Certification in the profession
paper-malpractice_insurance = Malpractice coverage
paper-acls = Emergency training (ACLS)
paper-spravato_rems = Certified place for Spravato (REMS)
paper-collaboration_agreement = Agreement with a physician
paper-autonomous_practice = Right to practice without an agreement
part-number = number
part-state = state
part-issuer = who issued it
part-expires_on = last day
basis-own = one's own
basis-institution = of an institution
basis-employer = of an employer
basis-federal_waiver = of a federal service
basis-none = none
coverage-policy = an insurance policy
coverage-ftca = federal coverage (FTCA)
coverage-self_insured = self-insured
coverage-state_fund = a state fund

# State by state
rules-states = State by state
rules-states-count =
    { $count ->
        [one] 1 state or territory
       *[other] { $count } states and territories
    }
rules-states-lead = A state's rule that we could not confirm never decides anything: a person looks.
rules-registers = Where a state has no board below, these national registers answer:
state-nurse-independent = Nurse practitioners practice without an agreement, by every list that we read.
state-nurse-agreement = Nurse practitioners need an agreement with a physician, by every list that we read.
state-nurse-unknown = For nurse practitioners the lists that we read differ or say nothing; a person looks.
state-drug-listed = The state is said to ask for a drug registration of its own; a person looks.
state-drug-unknown = We know of no drug registration of the state's own.
state-telehealth-confirmed = People licensed elsewhere can register for telehealth here. We read that in the state's own law or page.
state-telehealth-unknown = We have not read whether people licensed elsewhere can register for telehealth here; a person looks.
state-shapes = A license number has to look like others of this state.
state-no-board = We know of no board's own page; the national registers answer.

# When we look again
rules-again = When we look again
again-lists = The lists: whenever a newer one is loaded, every listing is checked against it. A list clears nobody later than { $days } days after its own date.
again-board = A license at its board: when it runs out, and at least every { $days } days.
again-no-expiry = A license that never runs out: at least every { $days } days.
again-rems = A place certified for Spravato: every { $days } days.
again-remote = Prescribing by video without a first visit in person: the federal rule ends on { $day }. From then on a person looks.
again-override = What people let stand: after { $usual } days unless they name another day, and never later than { $most }.
again-warned = The provider is reminded { $first }, { $second } and { $third } days before a paper runs out.
again-details = Phone, address and prices: the provider confirms them every { $days } days.
again-rules = A rule: when one of these tables changes, every listing is checked again.
again-miles = A point on the map may be at most { $miles } miles from the middle of its ZIP code.
again-number = A license number has at most { $count } letters and digits.

# The tables
rules-tables = Where the rules come from
rules-tables-lead = Each table has a date and its sources.
rules-as-of = as of { $day }
table-boards = Licensing boards
table-claims = Sentences that a person should read
table-clocks = How long an answer counts
table-dea_letters = First letters of drug registrations
table-license_shapes = Shapes of license numbers
table-list_specialties = Words of exclusion lists by profession
table-names = How names vary
table-overrides = What people may let stand
table-places = Points on the map
table-requirements = What must be shown
table-scope = Who may do what, and where
table-states = Rules of the states
table-taxonomy_groups = Specialties of the national registry
