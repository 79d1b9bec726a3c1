"""Asks libtorrent what it thinks of our torrents.

    check.py (PLACE PLAIN KEPT)...

PLACE is a file or folder that was packed; PLAIN its torrent, which must equal the one that libtorrent makes of the same files;
KEPT its torrent with kept attributes, which libtorrent must load under the same info hash. By either it must find the data
complete. Prints what is wrong and exits with 1, or prints OK.
"""

import hashlib
import os
import sys
import time

import libtorrent as lt

SECONDS_MAX = 120


def fail(why):
    print(why)
    sys.exit(1)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def info_bytes(torrent):
    info = lt.bencode(lt.bdecode(torrent)[b"info"])
    if info not in torrent:
        fail("our info dictionary is not canonical: libtorrent writes it differently")
    return info


def compare_with_own(place, torrent):
    ours = lt.bdecode(torrent)
    storage = lt.file_storage()
    lt.add_files(storage, place)
    own = lt.create_torrent(storage, ours[b"info"][b"piece length"], lt.create_torrent.v2_only)
    lt.set_piece_hashes(own, os.path.dirname(place))
    theirs = own.generate()
    if lt.bencode(theirs[b"info"]) != info_bytes(torrent):
        fail(f"info differs:\nours   {ours[b'info']}\ntheirs {theirs[b'info']}"[:4000])
    if lt.bencode(theirs[b"piece layers"]) != lt.bencode(ours[b"piece layers"]):
        fail("piece layers differ")
    if lt.bencode(theirs[b"piece layers"]) not in torrent:
        fail("our piece layers are not canonical")


def load(path):
    try:
        info = lt.torrent_info(path)
    except RuntimeError as error:
        fail(f"libtorrent does not load {path}: {error}")
    ours = hashlib.sha256(info_bytes(read(path))).hexdigest()
    if str(info.info_hashes().v2) != ours:
        fail(f"{path}: libtorrent calls it {info.info_hashes().v2}, we {ours}")
    return info


def save_path(place):
    # libtorrent takes any tree of one top-level file for a release of one file.
    if os.path.isdir(place):
        entries = os.listdir(place)
        if len(entries) == 1 and not os.path.isdir(os.path.join(place, entries[0])):
            return place
    return os.path.dirname(place)


def add(session, place, info):
    params = lt.add_torrent_params()
    params.ti = info
    params.save_path = save_path(place)
    return session.add_torrent(params)


def wait_until_complete(handle, end):
    while not (status := handle.status()).is_seeding:
        name = handle.torrent_file().name()
        if status.errc.value() != 0:
            fail(f"{name}: libtorrent says {status.errc.message()}")
        if status.state == lt.torrent_status.states.downloading or time.monotonic() > end:
            fail(f"{name}: libtorrent finds {status.progress:.4f} of the data, state {status.state}")
        time.sleep(0.01)


def main(arguments):
    quiet = {"listen_interfaces": "", "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False}
    session = lt.session(quiet | {"active_checking": len(arguments), "active_limit": len(arguments)})
    handles = []
    for place, plain, kept in zip(*[iter(arguments)] * 3):
        compare_with_own(place, read(plain))
        handles += [add(session, place, load(torrent)) for torrent in (plain, kept)]
    end = time.monotonic() + SECONDS_MAX
    for handle in handles:
        wait_until_complete(handle, end)
    print("OK")


main([os.path.abspath(argument) for argument in sys.argv[1:]])
