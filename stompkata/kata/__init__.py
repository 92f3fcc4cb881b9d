"""Runs checks on a learner's functions and reports what they show; knows no protocol."""

from stompkata.kata.expect import CheckFailed, expect, expect_error, fail
from stompkata.kata.registry import Kata, Prediction, Seen, check, diagnosis

__all__ = ["CheckFailed", "Kata", "Prediction", "Seen", "check", "diagnosis", "expect", "expect_error", "fail"]
