"""Claims about a standard say where it stands: a section of the RFC, or the title of a section of STOMP."""

import re

import pytest

from stompkata.build.chapter import read_course
from stompkata.course.location import course_root
from stompkata.stomp.requirements import catalogue

PROSE = [
    pytest.param(text, id=f"{chapter.name}-{block.id}-{language}")
    for chapter in read_course(course_root())
    for block in chapter.blocks
    if block.kind == "markdown"
    for language, text in (("en", block.source), ("zh", block.chinese))
]
PAIRS = [
    pytest.param(block.source, block.chinese, id=f"{chapter.name}-{block.id}")
    for chapter in read_course(course_root())
    for block in chapter.blocks
    if block.kind == "markdown"
]
SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n{2,}|\n(?=\|)")
READING = re.compile(r"\*\*(?:Read in the standards|去读标准)")
WHOLE = re.compile(r"^\| \| ", re.MULTILINE)  # the head of a table that sets whole documents side by side
TITLES = r'"[^"]+"(?:(?:, | and |, and |、| ?[与和] ?|，)"[^"]+")*'
STOMP = re.compile(rf"STOMP (1\.[012]), ({TITLES})")
SECTIONS = {requirement.section for requirement in catalogue().values()} | {
    # titles under which the catalogue has no requirement
    'STOMP 1.2, "Protocol Overview"', 'STOMP 1.2, "Standard Headers"', 'STOMP 1.2, "SUBSCRIBE id Header"',
    'STOMP 1.2, "Server Frames"', 'STOMP 1.2, "COMMIT"', 'STOMP 1.2, "ABORT"', 'STOMP 1.1, "CONNECT"',
}  # fmt: skip


def sentences(text: str):
    """The sentences of a text in which something is claimed: neither a list of readings nor a table's head."""
    for paragraph in re.split(r"\n{2,}", text):
        if not READING.match(paragraph):
            yield from (" ".join(one.split()) for one in SENTENCE.split(paragraph) if one and not WHOLE.match(one))


def without_section(text: str) -> list[str]:
    """The sentences that name an RFC, and no section of it after that."""
    return [one for one in sentences(text) for part in re.split(r"(?=RFC \d)", one)[1:] if not re.search(r"§\d", part)]


def cited(text: str) -> list[str]:
    """Every section of STOMP that a text cites, as the catalogue of requirements writes it."""
    line = " ".join(text.split())
    return [f'STOMP {version}, "{title}"' for version, titles in STOMP.findall(line)
            for title in re.findall(r'"([^"]+)"', titles)]  # fmt: skip


@pytest.mark.parametrize("text", PROSE)
def test_an_rfc_is_cited_with_its_section(text):
    assert without_section(text) == []


@pytest.mark.parametrize("text", PROSE)
def test_a_section_of_stomp_that_is_cited_exists(text):
    assert [one for one in cited(text) if one not in SECTIONS] == []
    known = {one.partition('"')[2].rstrip('"') for one in SECTIONS}
    assert [title for title in re.findall(r'[（(]"([A-Z][\w -]+)"[)）]', text) if title not in known] == []


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_languages_cite_the_same(english, chinese):
    assert sorted(set(cited(chinese))) == sorted(set(cited(english)))
    assert sorted(set(re.findall(r"§[\d.]*\d", chinese))) == sorted(set(re.findall(r"§[\d.]*\d", english)))
    assert sorted(set(re.findall(r"RFC \d+", chinese))) == sorted(set(re.findall(r"RFC \d+", english)))


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("A client masks (RFC 6455 §5.3). So does a fish.", 0),
        ("A client masks (RFC 6455). See §5.3.", 1),
        ("RFC 6455 §4.2.2 asks for it, and RFC 8441 too.", 1),
        ("客户端要掩码（RFC 6455）。参见 §5.3。", 1),
        ("**Read in the standards:** RFC 8441.", 0),
    ],
)
def test_a_claim_without_a_section_is_found_out(claim, wrong):
    assert len(without_section(claim)) == wrong


def test_a_list_of_titles_is_read_to_its_end():
    text = 'STOMP 1.2, "Body", "SEND"\nand "ACK"; STOMP 1.1, "NACK"、"ACK" 和 "SEND"。'

    assert len(cited(text)) == 6
