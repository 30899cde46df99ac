package dev.parley.bench.pipeline;

import akka.actor.typed.ActorSystem;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.turn.PreemptiveGeneration;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One call: a session with all defaults but the timetable's endpointing delay and without preemptive generation, which would ask
 * the model before the turn is decided; and its caller.
 */
final class PipelineCall {
    private static final Duration FRAME = Duration.ofMillis(Timetable.FRAME_MS);
    private static final AudioFrame SILENCE = AudioFrame.silence(FRAME, AudioFormat.WIDEBAND);
    private static final AudioFrame SPEECH = speech();

    private final Timetable timetable;
    private final AgentSession session;
    private int frame;
    private volatile long endOfSpeech = System.nanoTime();

    private PipelineCall(ActorSystem<?> system, Timetable timetable, int firstFrame, PipelineFigures figures) {
        this.timetable = timetable;
        this.frame = firstFrame;
        long delay = TimeUnit.MILLISECONDS.toNanos(timetable.endpointingMs());
        ScriptedModels models =
                new ScriptedModels(timetable, figures, lastInput -> figures.asked(endOfSpeech + delay, lastInput));
        session = Parley.session(system)
                .agent(new Agent(AgentSpec.instructions("You are a helpful assistant.")))
                .models(models.models())
                .options(SessionOptions.standard()
                        .withTurns(TurnOptions.standard()
                                .withEndpointingDelay(Duration.ofMillis(timetable.endpointingMs()))
                                .withPreemptive(PreemptiveGeneration.off())))
                .build();
        session.on(SessionEvent.ErrorOccurred.class, error -> figures.failed());
        session.playTo(figures::played);
    }

    /**
     * Begins a call; blocks until it has begun.
     *
     * @param firstFrame of the period, at which the caller is
     */
    static PipelineCall start(ActorSystem<?> system, Timetable timetable, int firstFrame, PipelineFigures figures)
            throws Exception {
        PipelineCall call = new PipelineCall(system, timetable, firstFrame, figures);
        call.session.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return call;
    }

    /** The caller's next 20 ms, which were due at this time. */
    void speak(long due) {
        if (timetable.endsSpeech(frame)) {
            endOfSpeech = due;
        }
        session.pushAudio(timetable.speaks(frame) ? SPEECH : SILENCE);
        frame = (frame + 1) % timetable.periodFrames();
    }

    private static AudioFrame speech() {
        byte[] pcm = new byte[AudioFormat.WIDEBAND.bytesFor(FRAME)];
        Arrays.fill(pcm, (byte) 1);
        return AudioFrame.wrap(pcm, AudioFormat.WIDEBAND);
    }
}
