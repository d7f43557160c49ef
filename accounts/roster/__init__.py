"""From a file of people to people: text (bytes → lines), parsing (lines → rows), reading (row → values), comparing (values → change),
checking (the dry run), applying (the import), writing (changes → rows)."""
