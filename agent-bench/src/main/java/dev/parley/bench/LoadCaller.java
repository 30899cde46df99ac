package dev.parley.bench;

import static dev.parley.testkit.Seconds.seconds;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.BoundedSourceQueue;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.speech.MediaClock;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One caller of a load run and what it measures. Its day: speaks for 1.2 s, is silent for 6 s while it listens; on every
 * fourth round it speaks again in the middle of the answer.
 */
final class LoadCaller {
    private static final String ANSWER = "This is an answer of a length that is usual on the telephone.";
    private static final int ROUND_BEATS = 360;
    private static final int SPEECH_BEATS = 60;
    private static final int CUT_AT_BEAT = 200;
    private static final AudioFrame SOUND = Hum.frame(AudioFormat.WIDEBAND, MediaClock.PERIOD);
    private static final AudioFrame SILENCE = AudioFrame.silence(MediaClock.PERIOD, AudioFormat.WIDEBAND);

    private final AgentSession session;
    private final BoundedSourceQueue<AudioFrame> mouth;
    private final Runnable stopSpeaking;
    private final Histogram lateness = new Histogram(TimeUnit.SECONDS.toMicros(60), 3);
    private final Histogram cuts = new Histogram(TimeUnit.SECONDS.toMicros(60), 3);
    private int beat;
    /** A beat may be under way when the call ends. */
    private volatile boolean over;

    private long turns;
    private long frames;
    private boolean measuring;
    private Instant utteranceStart = Instant.EPOCH;
    private long utteranceFrames;
    private Instant lastFrame = Instant.EPOCH;
    private Instant decided = Instant.EPOCH;

    static LoadCaller start(ActorSystem<Void> system, MediaClock clock, int index) throws Exception {
        LiveScript script = LiveScript.create()
                .transcriptDelay(Duration.ofMillis(150))
                .everyUtteranceIs("how are you")
                .modelAnswersOtherwise(ScriptedReply.of(ANSWER).timed(seconds(0.1), seconds(0.3)))
                .voiceSpeaks(ANSWER, ScriptedVoice.of(seconds(4)).timed(seconds(0.1), seconds(0.1)));
        TurnOptions turns = TurnOptions.standard()
                .withInterruption(InterruptionOptions.standard().withAecWarmup(Duration.ZERO));
        AgentSession session = Parley.session(system)
                .agent(new Agent(AgentSpec.instructions("Be kind.")))
                .models(script.models())
                .options(SessionOptions.standard().withTurns(turns))
                .build();
        session.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return new LoadCaller(system, clock, session, index * 37 % ROUND_BEATS);
    }

    private LoadCaller(ActorSystem<Void> system, MediaClock clock, AgentSession session, int phase) {
        this.session = session;
        this.beat = phase;
        session.on(SessionEvent.class, this::onEvent);
        session.audioOut().runWith(Sink.foreach(this::onFrame), system);
        mouth = Source.<AudioFrame>queue(200)
                .toMat(session.audioIn(), Keep.left())
                .run(system);
        stopSpeaking = clock.onBeat(this::speak);
    }

    private void speak() {
        int inRound = beat % ROUND_BEATS;
        boolean cutsIn = beat / ROUND_BEATS % 4 == 3 && inRound >= CUT_AT_BEAT && inRound < CUT_AT_BEAT + SPEECH_BEATS;
        beat++;
        boolean taken =
                mouth.offer(inRound < SPEECH_BEATS || cutsIn ? SOUND : SILENCE).isEnqueued();
        if (!taken && !over) {
            throw new IllegalStateException("caller's audio: not taken (expected: a session that keeps up)");
        }
    }

    private synchronized void onFrame(AudioFrame frame) {
        Instant now = Instant.now();
        frames++;
        if (Duration.between(lastFrame, now).compareTo(Duration.ofMillis(500)) > 0) {
            recordCut();
            utteranceStart = now;
            utteranceFrames = 0;
        }
        Instant due = utteranceStart.plus(MediaClock.PERIOD.multipliedBy(utteranceFrames++));
        lastFrame = now;
        if (measuring) {
            lateness.recordValue(Math.max(0, Duration.between(due, now).toNanos() / 1000));
        }
    }

    /** Looked at only when the next utterance begins, so that frames which came late are counted. */
    private void recordCut() {
        if (measuring && !decided.equals(Instant.EPOCH)) {
            cuts.recordValue(Math.max(0, Duration.between(decided, lastFrame).toNanos() / 1000));
        }
        decided = Instant.EPOCH;
    }

    private synchronized void onEvent(SessionEvent event) {
        if (event instanceof SessionEvent.PlaybackCleared cleared) {
            decided = cleared.at();
        } else if (event instanceof SessionEvent.SpeechFinished) {
            turns++;
        }
    }

    synchronized void beginMeasuring() {
        measuring = true;
    }

    synchronized void endMeasuring() {
        measuring = false;
    }

    CompletionStage<Done> end() {
        over = true;
        stopSpeaking.run();
        mouth.complete();
        return session.close();
    }

    synchronized Histogram lateness() {
        return lateness.copy();
    }

    synchronized Histogram cuts() {
        return cuts.copy();
    }

    synchronized long turns() {
        return turns;
    }

    synchronized long frames() {
        return frames;
    }
}
