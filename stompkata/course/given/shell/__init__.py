"""Files of the learner's package that are given: they do I/O, and call his functions."""
