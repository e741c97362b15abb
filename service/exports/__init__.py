"""A plan as workbooks, documents and data files."""
