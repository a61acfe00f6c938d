#!/usr/bin/python3
"""Changes the tags of one track, as a user's tag editor would; `subsonic-server scan` then takes the change in."""

import argparse
import os
import time

from mutagen import id3

FRAMES = {
    "title": id3.TIT2,
    "artist": id3.TPE1,
    "album-artist": id3.TPE2,
    "album": id3.TALB,
    "year": id3.TDRC,
    "genre": id3.TCON,
    "track": id3.TRCK,
    "disc": id3.TPOS,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    for name in FRAMES:
        parser.add_argument(f"--{name}", metavar="TEXT", help="an empty text removes the tag")
    options = parser.parse_args()

    modified = os.stat(options.file).st_mtime
    tags = id3.ID3(options.file)
    for name, frame in FRAMES.items():
        text = getattr(options, name.replace("-", "_"))
        if text is None:
            continue
        tags.delall(frame.__name__)
        if text:
            tags.add(frame(encoding=3, text=text))
    tags.save(options.file)

    # Supysonic compares whole seconds and rereads only what became newer: a second change in one second would be missed.
    changed = max(time.time(), int(modified) + 1)
    os.utime(options.file, (changed, changed))


if __name__ == "__main__":
    main()
