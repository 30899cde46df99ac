package dev.parley.bench.livekit;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Wav;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.realtime.livekit.LivekitRoom;
import dev.parley.realtime.livekit.RoomOptions;
import dev.parley.realtime.livekit.room.RoomEvent;
import dev.parley.speech.MediaClock;
import dev.parley.speech.SharedMediaClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * One participant in each of many rooms, which talks for two seconds and is silent for two while the other talks, and hears
 * the other. {@code room_talkers.py} does the same with LiveKit's own package; {@code room_cpu.py} measures both.
 *
 * <p>Arguments: server URL, API key, secret, prefix of the rooms' names, number of rooms, identity, 0 or 1 (who talks first),
 * a mono WAV file. Prints {@code READY} when all are in their rooms; on {@code SNAP} prints how many seconds of sound it has
 * heard, over all rooms; ends with its input.
 */
public final class RoomTalkers {
    private static final Duration TURN = Duration.ofSeconds(2);
    private static final int BEATS_OF_A_TURN = (int) TURN.dividedBy(MediaClock.PERIOD);
    /** The silence that a session has behind its voice. */
    private static final int BEATS_OF_REST = 12;

    private static final int AUDIBLE = 300;

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "talkers", asAServer());
    private final List<AudioFrame> speech;
    private final AudioFrame silence;
    private final int turn;
    private final LongAdder heardFrames = new LongAdder();

    private RoomTalkers(Path wav, int turn) throws Exception {
        this.speech = frames(Wav.read(wav));
        this.silence = AudioFrame.silence(MediaClock.PERIOD, speech.get(0).format());
        this.turn = turn;
    }

    /** With the timer that a server has, which wakes only when something is due. */
    private static Config asAServer() {
        return ConfigFactory.parseMap(
                        Map.of("akka.scheduler.implementation", "dev.parley.worker.server.TicklessScheduler"))
                .withFallback(ConfigFactory.load());
    }

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        LiveKitUrl server = LiveKitUrl.of(arguments[0]);
        LiveKitCredentials key = new LiveKitCredentials(arguments[1], arguments[2]);
        RoomTalkers talkers = new RoomTalkers(Path.of(arguments[7]), Integer.parseInt(arguments[6]));
        List<LivekitRoom> rooms = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
            String token = AccessToken.of(key)
                    .identity(arguments[5])
                    .video(VideoGrant.join(arguments[3] + i))
                    .toJwt();
            rooms.add(talkers.join(server, token));
        }
        System.out.println("READY");
        talkers.answer();
        long dropped = rooms.stream().mapToLong(LivekitRoom::droppedFrames).sum();
        if (dropped > 0) {
            System.err.println("frames dropped: " + dropped);
        }
        for (LivekitRoom room : rooms) {
            room.disconnect().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        talkers.system.terminate();
    }

    private void answer() throws Exception {
        int read;
        StringBuilder line = new StringBuilder();
        while ((read = System.in.read()) >= 0) {
            if (read != '\n') {
                line.append((char) read);
            } else {
                System.out.println(line + " " + heardFrames.sum() * MediaClock.PERIOD.toMillis() / 1000.0);
                line.setLength(0);
            }
        }
    }

    private LivekitRoom join(LiveKitUrl server, String token) throws Exception {
        LivekitRoom room = LivekitRoom.connect(server, token, RoomOptions.standard(), system)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        Set<String> heard = ConcurrentHashMap.newKeySet();
        room.onEvent(event -> {
            if (event instanceof RoomEvent.TrackPublished published
                    && heard.add(published.track().sid())) {
                room.onAudio(published.track().sid(), this::hear);
            }
        });
        room.state().remoteParticipants().stream()
                .flatMap(other -> other.tracks().keySet().stream())
                .filter(heard::add)
                .forEach(track -> room.onAudio(track, this::hear));
        talk(room);
        return room;
    }

    private void hear(AudioFrame frame) {
        for (int i = 0; i < frame.samples(); i += 7) {
            if (Math.abs(frame.sample(i)) > AUDIBLE) {
                heardFrames.increment();
                return;
            }
        }
    }

    private void talk(LivekitRoom room) {
        int[] beat = {turn * BEATS_OF_A_TURN};
        SharedMediaClock.of(system).onBeat(() -> {
            int now = beat[0]++;
            if (now / BEATS_OF_A_TURN % 2 == 0) {
                room.sendAudio(speech.get(now % speech.size()));
            } else if (now % BEATS_OF_A_TURN < BEATS_OF_REST) {
                room.sendAudio(silence);
            }
        });
    }

    private static List<AudioFrame> frames(AudioFrame whole) {
        int length = whole.format().samplesFor(MediaClock.PERIOD);
        List<AudioFrame> frames = new ArrayList<>();
        for (int at = 0; at + length <= whole.samples(); at += length) {
            frames.add(whole.slice(at, at + length));
        }
        return frames;
    }
}
