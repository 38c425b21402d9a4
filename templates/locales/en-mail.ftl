# Mails, in English. What warnings fill in: pipeline/monitor/warn_text.rs.

warn-month = { $month ->
     [1] January
     [2] February
     [3] March
     [4] April
     [5] May
     [6] June
     [7] July
     [8] August
     [9] September
     [10] October
     [11] November
    *[12] December
  }
warn-after-month = { $after_month ->
     [1] January
     [2] February
     [3] March
     [4] April
     [5] May
     [6] June
     [7] July
     [8] August
     [9] September
     [10] October
     [11] November
    *[12] December
  }
warn-kind = { $kind ->
     [state_license] license
     [dea] DEA registration
     [state_cds] state controlled-substance registration
     [board_certification] board certification
     [malpractice_insurance] malpractice coverage
     [acls] ACLS card
     [spravato_rems] Spravato REMS certification
     [collaboration_agreement] collaboration agreement
    *[autonomous_practice] evidence of autonomous practice
  }
warn-in-state = { $in_state ->
     [yes] {" "}in { $state }
    *[no] {""}
  }
warn-when = { $days ->
     [0] That is today.
     [1] That is tomorrow.
    *[other] That is in { $days } days.
  }
warn-subject = { $holder }: { warn-kind }{ warn-in-state } ends on { warn-month } { $day }, { $year }
mail-other-language = (En español abajo.)
warn-what = The { warn-kind }{ warn-in-state } of { $holder }, as we have it for { $provider }, ends on { warn-month } { $day }, { $year }. { warn-when }
warn-do-license = What to do: renew it with the board. Once the board's own site shows the new date, answer this message; we look it up there, and you need not send a copy.
warn-do-other = What to do: renew it, then answer this message with the new last day. Please send no registration or policy number by mail.
warn-otherwise = What happens otherwise: from { warn-after-month } { $after_day }, { $after_year }, the listing shows no badge, and a person here looks at it.

# How every mail ends.
mail-end =
    vouchsafe, a directory of ketamine therapy providers
    To reach a person, answer this message.

# Letters about a submission or a listing. What there is to fill in: pipeline/mail_text.rs.
received-subject = We have your listing ({ $reference })
received-text =
    We have your listing for { $name }. Your reference is { $reference }.

    What happens next: our automatic checks, then a person reviews it, within two business days. Nothing is public before that, and there is nothing for you to do meanwhile.
received-status =
    See where it stands:
    { $status }

    Keep this link to yourself: whoever has it can read the page and take the listing back.
change-received-subject = We have your change ({ $reference })
change-received-text =
    We have your change to the listing of { $name }.

    What the public sees stays as it is until a person has looked at the change, within two business days. There is nothing for you to do meanwhile.
published-subject = Your listing is public ({ $reference })
published-text =
    { $name } is now in the directory, and patients can find it.

    Look through it once, and answer this message if something is wrong. Before 90 days are over we ask you by mail whether all of it is still right. To change something, sign in with this address; the page “List your practice” leads there.
change-published-subject = Your change is public ({ $reference })
change-published-text = We looked at your change to the listing of { $name }. Patients see it now.
change-accepted-subject = Your change is accepted ({ $reference })
change-accepted-text = We looked at your change to the listing of { $name } and accepted it. The listing is still out of sight; patients see the change once it is back.
changes-subject = We need something from you ({ $reference })
changes-text =
    Before we can publish { $name }, we need this from you:

    { $words }

    Open the page below, change it there, and send it again. Nothing is published until then.
reminder-subject = We still need something from you ({ $reference })
reminder-text =
    { $name } waits for you. We asked you for this:

    { $words }

    Open the page below, change it there, and send it again. If you no longer want this, you can take it back on the same page.
change-changes-subject = We need something from you ({ $reference })
change-changes-text =
    Before we can publish your change to the listing of { $name }, we need this from you:

    { $words }

    Open the page below, change it there, and send it again. Until then, patients see what was there before.
rejected-subject = Your listing was not published ({ $reference })
rejected-text =
    We did not publish { $name }. The reason:

    { $words }

    If this is wrong, answer this message. Once the reason no longer applies, you may send a new listing.
change-rejected-subject = Your change was not published ({ $reference })
change-rejected-text =
    We did not publish your change to the listing of { $name }. Patients see what was there before. The reason:

    { $words }

    If this is wrong, answer this message. You may send another change at any time.
hidden-subject = Your listing is out of sight ({ $reference })
hidden-text =
    We checked { $name } again and took it out of the directory. Patients do not find it now. The reason:

    { $words }

    If this is wrong, or once it is put right, answer this message.
shown-subject = Your listing is public again ({ $reference })
shown-text =
    { $name } is in the directory again. The person who looked at it writes:

    { $words }
letter-end =
    Your reference is { $reference }. See where it stands:
    { $status }

    Keep this link to yourself: it opens the page for anyone who has it.

# The answer to somebody who reported a problem. What there is to fill in: pipeline/mail_text.rs.
reported-about = Our answer to your report ({ $reference })
reported-text =
    You told us about a problem with the listing of { $name }.

    { $outcome ->
        [listing_corrected] We have corrected the listing.
        [provider_asked] We have asked the provider to correct the listing.
        [nothing_wrong] We looked into it and found nothing wrong with the listing.
       *[not_this_listing] What you wrote is not about this listing, as far as we can see.
    }

    { $words }

    Your reference is { $reference }. This page says that we answered, and nothing of what you wrote:
    { $page }

    If you or somebody else is in danger now, call 911. In a crisis, call or text 988.

