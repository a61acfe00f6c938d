"""The shell blocks of a README."""

import os
import pathlib
import re

README = pathlib.Path(os.environ["SUASOR_README"])
BLOCK = re.compile(r"^```(?:sh|console)\n(.*?)^```$", flags=re.M | re.S)
HEADING = re.compile(r"^##+ (.*)\n", flags=re.M)


def shell_blocks(text):
    """[(heading, commands)] in their order."""
    parts = HEADING.split(text)
    return [(heading, block) for heading, text in zip(parts[1::2], parts[2::2]) for block in BLOCK.findall(text)]


def blocks_of(heading):
    return [block for found, block in shell_blocks(README.read_text()) if found == heading]
