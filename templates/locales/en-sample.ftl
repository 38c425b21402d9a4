# What was phoned, month by month (accuracy.html)
sample-title = Phoned, month by month
sample-lead = Each month we draw { $size } of the listings that searches show at random, phone them, and ask whether what stands in them is right. Nobody chooses who is phoned. We publish the result, whatever it is, and name nobody.
sample-none = No month has been phoned to its end yet, so there is no figure. The first one will stand here.
sample-month =
    { $month ->
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
    } { $year }
sample-figure = { $month }: { $right } of { $of } listings were right in everything that we asked, { $percent }%.
sample-interval = With so few phoned, the share of all listings may well be anywhere from { $low }% to { $high }% (95% interval by Wilson).
sample-nobody = { $month }: nobody was phoned, so there is no figure.
sample-counts = What we do not know to be right counts as not right.
sample-unreachable =
    { $count ->
        [one] At 1 listing nobody answered.
       *[other] At { $count } listings nobody answered.
    }
sample-wrong-number =
    { $count ->
        [one] At 1 the number was wrong.
       *[other] At { $count } the number was wrong.
    }
sample-not-phoned =
    { $count ->
        [one] 1 was not phoned in time.
       *[other] { $count } were not phoned in time.
    }
sample-dropped-out =
    { $count ->
        [one] 1 of the { $drawn } drawn was hidden or removed before we phoned it, and is left out.
       *[other] { $count } of the { $drawn } drawn were hidden or removed before we phoned them, and are left out.
    }
sample-by-question = Question by question, { $month }
sample-question = What we asked
sample-right = Right
sample-between = 95% interval
sample-share = { $right } of { $of }, { $percent }%
sample-range = { $low } to { $high }%
sample-reached = Somebody answered
sample-address = The address is right
sample-new-patients = New patients as listed
sample-treatments = Treatments as listed
sample-exact = Right in everything
sample-earlier = Earlier months
sample-when = Month
sample-no-figure = nobody phoned
sample-field = How it is elsewhere
sample-field-locators = When researchers phoned { $practices } practices from { $tools } search tools for addiction treatment, everything was right for { $exact }% on average; from { $lowest }% for the worst tool to { $highest }% for the best.
sample-field-networks = In the lists of Oregon’s Medicaid plans, { $phantom }% of the entries were of providers who saw no Medicaid patients to speak of.
sample-field-other = They asked other questions of other lists, so compare with care.
sample-source = Source: { $source }, abstract
