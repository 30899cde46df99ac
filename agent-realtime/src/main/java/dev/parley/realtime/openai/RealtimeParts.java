package dev.parley.realtime.openai;

import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.link.LinkMachine;
import dev.parley.realtime.openai.settings.Endpoint;
import dev.parley.realtime.openai.settings.EventNames;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.socket.ModelSockets;
import dev.parley.realtime.openai.wire.ClientEventWriter;
import dev.parley.realtime.openai.wire.FrameLog;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What a session is put together from.
 *
 * @param lane the caller's audio on its way out
 * @param answers the model's on its way in
 * @param ended runs when nothing of the session is left
 */
record RealtimeParts(
        RealtimeSetup setup,
        LinkMachine machine,
        LinkSettings settings,
        Endpoint endpoint,
        EventNames names,
        ModelSockets sockets,
        ClientEventWriter writer,
        AudioLane lane,
        IncomingAnswers answers,
        FrameLog log,
        InstantSource clock,
        Consumer<? super RealtimeEvent> listener,
        Runnable ended) {}
