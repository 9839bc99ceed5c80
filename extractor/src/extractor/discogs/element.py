"""An XML element as the dictionary that its message is made of: the shape before normalisation."""

from typing import Any, Final

from lxml import etree


type JsonValue = str | list[Any] | dict[str, Any] | None

CONTENT_KEY: Final = "#text"


class ForeignName(Exception):  # noqa: N818 - not an error: the name must be read in another way
    """A name came back rewritten by namespace processing."""


class _AttributeKeys(dict[str | bytes, str]):
    """`@name` by name: a few dozen in a whole dump, so each is made once."""

    def __missing__(self, name: str | bytes) -> str:
        text = str(name)  # the stubs allow for bytes, which only Python 2 returned
        if text.startswith("{"):
            raise ForeignName(text)
        if len(self) >= _MAX_KEYS:
            self.clear()
        key = self[text] = "@" + text
        return key


_MAX_KEYS: Final = 10_000  # a dump made to have endless names must not fill the memory
_KEYS: Final = _AttributeKeys()


def read_element(element: etree._Element) -> JsonValue:
    """Value of an element.

    Attributes become `@name` keys, children keys of their own (an array when there are several of a name), text `#text` beside
    either. Without attributes and children the value is the text itself; blank text counts as none, and nothing at all is `None`.
    Source: docs/reference/messages.md, "From XML to JSON".
    """
    if len(element):
        return _read_parent(element)
    content = element.text
    if content is not None and (not content or content.isspace()):
        content = None
    attributes = element.items()
    if not attributes:
        return content
    record = {_KEYS[name]: value for name, value in attributes}
    if content is not None:
        record[CONTENT_KEY] = content
    return record


def _read_parent(element: etree._Element) -> dict[str, Any]:
    record: dict[str, Any] = {_KEYS[name]: value for name, value in attributes} if (attributes := element.items()) else {}
    content = element.text or ""
    for child in element:
        # Written out for the leaf, which four fifths of all elements are: a call each would cost a fifth of the whole.
        value: JsonValue
        if len(child):
            value = _read_parent(child)
        else:
            value = child.text
            if value is not None and (not value or value.isspace()):
                value = None
            if attributes := child.items():
                leaf = {_KEYS[name]: attribute for name, attribute in attributes}
                if value is not None:
                    leaf[CONTENT_KEY] = value
                value = leaf
        name = child.tag
        if name in record:
            present = record[name]
            if type(present) is list:
                present.append(value)
            else:
                record[name] = [present, value]
        else:
            record[name] = value
        if (tail := child.tail) is not None:
            content += tail
    if content and not content.isspace():
        record[CONTENT_KEY] = content
    return record
