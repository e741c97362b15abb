"""The API, ``/api/v1``: JSON for programs, everything that a person may do."""
