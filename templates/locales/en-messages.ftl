# Messages between a provider and the reviewers, on the page where a submission stands.

messages-title = Messages
message-own = You wrote
message-ours = We wrote
message-label = Write to the reviewer
message-hint = At most { $most } characters. Leave out birth dates, Social Security numbers, and anything about a patient. We answer on this page, and tell you by mail when we did.
message-send = Send the message
message-empty = Write your message first.
message-too-long = Your message is too long. Write at most { $most } characters.
message-too-many = You can send { $often } messages in an hour. Your text is still here: send it later, or add it to the next one.
message-closed = This listing was decided or taken back, so messages can no longer be sent here.
message-over = This listing was decided or taken back. To write to us, answer one of our mails.
privacy-messages = What you and our reviewers write to each other about a submission is stored encrypted, read only by the people who review it and whoever has your private link, and deleted { $days } days after the decision.
