"""Holds a whole conversation by LiveKit Agents' realtime plugin and prints what came of it as JSON lines.

    python livekit_agents.py WS_URL SPEECH.pcm
"""

import asyncio
import json
import sys
import time

import aiohttp
from livekit import rtc
from livekit.agents import Agent, AgentSession, RunContext, function_tool
from livekit.agents.voice import io
from livekit.plugins import openai
from openai.types import realtime as oai

url, speech_file = sys.argv[1:]
speech = open(speech_file, "rb").read()
STEP = 960
reports = asyncio.Queue()


def report(what, **fields):
    reports.put_nowait(what)
    print(json.dumps({"what": what, **fields}), flush=True)


class Microphone(io.AudioInput):
    """Speaks in real time what it is given, and silence else."""

    def __init__(self):
        super().__init__(label="test")
        self.pending = bytearray()
        self.due = None

    def say(self, audio):
        self.pending.extend(audio)

    async def __anext__(self):
        now = time.monotonic()
        self.due = (self.due or now) + 0.02
        await asyncio.sleep(max(0, self.due - now))
        piece = bytes(self.pending[:STEP]).ljust(STEP, b"\0")
        del self.pending[:STEP]
        return rtc.AudioFrame(piece, 24000, 1, STEP // 2)


class Speaker(io.AudioOutput):
    """Plays in real time into nothing."""

    def __init__(self):
        super().__init__(label="test", capabilities=io.AudioOutputCapabilities(pause=True), sample_rate=24000)
        self.pushed = 0.0
        self.length = 0.0
        self.begun = 0.0
        self.end = None

    async def capture_frame(self, frame):
        await super().capture_frame(frame)
        if self.pushed == 0.0:
            self.begun = time.monotonic()
            self.on_playback_started(created_at=time.time())
            report("playing")
        self.pushed += frame.duration

    def flush(self):
        super().flush()
        if self.pushed:
            left = max(0.0, self.begun + self.pushed - time.monotonic())
            self.length, self.pushed = self.pushed, 0.0
            self.end = asyncio.get_running_loop().call_later(left, self.finish, self.length, False)

    def finish(self, position, interrupted):
        self.end = None
        self.on_playback_finished(playback_position=position, interrupted=interrupted)
        report("played", ms=round(position * 1000), interrupted=interrupted)

    def clear_buffer(self):
        played = time.monotonic() - self.begun
        if self.end:
            self.end.cancel()
            self.finish(min(self.length, played), True)
        elif self.pushed:
            position, self.pushed = min(self.pushed, played), 0.0
            self.finish(position, True)


class Clerk(Agent):
    def __init__(self):
        super().__init__(instructions="You take orders.")

    @function_tool
    async def add_item(self, context: RunContext, product: str, quantity: int) -> str:
        """Adds to the order."""
        report("tool", product=product, quantity=quantity)
        return '{"ok":true}'


async def wait(what):
    while await asyncio.wait_for(reports.get(), 40) != what:
        pass


async def main():
    async with aiohttp.ClientSession() as http:
        model = openai.realtime.RealtimeModel(
            api_key="sk-test",
            base_url=url,
            http_session=http,
            turn_detection=oai.realtime_audio_input_turn_detection.ServerVad(
                type="server_vad", create_response=True, interrupt_response=True, silence_duration_ms=300
            ),
        )
        session = AgentSession(
            llm=model,
            vad=None,
            turn_handling={"turn_detection": "realtime_llm"},
            aec_warmup_duration=None,
            user_away_timeout=None,
        )

        @session.on("user_input_transcribed")
        def _heard(event):
            if event.is_final:
                report("heard", text=event.transcript)

        @session.on("conversation_item_added")
        def _item(event):
            if event.item.type == "message":
                report(event.item.role, text=event.item.text_content, interrupted=event.item.interrupted)

        @session.on("error")
        def _error(event):
            report("error", text=str(event.error))

        microphone, speaker = Microphone(), Speaker()
        session.input.audio = microphone
        session.output.audio = speaker
        await session.start(Clerk())
        session.generate_reply()
        await wait("played")
        microphone.say(speech)
        await wait("tool")
        await wait("played")
        session.generate_reply()
        await wait("playing")
        await asyncio.sleep(1)
        microphone.say(speech)
        await wait("played")
        await wait("playing")
        await wait("played")
        await asyncio.sleep(0.5)
        await session.aclose()
        await model.aclose()
    report("end")


asyncio.run(main())
