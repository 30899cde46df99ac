"""Holds a whole conversation by Pipecat's realtime service and prints what came of it as JSON lines.

    python pipecat_pipeline.py WS_URL SPEECH.pcm
"""

import asyncio
import json
import sys
import time

from loguru import logger

logger.remove()
logger.add(sys.stderr, level="WARNING")
from pipecat.adapters.schemas.function_schema import FunctionSchema
from pipecat.adapters.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    ErrorFrame,
    InputAudioRawFrame,
    InterruptionFrame,
    LLMRunFrame,
    TTSTextFrame,
    TranscriptionFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pipecat.workers.runner import WorkerRunner

url, speech_file = sys.argv[1:]
speech = open(speech_file, "rb").read()
STEP = 960
reports = asyncio.Queue()


def report(what, **fields):
    reports.put_nowait(what)
    print(json.dumps({"what": what, **fields}), flush=True)


async def wait(what):
    while await asyncio.wait_for(reports.get(), 40) != what:
        pass


class Microphone(BaseInputTransport):
    """Speaks in real time what it is given, and silence else."""

    def __init__(self, params):
        super().__init__(params)
        self.pending = bytearray()

    async def start(self, frame):
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def run(self):
        due = time.monotonic()
        while True:
            due += 0.02
            await asyncio.sleep(max(0, due - time.monotonic()))
            piece = bytes(self.pending[:STEP]).ljust(STEP, b"\0")
            del self.pending[:STEP]
            await self.push_audio_frame(InputAudioRawFrame(audio=piece, sample_rate=24000, num_channels=1))


class Speaker(BaseOutputTransport):
    """Plays in real time into nothing."""

    async def start(self, frame):
        await super().start(frame)
        self.due = time.monotonic()
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame):
        self.due = max(self.due, time.monotonic()) + len(frame.audio) / 48000
        await asyncio.sleep(max(0, self.due - time.monotonic()))
        return True


class Watch(FrameProcessor):
    """Reports what passes between the service and the speaker."""

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSTextFrame):
            report("said", text=frame.text)
        elif isinstance(frame, TranscriptionFrame):
            report("heard", text=frame.text)
        elif isinstance(frame, InterruptionFrame):
            report("interrupted")
        elif isinstance(frame, ErrorFrame):
            report("error", text=frame.error)
        elif direction == FrameDirection.UPSTREAM and isinstance(frame, BotStartedSpeakingFrame):
            report("playing")
        elif direction == FrameDirection.UPSTREAM and isinstance(frame, BotStoppedSpeakingFrame):
            report("played")
        await self.push_frame(frame, direction)


async def main():
    params = TransportParams(
        audio_in_enabled=True, audio_in_sample_rate=24000, audio_out_enabled=True, audio_out_sample_rate=24000
    )
    microphone, speaker = Microphone(params), Speaker(params)
    service = OpenAIRealtimeLLMService(
        api_key="sk-test",
        base_url=url,
        settings=OpenAIRealtimeLLMService.Settings(
            session_properties=events.SessionProperties(
                instructions="You take orders.",
                audio=events.AudioConfiguration(
                    input=events.AudioInput(
                        transcription=events.InputAudioTranscription(model="gpt-4o-transcribe"),
                        turn_detection=events.TurnDetection(silence_duration_ms=300),
                    )
                ),
            ),
        ),
    )

    async def add_item(call):
        report("tool", **call.arguments)
        await call.result_callback({"ok": True})

    service.register_function("add_item", add_item)
    schema = FunctionSchema(
        name="add_item",
        description="Adds to the order",
        properties={"product": {"type": "string"}, "quantity": {"type": "integer"}},
        required=["product"],
    )
    context = LLMContext([{"role": "developer", "content": "Say hello!"}], ToolsSchema(standard_tools=[schema]))
    aggregators = LLMContextAggregatorPair(
        context, user_params=LLMUserAggregatorParams(user_turn_strategies=ExternalUserTurnStrategies())
    )
    before, after = Watch(), Watch()
    pipeline = Pipeline([microphone, aggregators.user(), before, service, after, speaker, aggregators.assistant()])
    worker = PipelineWorker(
        pipeline,
        params=PipelineParams(audio_in_sample_rate=24000, audio_out_sample_rate=24000),
        enable_rtvi=False,
        enable_turn_tracking=False,
        idle_timeout_secs=None,
    )
    started = asyncio.Event()

    @worker.event_handler("on_pipeline_started")
    async def _started(*_):
        started.set()

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    await asyncio.wait_for(started.wait(), 60)
    talking = asyncio.create_task(microphone.run())
    await worker.queue_frames([LLMRunFrame()])
    await wait("played")
    microphone.pending.extend(speech)
    await wait("tool")
    await wait("played")
    microphone.pending.extend(speech)
    await wait("playing")
    await asyncio.sleep(1)
    microphone.pending.extend(speech)
    await wait("interrupted")
    await wait("playing")
    await wait("played")
    report("end")
    talking.cancel()
    await worker.cancel()
    await asyncio.wait_for(running, 20)


asyncio.run(main())
