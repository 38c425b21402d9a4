# Texts of comments: what people wrote, the form, the writer's own page, the published rules.

comments-link-provider = What people say about this provider
comments-link-guide = What readers say about this page
comments-title-provider = What people say about { $name }
comments-title-guide = What readers say about “{ $name }”
comments-lead-provider = Written by people who say they were patients here. We do not know who they are, and we did not check what they say. A person read each one first.
comments-lead-guide = Written by readers. What helped one person may not help you. A person read each one first.
comments-rules = The rules for comments
comments-count = { $count ->
    [0] Comments
    [one] 1 comment
   *[other] { $count } comments
}
comments-none = Nobody has written here yet.
comments-pages = Pages of comments
comments-no-answer = A provider has one answer only, the same for praise and for criticism:
comment-nameless = Anonymous
comment-published = published { $day }
comment-answer-lead = The provider's answer:
comment-answer = Privacy law stops us saying who is a patient.
comment-answer-call = Please call
comment-answer-ask = Please ask us directly.

comments-write-provider = Write about your experience
comments-write-guide = Write a comment
comments-write-lead = A person reads it within { $days } business days. It is public once it is approved, not before.
comments-nobody-reads = No one is reading this right now.
comments-crisis = In a crisis:
comment-text = Your comment
comment-text-hint = In your own words, at most 3,000 characters. Praise and criticism are both welcome. Leave out names of patients, phone numbers and addresses.
comment-name = Your name
comment-name-hint = An initial or another name, such as “J.” Not your full name.
comment-anonymous = Or without a name
comment-anonymous-tick = Stay anonymous
comment-consent = Your agreement
comment-consent-hint = People who know you may recognize you by what you write.
comment-consent-tick = I agree that what I wrote, and the name I gave, become public. I know that this can tell others about my health.
comments-kept = We ask for no account and no e-mail address. Nothing is stored that says from which computer or phone you wrote. You get a private link to take it back at any time.
comments-send = Send it to be read

comment-need-text = Enter your comment
comment-long-text = Shorten your comment to 3,000 characters. Now it has { $count }.
comment-contact = Leave out e-mail addresses, phone numbers and web addresses
comment-need-name = Enter a name or choose anonymous
comment-long-name = Shorten the name to 40 characters. Now it has { $count }.
comment-need-consent = Tick the box if you agree that it becomes public
comment-sent-before = This form was sent before, as { $reference }, and that comment stays as it was. To send what stands here as another comment, press the button again.

crisis-first-title = You matter. Talk to someone now.
crisis-first-text = It sounds as if you may be in a very dark place. People who listen are there day and night, free, and you need not give your name.
crisis-first-chat = Chat with 988

comment-own-title = Comment { $reference }
comment-state-waiting = We have your comment
comment-state-published = Your comment is public
comment-state-refused = Your comment was not published
comment-state-withdrawn = Your comment is gone
comment-more-waiting = Thank you. A person will read it within { $days } business days. Nobody else sees it until then.
comment-more-published = Everybody can read it now.
comment-more-refused = A person read it. It breaks one of our rules.
comment-more-withdrawn = You took it back. Your words and your name are erased.
comment-refused-for = The rule:
comment-refused-kept = You may write it again without that. We keep your words for { $days } days, then they are erased.
comment-received = Received on { $day }.
comment-decided = Decided on { $day }.
comment-keep = Keep the address of this page: it is the only way to take your comment back. We have no other way to know that it is yours.
comment-withdraw-title = Take it back
comment-withdraw-lead = Your words and your name are erased at once, for good.
comment-withdraw = Take my comment back
comment-onward = To the first page

comment-rule-names_someone = It lets a patient, or another private person, be recognized.
comment-rule-not_about = It is not about this provider or this page, or not the writer's own experience.
comment-rule-abuse = It threatens, insults or humiliates somebody.
comment-rule-advertising = It sells something, or was written for pay, by the provider or by a competitor.
comment-rule-unsafe_advice = It tells others doses, where to get drugs, or how to use them without a clinician.
comment-rule-repeated = The same words were sent before.

policy-title = The rules for comments
policy-lead = Anyone may say how it was. The same rules hold for praise and for criticism, and we count how we use them.
policy-how = How a comment becomes public
policy-before = A person reads every comment first, within { $days } business days. Words that sound like a crisis are read before all others.
policy-alike = Whether a comment is good or bad for a provider plays no part. No provider can pay, or ask, to have one shown or taken down.
policy-whole = A comment is published as it was written, or not at all. We change no word.
policy-not-checked = We do not know who wrote it, and we do not check whether it is true.
policy-no-stars = There are no stars and no score, and comments never change the order of a search.
policy-rules = What is refused
policy-rules-lead = Only for one of these. The writer sees which, on a private page. The number is how often it was used, since the beginning.
policy-rule = The rule
policy-refused = Refused
policy-counts = All comments
policy-state-waiting = Waiting to be read
policy-state-published = Public
policy-state-refused = Refused
policy-state-withdrawn = Taken back by the writer
policy-answer = What a provider may answer
policy-answer-text = Privacy law does not let a provider say whether somebody was a patient. So a provider has one answer, and everyone gets the same:
policy-yours = Your comment stays yours
policy-withdraw = Whoever wrote a comment can take it back at any time, with the private link shown after sending.
policy-kept = We store the words and the name encrypted. No account, no e-mail address, nothing about your computer or phone.
policy-forgotten = The words of a refused comment are erased after { $days } days; those of one taken back, at once.
policy-search = We ask search engines to leave pages of comments out.
policy-unsafe = Was care unsafe? Please report it on the provider's page: then a person looks into it, and you see which board can act.

privacy-comment = When you write a comment
privacy-comment-text = We store what you write and the name you choose, encrypted, and nothing that says who you are. Others read it only after a person approved it. You can take it back at any time.
