# The page of one provider, and several side by side. Plain words, short sentences.

card-save = Save to contacts
compare-with-others = Compare with others

# Hours, by the clock at the place
doors-always = Open day and night
doors-open = Open now, until { $time }
doors-open_late = Open now, until { $time } on { $day ->
        [mon] Monday
        [tue] Tuesday
        [wed] Wednesday
        [thu] Thursday
        [fri] Friday
        [sat] Saturday
       *[sun] Sunday
    }
doors-closed = Closed now, opens today at { $time }
doors-closed_days = Closed now, opens { $day ->
        [mon] Monday
        [tue] Tuesday
        [wed] Wednesday
        [thu] Thursday
        [fri] Friday
        [sat] Saturday
       *[sun] Sunday
    } at { $time }
hours-posted = These are the hours they posted. Holidays may differ.

# What a course costs. A sum stands there only where each part of it was given.
course-title = Cost of a usual course
course-sum =
    { $count ->
        [one] First visit { $intake }, and 1 session at { $session }
       *[other] First visit { $intake }, and { $count } sessions at { $session } each
    }
course-missing = We cannot add it up. Not given:
course-part-intake = the price of the first visit
course-part-per_session = the price of a session
course-part-usual_sessions = how many sessions are usual
course-none = No price given. Ask what the whole course costs.
course-as-of = Prices as of { $day }.
course-no-date = They did not say from when these prices are.

room-title = Who is in the room
room-lead = This is what they told us. We have not watched a treatment.
said-yes = Stated by the provider
said-no = No, says the provider

insurance-title = Insurance and payment
access-title = Access and languages
npi-number = National number (NPI)
license-look-up = Look it up:
license-lead = You can look up each license yourself. Where we have not read the address, make sure that it is the board's own site.
license-unread = (we have not read this address)
license-no-date = no end date given
license-none = No license given

not-mean-this = What this does not mean
not-mean-watched = We have not watched a treatment there.

# Questions before the first visit. After the ASA guidance of 2025-02 (monitoring, rescue equipment, trained staff), and
# what psychiatric guidance asks for (an evaluation, blood pressure before each dose, staff trained in ACLS).
ask-title = Questions to ask
ask-evaluation = Will someone check my body and my mind first?
ask-blood-pressure = Will you take my blood pressure before each dose?
ask-medicines = Which of my medicines and health problems do you need to know about?
ask-monitor = Who watches my breathing, heart and blood pressure? For how long?
ask-rescue = What rescue equipment is in the room?
ask-trained = Who in the room is trained for emergencies (ACLS)?
ask-form = Which form of ketamine is it? Did the FDA approve it for what I have?
ask-total = What does the whole course cost? What is not included?
ask-after = What happens if it does not help, or if I feel worse?
ask-home = How do I get home? When may I drive again?

# Side by side
compare-tick = Compare
compare-tick-lead = Tick up to four places.
compare-button = Compare the ticked places
compare-title = Compare providers
compare-heading =
    { $count ->
        [one] 1 provider
       *[other] { $count } providers side by side
    }
compare-lead = You can look at up to four providers side by side: what was checked, what a course costs, who is in the room.
compare-one = To compare, choose one more:
compare-how-search = Search for a place.
compare-how-tick = Tick “Compare” in up to four results.
compare-how-button = Press “Compare the ticked places”.
compare-kept = Your choice stands in the address of this page. We do not keep it.
compare-search = Find providers
compare-chosen = Chosen
compare-unknown = Not listed here, or not any more:
compare-unreadable =
    { $count ->
        [one] One part of the address is not a listing of ours.
       *[other] { $count } parts of the address are not listings of ours.
    }
compare-left-out = Four fit side by side. Left out:
compare-what = What
compare-page = Whole page
compare-opening = First visit
compare-no-office = No office to visit
compare-sheet = A sheet to fill in when you call
compare-back = Back to the comparison
sheet-title = Call sheet
sheet-lead = Print this page. Fill it in while you call. You need not ask everything.
sheet-day = Day of the call
sheet-spoke = I spoke with
sheet-opening = First visit they can offer
sheet-price = Price they said for the whole course
