"""What people meet: commands, documents, and later pages and an API."""
