# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: run until interrupted."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from .emulator import Core
from .server import listen, make_server, urls_of
from .settings import PRESETS


def main(argv=None):
    parser = argparse.ArgumentParser(
        prog="emulator", description="Mackerel, Guance / TrueWatch and BlueKing Monitor on loopback"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765, help="0 picks a free port")
    parser.add_argument("--state", metavar="FILE", help="keep the state in this SQLite file")
    parser.add_argument("--seed", choices=("default", "empty"), default="default")
    parser.add_argument(
        "--preset",
        choices=tuple(PRESETS),
        default="hostile",
        help="how the vendors behave: as a live server, or as badly as they may",
    )
    parser.add_argument(
        "--ready-file", metavar="FILE", help="write the URLs there as JSON once listening"
    )
    options = parser.parse_args(argv)
    core = Core(options.seed, options.state, preset=options.preset)
    sock = listen(options.host, options.port)
    urls = urls_of(sock, options.host)
    print(
        f"emulator on {urls['url']} (control {urls['url']}/_emulator/) - Mackerel"
        f" {urls['mackerel']} key mackerel-demo-key-0001, Guance {urls['guance']} key"
        f" guance-demo-key-0001, BlueKing {urls['bk']} app ansible / bk-demo-secret-0001 / user"
        " deploy",
        flush=True,
    )
    if options.ready_file:
        _write_at_once(Path(options.ready_file), json.dumps(urls))
    try:
        make_server(core).run(sockets=[sock])
    except KeyboardInterrupt:
        pass
    finally:
        core.close()
    return 0


def _write_at_once(path, text):
    """So that whoever waits for the file never reads half of it."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
