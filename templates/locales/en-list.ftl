# Texts for people who list their practice, and for those who sent something in.

list-title = List your practice
list-lead = Being listed is free. It takes about 20 minutes to send, and a person reviews every listing.
list-need = What you need
list-need-npi = Your NPI, the number in the national provider registry
list-need-license = Your license: state, number and the day it runs out
list-need-dea = If you prescribe: your DEA number. It is stored encrypted and never shown.
list-need-insurance = Your malpractice cover: carrier, policy number and the day it runs out
list-need-place = Address, phone, prices, and what you offer there
list-next = What happens next
list-next-checks = We check your numbers against the official lists. That takes a moment.
list-next-person = A person looks your license up at the board and reads your listing.
list-next-control = We confirm that it is you, through a phone number or e-mail taken from the official record.
list-next-public = You get a decision with reasons. Once approved, your listing can be found within a second.
list-start = Start: one practitioner, one place
list-time = Have everything at hand: this form cannot be saved half-way.
list-clinic = Clinics, and practices with several people or places
list-clinic-text = For now, clinics send a file: one JSON document to our API.
list-schema = See what the file looks like

form-title = Ask to be listed: one practitioner, one place
form-lead = Everything is needed unless it says (optional). What we keep private says so.
form-honey = Leave this empty
form-sign = By sending, you say that this is true and that it is about you.
form-send = Send for checking

sent-title = We have your listing
sent-reference = Your reference
sent-link-lead = Keep this private link.
sent-link = It shows how far your listing is. Whoever has it can read it and take it back.

status-title = Listing { $reference }
status-name = Listing
status-sent = Sent on
status-message = From the person who reviewed it
status-see = See the listing
status-steps = How far it is
status-missing = What is still missing
status-withdraw = Take it back
status-withdraw-text = You can take it back until it is decided. Nothing will be published.
status-withdraw-button = Take it back
step-done = (done)
step-current = (now)
step-todo = (not yet)
state-received = Received
state-in_review = A person is reviewing it
state-changes_requested = We need something from you
state-published = Published
state-rejected = Not published
state-withdrawn = Taken back
state-decided = Decision
state-more-received = Your listing has arrived. The automatic checks come next.
state-more-in_review = The automatic checks are done. A person now looks at your license and your listing. We aim to decide within 2 business days.
state-more-changes_requested = Read what is asked below, then send the listing again.
state-more-published = Your listing is public and can be found.
state-more-rejected = The reason is below. You may send a new listing once it no longer applies.
state-more-withdrawn = You took it back. Nothing was published.
