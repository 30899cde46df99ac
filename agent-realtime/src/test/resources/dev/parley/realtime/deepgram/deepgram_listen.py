"""Has a server listen by Deepgram's own client, and prints what comes of it.

    python deepgram_listen.py ws://HOST:PORT
"""

import sys
import threading

from deepgram import DeepgramClient
from deepgram.core.events import EventType
from deepgram.environment import DeepgramClientEnvironment
from deepgram.listen.v1.types.listen_v1metadata import ListenV1Metadata
from deepgram.listen.v1.types.listen_v1results import ListenV1Results
from deepgram.listen.v1.types.listen_v1speech_started import ListenV1SpeechStarted
from deepgram.listen.v1.types.listen_v1utterance_end import ListenV1UtteranceEnd
from websockets.exceptions import InvalidStatus

sys.stdout.reconfigure(encoding="utf-8")
base = sys.argv[1]
environment = DeepgramClientEnvironment(base=base.replace("ws", "http", 1), production=base, agent=base, agent_rest=base)
understood = threading.Event()
finalized = threading.Event()


def client(key):
    return DeepgramClient(api_key=key, environment=environment).listen.v1


def show(message):
    # The client itself takes whatever comes: the models say what must be there.
    type(message).model_validate(message.model_dump())
    if isinstance(message, ListenV1SpeechStarted):
        print("started", message.timestamp)
    elif isinstance(message, ListenV1UtteranceEnd):
        print("ended", message.last_word_end)
    elif isinstance(message, ListenV1Metadata):
        print("metadata", message.request_id)
    elif isinstance(message, ListenV1Results):
        best = message.channel.alternatives[0]
        words = ", ".join(f"{word.punctuated_word} {word.start} {word.end}" for word in best.words)
        ends = (" flushed" if message.from_finalize else "") + (" over" if message.speech_final else "")
        print("final" if message.is_final else "interim", best.transcript, f"[{words}]{ends}")
        (finalized if message.is_final else understood).set()
    else:
        print("unknown", message)


with client("sk-own").connect(
    model="nova-3",
    language="en-US",
    encoding="linear16",
    sample_rate=16000,
    channels=1,
    interim_results="true",
    punctuate="true",
    vad_events="true",
    endpointing=25,
    utterance_end_ms=1000,
    keyterm=["quattro", "Zoë"],
    request_options={"additional_query_parameters": {"filler_words": "true"}},
) as line:
    line.on(EventType.MESSAGE, show)
    line.on(EventType.ERROR, lambda error: print("error", error))
    line.on(EventType.CLOSE, lambda _: print("closed"))
    listening = threading.Thread(target=line.start_listening)
    listening.start()
    line.send_keep_alive()
    line.send_media(bytes(3200))
    assert understood.wait(20)
    line.send_finalize()
    assert finalized.wait(20)
    line.send_close_stream()
    listening.join(20)

try:
    with client("sk-stolen").connect(model="nova-3"):
        print("connected")
except InvalidStatus as refused:
    print("refused", refused.response.status_code)
