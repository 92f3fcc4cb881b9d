"""What a dissector found: fields with bit offsets, and findings that name the rule they break."""

from stompkata.dissection.model import Dissection, Field, Finding

__all__ = ["Dissection", "Field", "Finding"]
