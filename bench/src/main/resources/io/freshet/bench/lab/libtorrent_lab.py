"""A libtorrent node for the lab.

make v1|v2 FILE TORRENT TRACKER         writes the torrent
get  TORRENT FOLDER [PEER...]           joins these peers; says `ready`, then `complete`
seed TORRENT FOLDER PEER...             says `ready`; joins these peers when it is told `go`
track PORT                              is a tracker for aria2, which cannot be told its peers
"""

import http.server
import socket
import sys
import time
import urllib.parse

import libtorrent as lt

PORT = 6881
PIECE_BYTES = 1 << 20

TUNED = {
    "listen_interfaces": "0.0.0.0:%d" % PORT,
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_outgoing_utp": False,
    "enable_incoming_utp": False,
    "in_enc_policy": 2,
    "out_enc_policy": 2,
    "allow_multiple_connections_per_ip": True,
    "connections_limit": 500,
    "unchoke_slots_limit": -1,
    "connection_speed": 500,
    "max_out_request_queue": 500,
    "max_allowed_in_request_queue": 2000,
    "request_queue_time": 3,
    "send_buffer_watermark": 3 << 20,
    "send_buffer_watermark_factor": 150,
    "strict_end_game_mode": False,
    "close_redundant_connections": True,
}


def make(version, file, torrent, tracker):
    storage = lt.file_storage()
    lt.add_files(storage, file)
    flags = {"v1": lt.create_torrent.v1_only, "v2": lt.create_torrent.v2_only}[version]
    made = lt.create_torrent(storage, PIECE_BYTES, flags=flags)
    made.add_tracker(tracker)
    lt.set_piece_hashes(made, file.rsplit("/", 1)[0])
    with open(torrent, "wb") as out:
        out.write(lt.bencode(made.generate()))


def join(role, torrent, folder, peers):
    session = lt.session(TUNED)
    params = lt.add_torrent_params()
    params.ti = lt.torrent_info(torrent)
    params.trackers = []
    params.save_path = folder
    params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
    if role == "seed":
        params.flags |= lt.torrent_flags.seed_mode
    handle = session.add_torrent(params)
    handle.replace_trackers([])
    while handle.status().state in (lt.torrent_status.checking_files, lt.torrent_status.checking_resume_data):
        time.sleep(0.01)
    print("ready", flush=True)
    if role == "seed":
        sys.stdin.readline()
    for peer in peers:
        handle.connect_peer((peer, PORT))
    while role == "get" and not handle.status().is_seeding:
        time.sleep(0.01)
    if role == "get":
        print("complete", flush=True)
    while True:
        time.sleep(60)


class Tracker(http.server.BaseHTTPRequestHandler):
    """Whoever announces is told all others."""

    met = []

    def do_GET(self):
        asked = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        me = socket.inet_aton(self.client_address[0]) + int(asked["port"][0]).to_bytes(2, "big")
        others = b"".join(peer for peer in self.met if peer != me)
        if me not in self.met:
            self.met.append(me)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(lt.bencode({b"interval": 60, b"peers": others}))

    def log_message(self, *words):
        pass


if sys.argv[1] == "make":
    make(*sys.argv[2:])
elif sys.argv[1] == "track":
    http.server.ThreadingHTTPServer(("", int(sys.argv[2])), Tracker).serve_forever()
else:
    join(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
