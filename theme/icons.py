"""The icons of the portal, by their Bootstrap Icons name: one meaning each. After a change: `make vendor`."""

NAMES = """
arrow-clockwise arrow-counterclockwise arrow-down arrow-left arrow-left-right arrow-repeat arrow-right arrow-right-circle
arrow-up bank bell bookmark bookmark-plus box-arrow-right building calendar-plus calendar2-check calendar2-event chat-dots
chat-left-text check-circle-fill check2 check2-circle chevron-down chevron-left chevron-right chevron-up circle-half clock
cloud-slash copy cpu download envelope envelope-exclamation exclamation-circle exclamation-octagon-fill
exclamation-triangle-fill eye file-earmark-pdf file-earmark-spreadsheet file-earmark-text file-earmark-x filetype-csv
fingerprint flag fonts globe2 grid headphones hourglass-split house inbox info-circle-fill journal kanban key lightbulb list
list-check lock mortarboard palette patch-check patch-check-fill pause-circle-fill pause-fill pencil people person
person-badge person-check person-dash person-plus person-x play-fill plus-lg printer question-circle search send shield-lock
signpost-split skip-forward-fill table tools translate trash3 ui-checks union upload x-lg
"""

ICONS = frozenset(NAMES.split())
