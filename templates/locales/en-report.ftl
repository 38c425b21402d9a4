# Texts of "Report a problem": the form, its page afterwards, and what others read on the listing.

report-link = Report a problem with this listing
phone-in-question = People have told us that this phone does not answer. We are checking.

report-title = Report a problem with { $name }
report-lead = Tell us what is wrong. You need no account, and you need not say who you are.
report-reason = What is wrong?
report-reason-wrong_contact = The phone number or the address is wrong
report-reason-dead_phone = Nobody answers the phone, or it is disconnected
report-reason-not_accepting = They are not taking new patients
report-reason-wrong_price = The price is wrong
report-reason-unsafe_care = Care was unsafe
report-reason-not_us = This is not me, or not us
report-reason-other = Something else
report-place = Which place?
report-place-whole = The whole listing, or I do not know
report-text = What happened
report-text-hint = In your own words, at most 2,000 characters. For "Something else" we need a sentence. You need not tell us anything about your health.
report-email = Your e-mail address
report-email-hint = Only for our answer. It is stored encrypted, and nobody sees it on this site. The mail that carries our answer is erased a month after it went out.
report-promise = A person reads every report. We answer within 2 business days.
report-kept = Nothing is stored with it that says from which computer or phone it came.
report-send = Send the report

report-need-reason = Choose what is wrong
report-need-place = Choose which place it is about
report-one-place = Choose the one place whose phone or address it is
report-need-text = Write a sentence about what is wrong
report-long-text = Shorten what you wrote to 2,000 characters. Now it has { $count }.
report-bad-email = Write the e-mail address in full, like name@example.com, or leave it out
report-sent-before = This form was sent before, as { $reference }, and that report stays as it was. To send what stands here as another report, press the button again.

report-sent-title = Report { $reference }
report-state-received = We have your report
report-state-checking = We are checking your report
report-state-answered = We have answered your report
report-more-received = Thank you. A person will read it. We answer within 2 business days.
report-more-checking = A person is looking into it now. We answer within 2 business days of the day you sent it.
report-more-answered = If you gave an e-mail address, the answer is in your mail. Without one, only this page says that we are done.
report-reference = Your reference
report-received = Received on { $day }.
report-step-received = Received
report-step-checking = Being checked
report-step-answered = Answered
report-keep = Keep the address of this page, or print it. It shows your reference and how far we are, and nothing of what you wrote.
report-onward = Look for another provider

privacy-report = When you report a problem
privacy-report-text = We store what you write, and your e-mail address if you give one, encrypted. The mail that carries our answer is erased a month after it went out. We store no name and no address of your computer or phone with it. Ask us, and we erase what you wrote.

# Who else can act. FDA MedWatch: the FDA's program for reports of harm from medicines, as of 2026-11.
unsafe-title = If care was unsafe, others can act, too
unsafe-danger = Danger right now: call
unsafe-crisis = In a crisis, call or text
unsafe-board = The board that gives the license can look into it, and can act on the license:
unsafe-board-any = The state board that gave the license can look into it, and can act on the license.
unsafe-board-unread = (we have not confirmed this address: make sure that it is the board's own site)
unsafe-fda = If a medicine did harm, tell
unsafe-fda-url = https://www.fda.gov/medwatch
