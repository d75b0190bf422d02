# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor: requests and nothing else, in a process of its own that imports nothing of the
collection.

    python bare.py JOB.json

A job has ``calls`` (method, URL, body or null), ``headers`` and ``workers``. What it took is
printed, without Python's start and the imports.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests


def main():
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    own = threading.local()

    def call(one):
        method, url, body = one
        if not hasattr(own, "session"):
            own.session = requests.Session()
            own.session.headers.update(job["headers"])
        answer = own.session.request(
            method, url, data=None if body is None else json.dumps(body).encode(), timeout=(10, 30)
        )
        answer.raise_for_status()
        return answer.json()

    wall, cpu = time.perf_counter(), time.process_time()
    if job["workers"] > 1:
        with ThreadPoolExecutor(job["workers"]) as pool:
            answers = list(pool.map(call, job["calls"]))
    else:
        answers = [call(one) for one in job["calls"]]
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - wall,
                "cpu": time.process_time() - cpu,
                "answers": len(answers),
            }
        )
    )


if __name__ == "__main__":
    main()
