#!/usr/bin/python3
"""Whether the code of a README is code that is built: `readme_code.py README FOLDER`. Every block of C++ or CMake must stand in a file
of the folder as it is; other lines of the file may stand between those of CMake."""

import pathlib
import re
import sys

BLOCK = re.compile(r"^```(cpp|cmake)\n(.*?)^```$", flags=re.M | re.S)
SUFFIXES = {"cpp": {".cpp", ".hpp"}, "cmake": {".txt"}}


def stands_in(block, language, text):
    if language == "cpp":
        return block in text
    lines = iter(text.splitlines())
    return all(line in lines for line in block.splitlines() if line)


def main(readme, folder):
    blocks = BLOCK.findall(pathlib.Path(readme).read_text())
    assert blocks, f"{readme} has no code"

    files = sorted(pathlib.Path(folder).iterdir())
    failed = False
    for language, block in blocks:
        texts = [path.read_text() for path in files if path.suffix in SUFFIXES[language]]
        if not any(stands_in(block, language, text) for text in texts):
            failed = True
            print(f"{readme}: not in {folder}:\n{block}")
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
