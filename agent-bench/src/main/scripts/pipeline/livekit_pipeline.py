"""LiveKit Agents as a client of the pipeline bench: so many AgentSessions in one process, without rooms, with scripted models.

See dev.parley.bench.pipeline: PipelineCall, ScriptedModels and PipelineFigures do the same in Java, ClientProtocol drives both.
All defaults but these: turns end by the voice detector (a turn detection model and adaptive interruption are services in the
cloud), and the model is not asked ahead of the decision.
"""

import argparse
import asyncio
import json
import logging
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "realtime" / "peers"))
from protocol import mono, say, stdin_lines, summary

logging.basicConfig(level=logging.WARNING)
from livekit import rtc
from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, Agent, AgentSession, llm, stt, tts, vad
from livekit.agents.voice import io

FRAME_MS = 20
TRANSCRIPT = "What can you tell me about the weather there?"
SENTENCE = ["Here ", "are ", "some ", "more ", "words. "]
INPUT_RATE = 16000
VOICE_RATE = 24000
SILENCE = rtc.AudioFrame(bytes(INPUT_RATE * FRAME_MS // 1000 * 2), INPUT_RATE, 1, INPUT_RATE * FRAME_MS // 1000)
SPEECH = rtc.AudioFrame(b"\1" * (INPUT_RATE * FRAME_MS // 1000 * 2), INPUT_RATE, 1, INPUT_RATE * FRAME_MS // 1000)


class Figures:
    def __init__(self):
        self.forget()

    def forget(self):
        self.turns = self.transcripts = self.heard = self.errors = 0
        self.samples_out = 0
        self.decisions = []
        self.ticks = []

    def asked(self, due, last_input):
        self.decisions.append(mono() - due)
        self.turns += 1
        self.transcripts += last_input == TRANSCRIPT

    def take(self):
        told = json.dumps({
            "turns": self.turns, "transcripts": self.transcripts, "frames_heard": self.heard,
            "audio_out_s": self.samples_out / VOICE_RATE, "decision": summary(self.decisions),
            "frames_late": summary(self.ticks), "errors": self.errors,
        })
        self.forget()
        return told


class Utterances:
    """Where the caller begins and stops to speak: its speech has no zeros, its silence nothing else."""

    def __init__(self, frames_to_start, frames_to_end):
        self.frames_to_start = frames_to_start
        self.frames_to_end = frames_to_end
        self.speaking = False
        self.in_change = 0

    def accept(self, frame):
        """True if speech has begun, False if it has ended, else None."""
        speech = frame.data[0] != 0
        if speech == self.speaking:
            self.in_change = 0
            return None
        self.in_change += 1
        if self.in_change < (self.frames_to_end if self.speaking else self.frames_to_start):
            return None
        self.in_change = 0
        self.speaking = speech
        return speech


class Detector(vad.VAD):
    def __init__(self, table):
        super().__init__(capabilities=vad.VADCapabilities(update_interval=0.032))
        self.table = table

    def stream(self):
        return DetectorStream(self)


class DetectorStream(vad.VADStream):
    """Tells where speech begins and ends and nothing in between, as little as a session can do with."""

    async def _main_task(self):
        table = self._vad.table
        to_start, to_end = table["vad_start_ms"] / 1000, table["vad_end_ms"] / 1000
        utterances = Utterances(table["vad_start_ms"] // FRAME_MS, table["vad_end_ms"] // FRAME_MS)
        async for frame in self._input_ch:
            if isinstance(frame, self._FlushSentinel):
                continue
            change = utterances.accept(frame)
            if change is True:
                self._event_ch.send_nowait(vad.VADEvent(
                    type=vad.VADEventType.START_OF_SPEECH, samples_index=0, timestamp=time.time(),
                    speech_duration=to_start, silence_duration=0.0, speaking=True))
            elif change is False:
                self._event_ch.send_nowait(vad.VADEvent(
                    type=vad.VADEventType.END_OF_SPEECH, samples_index=0, timestamp=time.time(),
                    speech_duration=table["speech_ms"] / 1000, silence_duration=to_end, speaking=False))


class Recogniser(stt.STT):
    def __init__(self, table, figures):
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=False))
        self.table = table
        self.figures = figures

    async def _recognize_impl(self, buffer, *, language, conn_options):
        raise NotImplementedError("recognize (expected: stream)")

    def stream(self, *, language=None, conn_options=DEFAULT_API_CONNECT_OPTIONS):
        return RecogniserStream(stt=self, conn_options=conn_options)


class RecogniserStream(stt.RecognizeStream):
    async def _run(self):
        figures = self._stt.figures
        utterances = Utterances(1, self._stt.table["transcript_ms"] // FRAME_MS)
        async for frame in self._input_ch:
            if isinstance(frame, self._FlushSentinel):
                continue
            figures.heard += 1
            if utterances.accept(frame) is False:
                self._event_ch.send_nowait(stt.SpeechEvent(
                    type=stt.SpeechEventType.FINAL_TRANSCRIPT,
                    alternatives=[stt.SpeechData(language="en", text=TRANSCRIPT, confidence=1.0)]))


class Model(llm.LLM):
    def __init__(self, table, asked):
        super().__init__()
        self.table = table
        self.asked = asked

    def chat(self, *, chat_ctx, tools=None, conn_options=DEFAULT_API_CONNECT_OPTIONS, **_):
        return ModelStream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class ModelStream(llm.LLMStream):
    async def _run(self):
        self._llm.asked(self._chat_ctx.items[-1].text_content)
        table = self._llm.table
        await asyncio.sleep(table["first_token_ms"] / 1000)
        for i in range(table["tokens"]):
            if i:
                await asyncio.sleep(table["token_ms"] / 1000)
            self._event_ch.send_nowait(llm.ChatChunk(
                id="answer", delta=llm.ChoiceDelta(role="assistant", content=SENTENCE[i % len(SENTENCE)])))


class Voice(tts.TTS):
    def __init__(self, table):
        super().__init__(capabilities=tts.TTSCapabilities(streaming=False), sample_rate=VOICE_RATE, num_channels=1)
        self.token = bytes(VOICE_RATE * table["token_audio_ms"] // 1000 * 2)

    def synthesize(self, text, *, conn_options=DEFAULT_API_CONNECT_OPTIONS):
        return VoiceStream(tts=self, input_text=text, conn_options=conn_options)


class VoiceStream(tts.ChunkedStream):
    async def _run(self, output_emitter):
        output_emitter.initialize(request_id="speech", sample_rate=VOICE_RATE, num_channels=1, mime_type="audio/pcm")
        for _ in self._input_text.split():
            output_emitter.push(self._tts.token)


class Microphone(io.AudioInput):
    def __init__(self):
        super().__init__(label="bench")
        self.frames = asyncio.Queue()

    async def __anext__(self):
        return await self.frames.get()


class Loudspeaker(io.AudioOutput):
    """Plays in real time by a clock alone: takes audio at any pace and tells when its last was heard."""

    def __init__(self, figures):
        super().__init__(label="bench", capabilities=io.AudioOutputCapabilities(pause=True), sample_rate=VOICE_RATE)
        self.figures = figures
        self.pushed = 0.0
        self.started_at = 0.0
        self.end = None

    async def capture_frame(self, frame):
        await super().capture_frame(frame)
        self.figures.samples_out += frame.samples_per_channel
        if self.pushed == 0.0:
            self.started_at = time.monotonic()
            self.on_playback_started(created_at=time.time())
        self.pushed += frame.duration

    def flush(self):
        super().flush()
        if self.pushed:
            left = max(0.0, self.started_at + self.pushed - time.monotonic())
            self.end = asyncio.get_running_loop().call_later(left, self.finish, self.pushed, False)
            self.pushed = 0.0

    def finish(self, position, interrupted):
        self.end = None
        self.on_playback_finished(playback_position=position, interrupted=interrupted)

    def clear_buffer(self):
        self.figures.errors += 1  # nobody cuts in by this timetable
        if self.end:
            self.end.cancel()
            self.finish(time.monotonic() - self.started_at, True)
        elif self.pushed:
            self.pushed = 0.0
            self.finish(time.monotonic() - self.started_at, True)


class Call:
    def __init__(self, table, first_frame, figures):
        self.table = table
        self.frame = first_frame
        self.end_of_speech = mono()
        self.microphone = Microphone()
        self.period_frames = table["period_ms"] // FRAME_MS
        self.speech_frames = table["speech_ms"] // FRAME_MS
        delay = table["endpointing_ms"] * 1_000_000
        self.session = AgentSession(
            stt=Recogniser(table, figures), vad=Detector(table), tts=Voice(table),
            llm=Model(table, lambda last_input: figures.asked(self.end_of_speech + delay, last_input)),
            turn_handling={
                "turn_detection": "vad", "endpointing": {"min_delay": table["endpointing_ms"] / 1000},
                "interruption": {"mode": "vad"}, "preemptive_generation": {"enabled": False},
            })

        @self.session.on("error")
        def failed(event):
            figures.errors += 1
            print("error:", event, file=sys.stderr)

        self.session.input.audio = self.microphone
        self.session.output.audio = Loudspeaker(figures)

    async def start(self):
        await self.session.start(Agent(instructions="You are a helpful assistant."))

    def speak(self, due):
        speaks = self.frame < self.speech_frames
        if self.frame == self.speech_frames - 1:
            self.end_of_speech = due
        self.microphone.frames.put_nowait(SPEECH if speaks else SILENCE)
        self.frame = (self.frame + 1) % self.period_frames


async def speak(calls, figures):
    """Every caller is given its turn every 20 ms, a quarter of them every 5 ms; after a delay all at once."""
    groups = [calls[i::4] for i in range(4)]
    start = mono() + 50_000_000
    tick = 0
    while True:
        due = start + tick * 5_000_000
        left = due - mono()
        await asyncio.sleep(left / 1e9 if left > 0 else 0)
        figures.ticks.append(mono() - due)
        for call in groups[tick & 3]:
            call.speak(due)
        tick += 1


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=1)
    parser.add_argument("--out", required=True)
    parser.add_argument("--timetable", type=json.loads, required=True)
    args = parser.parse_args()
    figures = Figures()
    say("IMPORTED")
    commands = await stdin_lines()
    await commands.readline()
    calls = [Call(args.timetable, i * (args.timetable["period_ms"] // FRAME_MS) // args.n, figures) for i in range(args.n)]
    for call in calls:
        await call.start()
    callers = asyncio.create_task(speak(calls, figures))
    callers.add_done_callback(lambda task: (print("callers:", repr(task.exception()), file=sys.stderr), os._exit(1)))
    say("READY")
    while True:
        command = (await commands.readline()).decode().strip()
        if command == "RESET":
            figures.forget()
            say("OK")
        elif command == "SNAP":
            say(figures.take())
        else:
            Path(args.out).write_text(figures.take())
            say("BYE")
            os._exit(0)


asyncio.run(main())
