# Texts of the table in which a group uploads its clinicians.

roster-add = Add many people from a table
roster-title = People from a table
roster-lead = Send one table with all your clinicians and where they work. You see what our checks say of each row before anything is taken over.
roster-send-title = Send your table
roster-file = Table as a CSV file
roster-file-hint = In a spreadsheet program: save as, CSV. At most 1 MB.
roster-send = Send and look at it
roster-no-file = Choose a file.
roster-too-big = The file must be 1 MB or smaller. Send two files one after the other.
roster-your-file = Your file
roster-no-room = There is no room for this person: a listing holds 500 people and 200 places.
roster-columns = What stands in the table
roster-columns-text = The first line names the columns, in any order. Only npi, last_name and profession must be there; what is missing is asked on the pages of each person.
roster-empty = An empty table to fill in
roster-licenses = One row for each person. A second license or a second place is a second row directly below, with the same NPI and name.
roster-columns-all = All columns
roster-column-name = Column
roster-column-means = What it is
roster-column-like = For example
roster-column = Column { $column }, like { $example }
roster-needed = needed
roster-found = { $people ->
    [one] One person
   *[other] { $people } people
} in { $rows ->
    [one] one row
   *[other] { $rows } rows
}.
roster-places = { $places ->
    [0] No place is named.
    [one] One place is named.
   *[other] { $places } places are named.
}
roster-count-unreadable = { $n ->
    [one] One person has something that cannot be read.
   *[other] { $n } people have something that cannot be read.
}
roster-count-missing = { $n ->
    [one] Of one person something is missing.
   *[other] Of { $n } people something is missing.
}
roster-count-doubt = { $n ->
    [one] The checks have something to say about one person.
   *[other] The checks have something to say about { $n } people.
}
roster-count-fine = { $n ->
    [one] Nothing was found about one person.
   *[other] Nothing was found about { $n } people.
}
roster-unknown = { $n ->
    [one] This column is not used:
   *[other] These columns are not used:
}
roster-others = In your listing and not in the table; they stay:
roster-not-yet = Change or leave out the rows that cannot be read. Then everybody can be taken over at once.
roster-use = { $n ->
    [one] Take this person over
   *[other] Take all { $n } people over
}
roster-use-hint = Whoever is in your listing already is brought up to date. What is still missing is asked afterwards, on the pages of each person.
roster-report = What was found, row by row
roster-who = Person
roster-row = Row
roster-said = What was found
roster-npi = NPI { $npi }
roster-nameless = No name
roster-change = Change row { $line }
roster-known = Already in your listing
roster-is-unreadable = Cannot be read
roster-is-missing = Something is missing
roster-is-doubt = Look at this
roster-is-fine = Nothing found
roster-cell = Row { $line }, { $column }: { $what }
roster-field-license_expires_on = License runs out on
roster-again = Send another table
roster-again-text = It takes the place of this one, and of what you changed in it here.
roster-forget = Forget this table
roster-back = Back to all rows
roster-row-title = Row { $line }
roster-keep = Keep this row
roster-leave-out = Leave this row out
