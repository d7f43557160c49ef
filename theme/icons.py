"""The icons of the portal, by their Bootstrap Icons name: one meaning each. After a change: `make vendor`."""

NAMES = """
arrow-clockwise arrow-repeat arrow-right arrow-right-circle bell box-arrow-right building calendar-plus calendar2-event
check-circle-fill check2 chevron-down chevron-left chevron-right chevron-up circle-half download envelope envelope-exclamation
exclamation-circle exclamation-octagon-fill exclamation-triangle-fill eye file-earmark-pdf file-earmark-spreadsheet
file-earmark-text filetype-csv flag globe2 headphones hourglass-split house info-circle-fill key list list-check lock palette
pause-circle-fill pencil people person person-badge person-check person-dash person-plus person-x play-fill plus-lg
printer question-circle search shield-lock signpost-split translate trash3 upload
"""

ICONS = frozenset(NAMES.split())
