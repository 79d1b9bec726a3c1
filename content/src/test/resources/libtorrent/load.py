"""Loads a torrent with libtorrent and prints its info hash and its entries: kind, path, size, link.

    load.py TORRENT
"""

import sys

import libtorrent as lt

info = lt.torrent_info(sys.argv[1])
print(info.info_hashes().v2)
files = info.files()
for index in range(files.num_files()):
    flags = files.file_flags(index)
    if flags & lt.file_storage.flag_pad_file:
        continue
    kind = "link" if flags & lt.file_storage.flag_symlink else "file"
    print(f"{kind} {files.file_path(index)} {files.file_size(index)} {files.symlink(index)}".rstrip())
