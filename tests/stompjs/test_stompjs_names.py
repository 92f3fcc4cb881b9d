"""What `stompkata.stompjs` offers, and how its names are spelled."""

import pytest

from stompkata import stompjs
from stompkata.stompjs import Versions
from stompkata.stompjs.spelling import camel, snake

BOTH = [("brokerURL", "broker_url"), ("onWebSocketClose", "on_web_socket_close"), ("publish", "publish"),
        ("appendMissingNULLonIncoming", "append_missing_null_on_incoming"), ("sizeOfUTF8", "size_of_utf8"),
        ("forceBinaryWSFrames", "force_binary_ws_frames"), ("maxWebSocketChunkSize", "max_web_socket_chunk_size"),
        ("hdrValueUnEscape", "hdr_value_un_escape"), ("toUnit8Array", "to_unit8_array")]


@pytest.mark.parametrize(("theirs", "ours"), BOTH)
def test_a_name_of_stompjs_and_one_of_python_are_made_of_each_other(theirs, ours):
    assert snake(theirs) == snake(ours) == ours
    assert camel(ours) == camel(theirs) == theirs


def test_the_module_offers_what_it_lists_and_no_more():
    assert all(getattr(stompjs, name) is not None for name in stompjs.__all__)
    assert set(stompjs.__all__) <= set(dir(stompjs))
    with pytest.raises(AttributeError, match="it has .*FrameImpl"):
        stompjs.Frame  # noqa: B018


@pytest.mark.req("S12-30")
def test_versions_are_offered_newest_first_which_is_not_what_the_standard_asks_for():
    assert Versions.default.supported_versions() == Versions.default.supportedVersions() == "1.2,1.1,1.0"
    assert Versions.default.protocolVersions() == ["v12.stomp", "v11.stomp", "v10.stomp"]
    assert list(Versions([Versions.V1_0])) == ["1.0"]
