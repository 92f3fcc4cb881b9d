"""The course generator: `notebooks/src` to notebooks, exercises and solutions.

`python -m stompkata.build` writes the three editions of every chapter and the Chinese prose, byte for byte the same
each time; `--check` says where the committed files differ from the sources; `--execute` refreshes the outputs of the
solutions.
"""
