"""The trade: problem, plan, rules, costs and solver of a shared order. Knows no spreadsheet and no page."""
