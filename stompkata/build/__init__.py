"""The course generator: `notebooks/src` to notebooks, exercises and solutions."""
