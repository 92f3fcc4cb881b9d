"""Runs checks on a learner's functions and reports what they show; knows no protocol."""
