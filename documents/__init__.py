"""Documents people take away: PDF, spreadsheets, calendars. One writer each; knows nothing of the product."""
