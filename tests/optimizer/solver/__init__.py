"""Tests of the planning itself."""
