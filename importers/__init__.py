"""Spreadsheets to a Problem, and blank templates: knows optimizer, nothing else."""
