"""Jobs: work that takes longer than an answer may, done by workers, once."""
