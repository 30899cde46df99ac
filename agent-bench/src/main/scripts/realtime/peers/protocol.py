"""What the peers' clients share: pacing, marks within the audio, samples, and the words by which they are driven.

See dev.parley.bench.realtime.ClientProtocol, Marks and Pacer, which do the same in Java.
"""

import asyncio
import json
import os
import struct
import sys
import time

MARK = struct.Struct("<4sIQH")
BLOCK = 960
TEMPLATE = bytes((i * 7) & 0xFF for i in range(BLOCK - 18))
mono = time.monotonic_ns


def make_block(seq: int, t: int) -> bytes:
    return MARK.pack(b"LKBI", seq & 0xFFFFFFFF, t, 0) + TEMPLATE


class Results:
    def __init__(self):
        self.reset()

    def reset(self):
        self.lat = []
        self.frames = 0
        self.audio_bytes = 0
        self.clears = []
        self.errors = 0

    def out(self, data):
        """data: bytes-like of one output frame; records the latency of its last 20 ms block."""
        now = mono()
        n = len(data)
        self.frames += 1
        self.audio_bytes += n
        off = (n // BLOCK - 1) * BLOCK
        if off < 0:
            return
        magic, _, t, _ = MARK.unpack_from(data, off)
        if magic == b"LKBM":
            self.lat.append(now - t)

    def clear(self, sid):
        self.clears.append([str(sid), mono()])


def summary(v):
    if not v:
        return {"n": 0}
    s = sorted(v)
    q = lambda p: s[int(p * (len(s) - 1))] / 1e6
    return {"n": len(s), "p50_ms": q(.5), "p90_ms": q(.9), "p99_ms": q(.99), "p999_ms": q(.999), "max_ms": q(1)}


async def pace(sinks, stop):
    """One task feeds every session 20 ms every 20 ms, a quarter of them every 5 ms: 200 wake-ups a second at most, however many
    sessions there are. The mark carries the time at which the tick was due."""
    groups = [sinks[p::4] for p in range(4)]
    start = mono() + 50_000_000
    tick = 0
    while not stop.is_set():
        t = start + tick * 5_000_000
        g = groups[tick & 3]
        if g:
            d = t - mono()
            await asyncio.sleep(d / 1e9 if d > 0 else 0)
            blk = make_block(tick >> 2, t)
            for s in g:
                s(blk)
        tick += 1


async def stdin_lines():
    loop = asyncio.get_running_loop()
    r = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(r), sys.stdin)
    return r


def say(*a):
    print(*a, flush=True)


async def drive(name, args, start_session, res, extra=None):
    """start_session(i) -> push(bytes) callable. Implements IMPORTED/GO/READY/RESET/STOP."""
    say("IMPORTED")
    r = await stdin_lines()
    await r.readline()
    t0 = mono()
    sinks = []
    starts = []
    for i in range(args.n):
        a = mono()
        sinks.append(await start_session(i))
        starts.append(mono() - a)
    stop = asyncio.Event()
    p = asyncio.create_task(pace(sinks, stop))
    say("READY")
    while True:
        line = (await r.readline()).decode().strip()
        if line == "RESET":
            res.reset()
            say("OK")
        elif line == "SNAP":
            lat, cl, fr, ab, er = res.lat, res.clears, res.frames, res.audio_bytes, res.errors
            res.reset()
            say(json.dumps({"out_latency": summary(lat), "barge_clear": cl, "out_frames": fr, "out_audio_s": ab / 48000, "errors": er}))
        elif line in ("STOP", ""):
            out = {"client": name, "n": args.n, "out_frames": res.frames, "out_audio_s": res.audio_bytes / 48000,
                   "barge_clear": res.clears, "out_latency": summary(res.lat), "session_start": summary(starts),
                   "errors": res.errors, "pacer_alive": not p.done()}
            if p.done() and p.exception():
                out["pacer_error"] = repr(p.exception())
            if extra:
                out.update(extra())
            if args.out:
                json.dump(out, open(args.out, "w"))
            say("BYE")
            os._exit(0)
