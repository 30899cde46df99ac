package dev.parley.bench.soak;

import akka.actor.typed.ActorSystem;
import akka.stream.BoundedSourceQueue;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.livekit.token.ParticipantKind;
import dev.parley.realtime.livekit.LivekitRoom;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.speech.MediaClock;
import dev.parley.speech.SharedMediaClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** A caller and a session in one room, each of whom talks half of the time. */
final class TalkingRoom {
    private static final Duration TALK = Duration.ofSeconds(3);
    private static final int ROUND_BEATS = 350;
    private static final int LOUD = 1_000;
    private static final List<AudioFrame> SPEECH = Murmur.frames(AudioFormat.FULLBAND, TALK);
    private static final AudioFrame SILENCE = AudioFrame.silence(MediaClock.PERIOD, AudioFormat.FULLBAND);

    private final RoomGuest guest;
    private final LivekitRoom agent;
    private final LivekitRoom caller;
    private final AgentSession session;
    private final BoundedSourceQueue<AudioFrame> mouth;
    private final Runnable stopSpeaking;
    private final AtomicInteger beats;
    private final LongAdder turns = new LongAdder();
    private final LongAdder heard = new LongAdder();

    static TalkingRoom start(RoomGuest guest, int number) throws Exception {
        LivekitRoom agent = guest.join("talk-" + number, "agent", ParticipantKind.AGENT);
        AgentSession session = guest.session(agent, TALK);
        LivekitRoom caller = guest.join("talk-" + number, "caller", ParticipantKind.STANDARD);
        return new TalkingRoom(guest, agent, caller, session, number);
    }

    private TalkingRoom(RoomGuest guest, LivekitRoom agent, LivekitRoom caller, AgentSession session, int number)
            throws Exception {
        this.guest = guest;
        this.agent = agent;
        this.caller = caller;
        this.session = session;
        this.beats = new AtomicInteger(number * 37 % ROUND_BEATS);
        ActorSystem<?> system = guest.system();
        session.on(SessionEvent.SpeechFinished.class, finished -> turns.increment());
        listen(system);
        mouth = Source.<AudioFrame>queue(50)
                .toMat(caller.audioOut(), Keep.left())
                .run(system);
        stopSpeaking = SharedMediaClock.of(system).onBeat(this::speak);
    }

    private void listen(ActorSystem<?> system) throws Exception {
        RoomParticipant speaker =
                RoomGuest.get(caller.waitForParticipant(one -> one.identity().equals("agent")
                        && one instanceof RoomParticipant there
                        && !there.tracks().isEmpty()));
        caller.audio(speaker.tracks().keySet().iterator().next()).runForeach(this::hear, system);
    }

    private void speak() {
        int inRound = beats.getAndIncrement() % ROUND_BEATS;
        mouth.offer(inRound < SPEECH.size() ? SPEECH.get(inRound) : SILENCE);
    }

    private void hear(AudioFrame frame) {
        for (int i = 0; i < frame.samples(); i++) {
            if (Math.abs(frame.sample(i)) > LOUD) {
                heard.increment();
                return;
            }
        }
    }

    /** Answers that the session has played. */
    long turns() {
        return turns.sum();
    }

    /** How long the caller has heard the session speak. */
    Duration heard() {
        return MediaClock.PERIOD.multipliedBy(heard.sum());
    }

    void end() throws Exception {
        stopSpeaking.run();
        mouth.complete();
        guest.leave(caller);
        RoomGuest.get(session.close());
        guest.leave(agent);
    }
}
