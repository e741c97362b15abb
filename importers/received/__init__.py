"""Files that members and suppliers send, each in its own habit, to rows of the order workbook."""
