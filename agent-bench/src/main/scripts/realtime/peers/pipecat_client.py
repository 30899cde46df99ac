"""Pipecat as a client of the bench: so many pipelines in one process, each with a runner, on a transport of its own.

--mode lean leaves out what a realtime model does itself (local voice activity detection, echo warm-up); default is as documented.
"""

import argparse
import asyncio
import sys
from protocol import Results, drive

ap = argparse.ArgumentParser()
ap.add_argument("--url", default="ws://127.0.0.1:9300/v1/realtime")
ap.add_argument("--n", type=int, default=1)
ap.add_argument("--out", default="")
ap.add_argument("--mode", default="lean", choices=["lean", "default"])
args = ap.parse_args()

from loguru import logger
logger.remove()
logger.add(sys.stderr, level="WARNING")
from pipecat.adapters.schemas.function_schema import FunctionSchema
from pipecat.adapters.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import InputAudioRawFrame, InterruptionFrame, LLMRunFrame, StartFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pipecat.workers.runner import WorkerRunner

res = Results()


class In(BaseInputTransport):
    async def start(self, frame):
        await super().start(frame)
        await self.set_transport_ready(frame)

    def push(self, data):
        # what push_audio_frame() does, without a task per frame
        if self._params.audio_in_enabled and not self._paused and self._audio_task:
            self._audio_in_queue.put_nowait(InputAudioRawFrame(audio=data, sample_rate=24000, num_channels=1))


class Out(BaseOutputTransport):
    def __init__(self, params, sid):
        super().__init__(params)
        self.sid = sid

    async def start(self, frame):
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame):
        res.out(frame.audio)
        return True

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, InterruptionFrame):
            res.clear(self.sid)  # after the media sender dropped its queue


keep = []
runner = None


async def start_session(i):
    params = TransportParams(audio_in_enabled=True, audio_in_sample_rate=24000, audio_out_enabled=True, audio_out_sample_rate=24000)
    inp, out = In(params), Out(params, i)
    llm = OpenAIRealtimeLLMService(
        api_key=f"bench-{i}", base_url=args.url,
        settings=OpenAIRealtimeLLMService.Settings(
            session_properties=events.SessionProperties(instructions="You are a helpful assistant."),
        ),
    )

    async def lookup(p):
        await p.result_callback({"r": "fine"})

    llm.register_function("lookup", lookup)
    tools = ToolsSchema(standard_tools=[FunctionSchema(name="lookup", description="Look up a city", properties={"city": {"type": "string"}}, required=["city"])])
    ctx = LLMContext([{"role": "developer", "content": "Say hello!"}], tools)
    if args.mode == "lean":
        agg = LLMContextAggregatorPair(ctx, user_params=LLMUserAggregatorParams(user_turn_strategies=ExternalUserTurnStrategies()))
    else:
        agg = LLMContextAggregatorPair(ctx)
    pipe = Pipeline([inp, agg.user(), llm, out, agg.assistant()])
    kw = dict(enable_rtvi=False, enable_turn_tracking=False, idle_timeout_secs=None) if args.mode == "lean" else {}
    w = PipelineWorker(pipe, params=PipelineParams(audio_in_sample_rate=24000, audio_out_sample_rate=24000), **kw)
    started = asyncio.Event()

    @w.event_handler("on_pipeline_started")
    async def _s(*a):
        started.set()

    @w.event_handler("on_pipeline_error")
    async def _e(_, f):
        res.errors += 1
        print("ERR", f, file=sys.stderr)

    r = WorkerRunner(handle_sigint=False)  # one runner per session, as bots do
    await r.add_workers(w)
    t = asyncio.create_task(r.run())
    await asyncio.wait_for(started.wait(), 60)
    await w.queue_frames([LLMRunFrame()])
    keep.append((w, r, t, inp, out))
    return inp.push


async def main():
    await drive("pipecat:" + args.mode, args, start_session, res)


asyncio.run(main())
