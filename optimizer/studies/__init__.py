"""Questions asked of a plan once it exists; each may solve many small problems."""
