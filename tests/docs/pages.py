"""The pages of the documentation, as the tests read them: fenced blocks, inline code and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"))
)
"""Every page, by its path from the root."""
_BLOCK = re.compile(r"^```(\w+)(?: +(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block: its language, the file it is named after (or empty) and its text."""

    language: str
    file: str
    text: str


def text_of(page: str) -> str:
    """Returns the text of a page."""
    return (ROOT / page).read_text(encoding="utf-8")


def blocks_of(page: str) -> list[Block]:
    """Returns the fenced blocks of a page, in order."""
    found = _BLOCK.findall(text_of(page))
    return [Block(language=language, file=file, text=text) for language, file, text in found]


def words_of(page: str) -> list[str]:
    """Returns the inline code of a page, outside of blocks."""
    return _INLINE.findall(_BLOCK.sub("", text_of(page)))


def links_of(page: str) -> list[str]:
    """Returns the targets of the links of a page."""
    return _LINK.findall(_BLOCK.sub("", text_of(page)))


def commands_of(page: str) -> Iterator[str]:
    """Yields every call of graphsvc that a page shows, in blocks and in sentences."""
    for block in blocks_of(page):
        if block.language in {"sh", "cron"}:
            yield from re.findall(r"\bgraphsvc (?:-w|[a-z])[^\n&|>#]*", block.text)
    yield from (word for word in words_of(page) if re.match(r"graphsvc (-w|[a-z])", word))


def script_of(page: str) -> str:
    """Returns the shell blocks of a page as one script that writes the files shown between them."""
    return "\n".join(_step(block) for block in blocks_of(page))


def _step(block: Block) -> str:
    if block.language == "sh":
        return block.text
    if not block.file or block.language == "diff":
        return ""
    folder = Path(block.file).parent.as_posix()
    return f"mkdir -p {folder}\ncat > {block.file} <<'END_OF_FILE'\n{block.text}END_OF_FILE\n"
