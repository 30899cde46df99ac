"""LiveKit Agents as a client of the bench: so many AgentSessions in one process, without rooms, on audio inputs and outputs of its own.

--mode lean leaves out what a realtime model does itself (local voice activity detection, echo warm-up); default is as documented.
"""

import argparse
import asyncio
import logging
import sys
import time
from protocol import Results, drive

ap = argparse.ArgumentParser()
ap.add_argument("--url", default="ws://127.0.0.1:9300/v1/realtime")
ap.add_argument("--n", type=int, default=1)
ap.add_argument("--out", default="")
ap.add_argument("--mode", default="lean", choices=["lean", "default"])
args = ap.parse_args()

logging.basicConfig(level=logging.WARNING)
logging.getLogger("livekit").setLevel(logging.WARNING)
import aiohttp
from livekit import rtc
from livekit.agents import Agent, AgentSession, function_tool, RunContext
from livekit.agents.voice import io
from livekit.plugins import openai
from openai.types import realtime as oai

res = Results()


class In(io.AudioInput):
    def __init__(self):
        super().__init__(label="bench")
        self.q = asyncio.Queue()

    def push(self, data):
        self.q.put_nowait(rtc.AudioFrame(data, 24000, 1, len(data) // 2))

    async def __anext__(self):
        return await self.q.get()


class Out(io.AudioOutput):
    """Sink with an idealised playout clock (plays at real time, infinite buffer)."""

    def __init__(self, sid):
        super().__init__(label="bench", capabilities=io.AudioOutputCapabilities(pause=True), sample_rate=24000)
        self.sid = sid
        self.pushed = 0.0
        self.t0 = 0.0
        self.h = None

    async def capture_frame(self, frame):
        await super().capture_frame(frame)
        res.out(frame.data.cast("b") if hasattr(frame.data, "cast") else frame.data)
        if self.pushed == 0.0:
            self.t0 = time.monotonic()
            self.on_playback_started(created_at=time.time())
        self.pushed += frame.duration

    def flush(self):
        super().flush()
        if self.pushed:
            left = max(0.0, self.t0 + self.pushed - time.monotonic())
            self.h = asyncio.get_running_loop().call_later(left, self._finish, self.pushed, False)
            self.pushed, self.plen = 0.0, self.pushed

    def _finish(self, pos, interrupted):
        self.h = None
        self.on_playback_finished(playback_position=pos, interrupted=interrupted)

    def clear_buffer(self):
        res.clear(self.sid)
        if self.h:
            self.h.cancel()
            pos = min(self.plen, time.monotonic() - self.t0)
            self._finish(pos, True)
        elif self.pushed:
            pos = min(self.pushed, time.monotonic() - self.t0)
            self.pushed = 0.0
            self._finish(pos, True)


class A(Agent):
    def __init__(self):
        super().__init__(instructions="You are a helpful assistant.")

    @function_tool
    async def lookup(self, context: RunContext, city: str) -> str:
        """Look up a city."""
        return f"{city} is fine"


keep = []
http = None


async def start_session(i):
    global http
    if http is None:
        http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
    if args.mode == "lean":  # server VAD only: no local VAD, no AEC warm-up
        model = openai.realtime.RealtimeModel(
            api_key=f"bench-{i}", base_url=args.url, http_session=http,
            turn_detection=oai.realtime_audio_input_turn_detection.ServerVad(type="server_vad", create_response=True, interrupt_response=True))
        s = AgentSession(llm=model, vad=None, turn_handling={"turn_detection": "realtime_llm"}, aec_warmup_duration=None, user_away_timeout=None)
    else:  # AgentSession(llm=RealtimeModel(...)) exactly as in the docs
        model = openai.realtime.RealtimeModel(api_key=f"bench-{i}", base_url=args.url, http_session=http)
        s = AgentSession(llm=model)

    @s.on("error")
    def _e(ev):
        res.errors += 1
        print("ERR", ev, file=sys.stderr)

    inp, out = In(), Out(i)
    s.input.audio = inp
    s.output.audio = out
    await s.start(A())
    s.generate_reply()
    keep.append((s, inp, out, model))
    return inp.push


async def main():
    await drive("livekit-agents-py:" + args.mode, args, start_session, res)


asyncio.run(main())
