"""The database: tables, how they are reached, how they become a problem or a plan."""
