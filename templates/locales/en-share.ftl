# What of ours may stand on other pages (about/your_page.html), and the words of the badge
share-title = On your own page
share-lead = A search form and a live badge, to copy. Neither runs a script, sets a cookie or tells us who looks at your page.
share-search = A search form
share-search-what = It opens the results here. Nothing is sent before somebody presses the button.
share-badge = The badge of a listing
share-badge-what = The picture says what is so at the moment it is loaded. When a check runs out, it says that. We keep no log of who loads it.
share-badge-alt = What vouchsafe checked about us, and when
share-badge-name = In place of NAME, put the last part of the address of your listing.
share-data = All of it, for programs
share-data-what = Search, every listing and what was checked, as JSON and FHIR, without an account.
share-data-link = The API
badge-verified = Every check in date
badge-unconfirmed = Details not confirmed
badge-partly = Partly checked
badge-rechecking = Being re-checked
badge-unverified = Not checked
badge-not-listed = Not listed
