# Texts of "Claim this listing" and "Have this listing removed": the forms, and the page afterwards.

claim-link = Is this your practice? Claim it
removal-link = Have this listing removed

claim-title = Claim the listing of { $name }
claim-lead = Ask to look after this listing. You need no account for that.
claim-gives-details = You can correct the address, phone, hours, prices and what is offered.
claim-gives-badge = Sent in with its papers, it can be checked in full and show the badge. It costs nothing.
claim-gives-people = You can invite colleagues to look after it with you.
claim-managed = Somebody looks after this listing already.
claim-managed-more = If they are colleagues, ask them to invite you. Otherwise send this form: we tell them that somebody asked, and nothing is taken over without us.
claim-control = A phone number or an address that you type here confirms nothing.
claim-name = Your name
claim-role = What you do there
claim-role-hint = For example: owner, physician, office manager
claim-email = Your work e-mail address
claim-email-hint = Once we have confirmed you, you sign in with it. Nobody sees it on this site.
claim-text = Anything we should know
claim-text-hint = For example, when we reach you best at the phone of the practice. At most 2,000 characters.
claim-send = Send the claim
claim-instead = I want this listing removed instead

removal-title = Have the listing of { $name } removed
removal-lead = Anyone who is listed can ask for this, without an account and without a reason. A removed listing does not come back when we next take in another directory's listings.
removal-control = Then we remove the listing. Until it is confirmed the listing stays, so that nobody can remove somebody else's.
removal-relation = What are you to this listing?
request-relation-listed = I am the person or the practice listed
request-relation-works_there = I work for it
request-relation-other = Something else
removal-email = Your e-mail address
removal-email-hint = For our answer. You can leave it out; then only the next page says how it ended.
removal-phone = Your phone number
removal-phone-hint = In case we have a question
removal-text = Why
removal-text-hint = You need not say. At most 2,000 characters.
removal-send = Ask for the removal
removal-instead = I would rather look after this listing and correct it

request-control-title = How we confirm it
request-control = Within { $days } business days a person writes to or calls a contact from the official record: the state board's record of the license, or the national registry of NPIs (NPPES). If your contact there is out of date, correct it there first.
request-kept = We store what you write here encrypted, and nothing that says from which computer or phone it came. It is erased { $days } days after our answer.

request-need-relation = Choose what you are to this listing
request-need-name = Enter your name
request-need-role = Enter what you do there
request-need-email = Enter the e-mail address that you use at work, like name@example.com
request-bad-email = Write the e-mail address in full, like name@example.com
request-bad-phone = Write the phone number with its area code, ten digits, or leave it out
request-long-line = Shorten this to 200 characters. Now it has { $count }.
request-long-text = Shorten what you wrote to 2,000 characters. Now it has { $count }.
request-sent-before = This form was sent before, as { $reference }, and that request stays as it was. To send what stands here as another request, press the button again.

request-sent-title = Request { $reference }
request-state-received = We have your request
request-state-granted = Your request was granted
request-state-declined = Your request was declined
claim-more-received = Thank you. Nothing has changed yet: first we confirm that you may look after the listing.
claim-more-granted = You can look after the listing. Sign in with the address that you gave us; the mail that we sent you says how.
claim-more-declined = The mail that we sent you says why. Nothing has changed. You can ask again.
removal-more-received = Thank you. Nothing has changed yet: first we confirm that you may ask for this.
removal-more-granted = The listing is removed, and does not come back with another directory's listings.
removal-more-declined = The listing was not removed. If you gave an e-mail address, our mail says why. You can ask again.
request-received = Received on { $day }.
request-decided = Decided on { $day }.
request-next = What happens next
request-next-read = A person reads your request.
request-next-control = They write to or call a contact from the official record, never one that was typed into the form.
claim-next-done = If it is confirmed, we mail you how to sign in.
removal-next-done = If it is confirmed, we remove the listing.
request-due = All of this within { $days } business days: by { $day }.
request-keep = Keep the address of this page, or print it. It shows how far we are, and nothing of what you wrote.

privacy-request = When you claim a listing or ask for its removal
privacy-request-text = We store your name, your contact and what you write, encrypted, until { $days } days after our answer; then they are erased. The mail that carries our answer is erased a month after it went out. What stays is that something was asked and how it was confirmed. Of a removed listing we keep digests by which another directory's copy of it is known, so that it does not come back.

list-known = Is your practice listed already, but not by you?
list-known-text = Find it and open its page. At its end stand two links: one to claim it, and one to have it removed. Neither needs an account.
list-known-search = Find your listing
