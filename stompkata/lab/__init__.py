"""The notebook facade: no await, nothing to clean up."""
