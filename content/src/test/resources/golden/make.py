#!/usr/bin/python3
"""Makes the golden torrents beside this script with libtorrent (Debian's python3-libtorrent 2.0.8).

Run it as it is: /usr/bin/python3 make.py. The files are made by a rule that GoldenTest knows, too: byte k of a file of n
bytes is the high byte of the (k+1)th state of x = (x * 1103515245 + 12345) mod 2^31, beginning with x = n.
"""

import os
import shutil
import tempfile

import libtorrent as lt

KIB = 1024

# Name of the torrent, piece length, and the files as path and size; a path that ends in * is executable.
RELEASES = [
    ("boundaries", 64 * KIB, [(f"size-{n}", n) for n in (
        0, 1, 16 * KIB - 1, 16 * KIB, 16 * KIB + 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 200 * KIB + 7)]),
    ("one-file.bin", 32 * KIB, [("", 100 * KIB + 1)]),
    ("names", 16 * KIB, [("日本/語.txt", 5), ("a-b", 1), ("a/b", 2), ("über/ß/æ", 20 * KIB), ("🚀", 3), ("\uffee", 4), ("run*", 6)]),
]


def content(size):
    state, out = size, bytearray(size)
    for k in range(size):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out[k] = state >> 23
    return bytes(out)


def make(name, piece_length, files, folder):
    root = os.path.join(folder, name)
    for path, size in files:
        place = os.path.join(root, path.rstrip("*")) if path else root
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as out:
            out.write(content(size))
        os.chmod(place, 0o755 if path.endswith("*") else 0o644)
    storage = lt.file_storage()
    lt.add_files(storage, root)
    torrent = lt.create_torrent(storage, piece_length, lt.create_torrent.v2_only)
    lt.set_piece_hashes(torrent, folder)
    entry = torrent.generate()
    kept = {key: entry[key] for key in (b"info", b"piece layers")}
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, name + ".torrent"), "wb") as out:
        out.write(lt.bencode(kept))


if __name__ == "__main__":
    folder = tempfile.mkdtemp()
    try:
        for release in RELEASES:
            make(*release, folder)
    finally:
        shutil.rmtree(folder)