# The request to confirm a listing. What there is to fill in: pipeline/attest/letter.rs.
confirm-day = { warn-month } { $day }, { $year }
confirm-subject = { $count ->
    [one] Is this still right? Your listing for { $names }
   *[other] Is this still right? Your { $count } listings
  }
confirm-about = { $count ->
    [one] Please take a minute for the listing of { $names }. Are its address, phone, hours and prices still right?
   *[other]
        Please take a minute for your { $count } listings. Are their addresses, phones, hours and prices still right?

        { $names }
  }
confirm-when-before = The last confirmation counts until { $last_day }. After that, patients read that the details were not confirmed lately, and no badge is shown.
confirm-when-after = The last confirmation counted until { $last_day }. Patients now read that the details were not confirmed lately, and no badge is shown. From { $gone }, searches leave the listing out.
confirm-when-last = The last confirmation counted until { $last_day }. From { $gone }, searches leave the listing out. This is our last reminder by mail.
confirm-when-never = Nobody has confirmed these details yet, so patients read that they were not confirmed lately, and no badge is shown. From { $gone }, searches leave the listing out.
confirm-when-reported = Somebody told us about a detail that was wrong, and we looked into it. Please see whether everything is right now.
confirm-when-new-link = You asked for a new link, because the one in an older mail had grown too old.
confirm-do =
    To confirm, open this page and press the button at its end:

    { $link }
confirm-link = Opening the page changes nothing. If something has changed, you can sign in from there and change it. The link is good until { $closes }, and whoever has it can confirm and do nothing else.

# Letters to those who look after a listing. What there is to fill in: pipeline/manager_letter.rs.
manager-link-subject = Your link to sign in
manager-link-text =
    Somebody, probably you, asked to sign in with this address to look after a listing.

    Open this link and press the button:
    { $page }

    Or type this code on the page where you asked: { $code }

    Both are good for 10 minutes and work once. If it was not you, do nothing, and nobody is signed in.
manager-invited-subject = You are invited to look after a listing
manager-invited-text =
    { $by } invites you to look after the listing of { $name }: to confirm it, to change what patients read, and to invite others.

    To accept, sign in with this address within 14 days:
    { $page }

    If this means nothing to you, do nothing, and the invitation ends by itself.
manager-added-subject = Somebody was invited to look after your listing
manager-added-text =
    { $by } invited { $who } to look after the listing of { $name }. They have 14 days to accept.

    If that is right, there is nothing to do. See who looks after it, or take somebody off:
    { $page }
manager-removed-subject = Somebody was taken off your listing
manager-removed-text =
    { $by } took { $who } off the people who look after the listing of { $name }. { $who } cannot act for it any more.

    If this is wrong, answer this message.
manager-put-back-subject = We put back what your listing said before
manager-put-back-text =
    You changed hours, prices or whether new patients are taken on the listing of { $name }. We looked at it and put back what was there before. Why:

    { $reason }

    To change it again, sign in:
    { $page }

# To whoever begins to write a listing: pipeline/draft_letter.rs.
draft-subject = Your listing, to go on with
draft-text =
    You began to write a listing with us. To go on with it, on any device, open this page:
    { $page }

    Keep the address private: whoever has it can see and change what you wrote. Birth dates and DEA numbers are never shown there. What you wrote is kept for { $days } days after your last change, then it is erased.

    If this was not you, do nothing. Nothing is published unless it is sent and reviewed.

# To each clinician of a clinic: pipeline/clinician/letter.rs.
clinician-subject = Please confirm where you work
clinician-text =
    { $clinic } asks to be listed in our directory and says that you work there.

    On a page of your own, please say whether that is so, and give your birth date and, if you prescribe, your DEA number:
    { $page }

    We use both for our checks alone and store them encrypted. Nobody at the clinic can read what you write there; they see only whether you answered. Until you do, the clinic’s page says that you have not confirmed it.

    The link is good for { $days } days; keep it to yourself. If you do not work there, say so on the same page. If you are not sure what this is, ask the clinic first: they gave us your address.

# Claims and removals. What there is to fill in: pipeline/listing_request/letter.rs.
asked-about = Our answer to your request ({ $reference })
asked-claim-granted =
    We have confirmed that you may look after the listing of { $name }.

    To begin, sign in with this address within 14 days:
    { $portal }

    This page says how your request stands:
    { $page }
asked-claim-declined =
    You asked to look after the listing of { $name }. We cannot let you do so now:

    { $words }

    Nothing has changed. You can ask again at any time. This page says how your request stands:
    { $page }
asked-removal-granted =
    You asked us to remove the listing of { $name }. It is removed, and it will not come back when we next take in another directory's listings. There is nothing more for you to do.

    If you ever want to be listed again, send the listing in yourself.

    This page says how your request stands:
    { $page }
asked-removal-declined =
    You asked us to remove the listing of { $name }. We have not removed it:

    { $words }

    You can ask again at any time, or answer this message. This page says how your request stands:
    { $page }
claimed-subject = Somebody asks to look after your listing
claimed-text =
    Somebody asks us to let them look after the listing of { $name }, which you look after. Nothing has changed, and nothing changes without us.

    If they belong to you, you can invite them yourself:
    { $page }

    If they do not, answer this message.
removed-subject = Your listing was removed
removed-text =
    We were asked to remove the listing of { $name }. We confirmed it through a contact from the official record, and removed the listing.

    If you did not want this, answer this message.
message-subject = You have a message from us ({ $reference })
message-text = A reviewer wrote to you about the listing of { $name }. You can read it, and answer it, on the page below.
asked-document = We also need a document from you. Add it here: { $documents }
asked-document-named = We also need this document: { $paper }

    Add it here: { $documents }
