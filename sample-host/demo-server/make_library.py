#!/usr/bin/python3
"""Makes a folder of small tagged MP3 files: the music library of the demo's and the tests' Subsonic server.

The library holds what real ones hold: accents and other scripts, missing years and genres, albums and tracks that
share a name, compilations, albums of several discs, long titles, and the characters that break careless quoting.
The same parameters and seed give the same bytes. The last line on stdout is {"albums": …, "artists": …, "tracks": …}.
"""

import argparse
import hashlib
import io
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

from mutagen import id3

# The folder is part of a source tree: leave no compiled files in it.
sys.dont_write_bytecode = True
import library_names as names  # noqa: E402

MARKER = "library.json"


def compose(albums, tracks, seed):
    """Yields one dictionary of tags per track: exactly `tracks` of them, in `albums` distinct (album artist, album)."""
    rng = random.Random(seed)
    artists = names.artists(max(1, min(albums, round(albums * 0.3))))
    taken = set()

    for index, track_count in enumerate(spread(tracks, albums, rng)):
        is_compilation = albums >= 10 and index % 20 == 10
        # Every artist gets an album before any gets a second.
        artist = names.COMPILATION_ARTIST if is_compilation else artists[index % len(artists)]
        title = unused_title(artist, taken, rng)
        discs = 2 if track_count >= 4 and index % 15 == 3 else 1
        year = None if rng.random() < 0.15 else rng.randint(1925, 2024)
        genre = None if rng.random() < 0.15 else rng.choice(names.GENRES)

        per_disc = -(-track_count // discs)

        for position in range(track_count):
            disc, number = divmod(position, per_disc)
            yield {
                "folder": index,
                "artist": rng.choice(artists) if is_compilation else artist,
                "album_artist": artist,
                "album": title,
                "title": names.track_title(rng),
                "disc": disc + 1,
                "discs": discs,
                "number": number + 1,
                "year": year,
                "genre": genre,
            }


def spread(tracks, albums, rng):
    """Splits `tracks` over `albums`, at least one each and uneven as real albums are."""
    counts = [1] * albums
    for _ in range(tracks - albums):
        counts[rng.randrange(albums)] += 1
    return counts


def unused_title(artist, taken, rng):
    """An album title that this artist has not used: servers tell albums apart by artist and title."""
    for volume in range(1, 1_000_000):
        title = names.album_title(rng)
        if volume > 5:
            title = f"{title}, vol. {volume}"
        # Supysonic compares names without regard to case.
        key = (artist.lower(), title.lower())
        if key not in taken:
            taken.add(key)
            return title


def tagged(audio, track):
    """The bytes of an MP3 file: the shared recording under this track's tags."""
    tags = id3.ID3()
    tags.add(id3.TIT2(encoding=3, text=track["title"]))
    tags.add(id3.TPE1(encoding=3, text=track["artist"]))
    tags.add(id3.TPE2(encoding=3, text=track["album_artist"]))
    tags.add(id3.TALB(encoding=3, text=track["album"]))
    tags.add(id3.TRCK(encoding=3, text=str(track["number"])))
    tags.add(id3.TPOS(encoding=3, text=f"{track['disc']}/{track['discs']}"))
    if track["year"]:
        tags.add(id3.TDRC(encoding=3, text=str(track["year"])))
    if track["genre"]:
        tags.add(id3.TCON(encoding=3, text=track["genre"]))

    file = io.BytesIO(audio)
    tags.save(file, padding=lambda _: 0)
    return file.getvalue()


def record():
    """Two seconds of a tone, the one recording that every track shares."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "tone.mp3")
        # -D and --no-show-progress: no dither, so the same bytes each time, and nothing on the terminal.
        subprocess.run(
            ["sox", "-D", "--no-show-progress", "-n", "-r", "8000", "-c", "1", str(path), "synth", "2", "sine", "300"],
            check=True,
        )
        return path.read_bytes()


def as_file_name(text):
    """Text fit for one path component: no slash, no leading dot (scanners skip those), well under 255 bytes."""
    return text.replace("/", "⁄").replace("\0", "").lstrip(".")[:60].strip() or "_"


def write(folder, tracks):
    audio = record()
    artists, albums, count = set(), set(), 0
    for track in tracks:
        album_folder = folder / as_file_name(track["album_artist"]) / f"{track['folder']:05} {as_file_name(track['album'])}"
        album_folder.mkdir(parents=True, exist_ok=True)
        name = f"{track['disc']}-{track['number']:02} {as_file_name(track['title'])}.mp3"
        (album_folder / name).write_bytes(tagged(audio, track))

        artists.update((track["artist"].lower(), track["album_artist"].lower()))
        albums.add((track["album_artist"].lower(), track["album"].lower()))
        count += 1
    return {"albums": len(albums), "artists": len(artists), "tracks": count}


def fingerprint(options):
    """What the library is made from: the parameters and the code. A change of either makes a new library."""
    source = b"".join(pathlib.Path(path).read_bytes() for path in (__file__, names.__file__))
    return {
        "albums": options.albums,
        "tracks": options.tracks,
        "seed": options.seed,
        "code": hashlib.sha256(source).hexdigest(),
    }


def existing(folder, made_from):
    """The counts of the library that is in the folder, None if there is none or it is another one."""
    if not folder.exists():
        return None

    marker = folder / MARKER
    if not marker.exists():
        if any(folder.iterdir()):
            sys.exit(f"make_library: {folder} holds files that are not a library of this program; name another folder")
        return None

    content = json.loads(marker.read_text())
    return content["holds"] if content["madeFrom"] == made_from else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", metavar="OUTPUT_DIR", type=pathlib.Path)
    parser.add_argument("--albums", type=int, default=400, metavar="N")
    parser.add_argument("--tracks", type=int, default=2400, metavar="N", help="in the whole library")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    options = parser.parse_args()
    if not 1 <= options.albums <= options.tracks:
        parser.error("--albums must be at least 1 and --tracks at least as many as --albums")

    folder = options.folder.absolute()
    made_from = fingerprint(options)
    holds = existing(folder, made_from)
    if holds is None:
        # Written beside and renamed: an interrupted run leaves no library that looks whole.
        partial = folder.with_name(folder.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        holds = write(partial, compose(options.albums, options.tracks, options.seed))
        (partial / MARKER).write_text(json.dumps({"madeFrom": made_from, "holds": holds}, indent=1) + "\n")
        if folder.exists():
            shutil.rmtree(folder)
        partial.rename(folder)

    print(json.dumps(holds, sort_keys=True))


if __name__ == "__main__":
    main()
