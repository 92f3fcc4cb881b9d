"""The wheel carries the course; an editable install finds it in the checkout and copies nothing."""

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CourseHook(BuildHookInterface):
    """Put the folders of the course under `stompkata/_course`, where `stompkata.course.location` looks."""

    def initialize(self, version, build_data):
        """Called by hatchling before a wheel is made; `version` is "editable" for `pip install -e`."""
        if version == "standard":
            build_data["force_include"] |= {
                folder: f"stompkata/_course/{folder}" for folder in ("notebooks", "exercises", "solutions")
            }
