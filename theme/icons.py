"""The icons of the portal, by their Bootstrap Icons name: one meaning each. After a change: `make vendor`."""

NAMES = """
arrow-clockwise arrow-counterclockwise arrow-down arrow-left arrow-left-right arrow-repeat arrow-right arrow-right-circle
arrow-up bank bar-chart bell binoculars bookmark bookmark-plus box-arrow-in-right box-arrow-right building calendar-plus
calendar2-check calendar2-event calendar2-week calendar3-range chat-dots chat-left-text check-circle-fill check2
check2-circle chevron-down chevron-left chevron-right chevron-up circle-half clipboard-check clock clock-history cloud-check
cloud-slash compass copy cpu cup-hot download envelope envelope-exclamation exclamation-circle exclamation-octagon-fill
exclamation-triangle-fill eye file-earmark-arrow-down file-earmark-pdf file-earmark-spreadsheet file-earmark-text
file-earmark-x file-earmark-zip filetype-csv fingerprint flag fonts globe2 graph-up-arrow grid hand-thumbs-down
hand-thumbs-up hand-thumbs-up-fill headphones hourglass-split house inbox info-circle-fill journal journal-text kanban key
life-preserver lightbulb lightning-charge link-45deg list list-check list-ul lock mortarboard palette patch-check
patch-check-fill patch-question pause-circle pause-circle-fill pause-fill pencil pencil-square people person person-badge
person-check person-dash person-plus person-x play-circle play-fill plus-lg printer qr-code question-circle search send
shield-check shield-exclamation shield-lock signpost-split skip-backward-fill skip-forward-fill sort-up table telephone
telephone-fill telephone-inbound tools translate trash3 ui-checks union upload volume-mute volume-up wind x-lg
"""

ICONS = frozenset(NAMES.split())
