"""Runs checks on a learner's functions and reports what they show; knows no protocol.

A check on the learner's own machine is a mirror, not a lock: it runs in a process of its own under a deadline, and
notices when the checks were changed, but who wants to deceive it can. Marks belong into a container without network
and keys.
"""

from stompkata.kata.expect import CheckFailed, expect, expect_error, fail
from stompkata.kata.registry import Kata, Prediction, Seen, check, diagnosis

__all__ = ["CheckFailed", "Kata", "Prediction", "Seen", "check", "diagnosis", "expect", "expect_error", "fail"]
