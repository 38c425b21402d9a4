# The page on which a provider confirms a listing: templates/portal/confirm.html.
confirm-title = { $count ->
    [one] Is this still right?
   *[other] Are these still right?
  }
confirm-lead = This is what patients read. Look through it, then press the button at the end.
confirm-last = Last confirmed on { $day }.
confirm-not-yet = Not confirmed yet.
confirm-see = See the whole page
confirm-away = This listing is out of sight, so there is nothing to confirm. If you do not know why, answer any of our mails.
confirm-button = Everything is still right
confirm-changed-title = Something has changed?
confirm-changed-lead = Sign in with this address and change it before you press the button. Hours, prices and whether you take new patients are public as soon as you save them.
confirm-changed = Sign in and change it: { $name }
confirm-thanks = { $count ->
    [one] Thank you. It is confirmed.
   *[other] Thank you. They are confirmed.
  }
confirm-thanks-lead = Patients now read today's date. We ask again on { $day }, and there is nothing else to do until then.
confirm-expired = This link is too old
confirm-expired-lead = A link confirms for { $days } days, and this one is older. Nothing has changed.
confirm-unknown = This link does not open
confirm-unknown-lead = Part of it may be missing: mail programs sometimes break a long link in two. Copy all of it from our mail, to the last letter.
confirm-new-title = How to get a new link
confirm-new-lead = Look for the newest mail that you have from us about the listing: its link works, and from an older one the page sends you a new link. If you have no mail any more, report a problem on the listing's own page; a person answers within two business days.
confirm-renewed = A new link is on its way
confirm-renewed-lead = It goes to the address that we have for the listing, once a day at most. Nothing has changed meanwhile.
confirm-new-button = Send a new link
confirm-new-where = It goes by mail to the address that we have for the listing.
