package dev.parley.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Wav;
import dev.parley.cli.caller.Utterances;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.VideoGrant;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Somebody with LiveKit's own Python package in a room: speaks, types, listens, and keeps all it is shown. One thread at a time.
 */
final class Guest implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_TIMES = 3;
    private static final String END = "<end of output>";

    private final PythonPeer peer;
    private final Path directory;
    private final List<JsonNode> events = new ArrayList<>();
    private int read;

    private Guest(PythonPeer peer, Path directory) {
        this.peer = peer;
        this.directory = directory;
    }

    /** Joins a room; waits until its microphone is there. */
    static Guest join(LivekitServer server, String room, String identity, Path directory) {
        String token = AccessToken.of(server.credentials())
                .identity(identity)
                .video(VideoGrant.join(room))
                .toJwt();
        Guest guest =
                new Guest(PythonPeer.start(Guest.class, "guest.py", server.url().toString(), token), directory);
        guest.await("joined", event -> true);
        return guest;
    }

    /** Audio of these sentences, to be said later. */
    static List<Path> recordings(Path directory, List<String> sentences) throws Exception {
        List<AudioFrame> audio = Utterances.speak(sentences, ConfigFactory.load());
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < audio.size(); i++) {
            Path file = directory.resolve("sentence-" + i + ".wav");
            Wav.write(audio.get(i), file);
            files.add(file);
        }
        return files;
    }

    /** PCM of a sentence as a call wants it, between a second of silence before and two behind it, by which the line is known. */
    static byte[] withSilence(String sentence) throws Exception {
        AudioFrame said =
                Utterances.speak(List.of(sentence), ConfigFactory.load()).get(0);
        int before = said.format().bytesFor(Duration.ofSeconds(1));
        byte[] pcm = new byte[before + said.byteCount() + 2 * before];
        said.copyTo(pcm, before);
        return pcm;
    }

    void say(Path recording) {
        peer.send("say " + recording);
    }

    void type(String text) {
        peer.send("type " + text);
    }

    void leave() {
        peer.send("leave");
    }

    /** What it has heard since it was last asked, silence included. */
    Heard heard() throws IOException {
        Path file = directory.resolve("heard-" + events.size() + ".wav");
        peer.send("save " + file);
        List<Loudness> frames = new ArrayList<>();
        for (JsonNode frame : await("saved", event -> true).path("peaks")) {
            frames.add(new Loudness(instant(frame.path(0)), frame.path(1).asInt()));
        }
        return new Heard(Wav.read(file), frames);
    }

    /** The next event of this kind, skipping those before it. */
    JsonNode await(String kind, Predicate<JsonNode> wanted) {
        while (true) {
            for (; read < events.size(); read++) {
                JsonNode event = events.get(read);
                if (event.path("event").asText().equals(kind) && wanted.test(event)) {
                    read++;
                    return event;
                }
            }
            events.add(next(kind));
        }
    }

    private JsonNode next(String awaited) {
        String line;
        try {
            line = peer.next(PATIENCE);
        } catch (IllegalStateException silent) {
            throw new AssertionError("the guest waits for: " + awaited + "; it has told " + told(), silent);
        }
        if (line.equals(END)) {
            throw new AssertionError("the guest ended before: " + awaited + "; it has told " + told());
        }
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("the guest printed " + line, e);
        }
    }

    /** All but how loud it was. */
    private List<JsonNode> told() {
        return events.stream()
                .filter(event -> !event.path("event").asText().equals("saved"))
                .toList();
    }

    /** Says this until the agent gives this answer; again, as people do, when the agent says that it has not understood. */
    void ask(Path recording, Predicate<String> answer) {
        JsonNode said = null;
        for (int times = 0; times < MOST_TIMES && (said == null || isNotUnderstood(text(said))); times++) {
            say(recording);
            said = awaitSaid(answer.or(Guest::isNotUnderstood));
            awaitListening();
        }
        if (said == null || !answer.test(text(said))) {
            throw new AssertionError("not understood " + MOST_TIMES + " times: " + recording + "; told " + told());
        }
    }

    private static String text(JsonNode event) {
        return event.path("text").asText();
    }

    void awaitSpeaking() {
        await("state", event -> event.path("state").asText().equals("speaking"));
    }

    /** Waits until the agent's last word about itself is that it listens. */
    void awaitListening() {
        while (states().isEmpty() || !states().get(states().size() - 1).equals("listening")) {
            events.add(next("listening"));
        }
    }

    /** Waits until the agent has said a sentence to its end, as it is shown to the room. */
    JsonNode awaitSaid(Predicate<String> text) {
        return await(
                "text",
                event -> event.path("who").asText().startsWith("agent-")
                        && event.path("final").asText().equals("true")
                        && text.test(event.path("text").asText()));
    }

    /** All texts of this identity so far, in the order of their ends. */
    List<JsonNode> texts(String identity) {
        return events.stream()
                .filter(event -> event.path("event").asText().equals("text")
                        && event.path("who").asText().equals(identity))
                .toList();
    }

    /** The states of the agent so far. */
    List<String> states() {
        return events.stream()
                .filter(event -> event.path("event").asText().equals("state"))
                .map(event -> event.path("state").asText())
                .toList();
    }

    /** The first event of this kind that has been read. */
    JsonNode first(String kind) {
        return events.stream()
                .filter(event -> event.path("event").asText().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " in " + events));
    }

    private static Instant instant(JsonNode seconds) {
        return Instant.ofEpochMilli(Math.round(1000 * seconds.asDouble()));
    }

    @Override
    public void close() {
        peer.close();
    }

    /** How loud 20 ms were, and when they came to the ear by this machine's clock. */
    record Loudness(Instant at, int peak) {}

    /** Sound at the guest's ear. */
    record Heard(AudioFrame audio, List<Loudness> frames) {
        private static final int AUDIBLE = 300;
        private static final Duration SILENCE = Duration.ofMillis(300);

        /** How long something was still heard after this moment, until there was silence. */
        Duration soundAfter(Instant moment) {
            Instant last = moment;
            for (Loudness frame : frames) {
                if (frame.at().isAfter(last.plus(SILENCE))) {
                    break;
                }
                if (frame.at().isAfter(last) && frame.peak() > AUDIBLE) {
                    last = frame.at();
                }
            }
            return Duration.between(moment, last);
        }

        /** The loudest moment within this time. */
        int loudest(Instant from, Instant to) {
            return frames.stream()
                    .filter(frame -> !frame.at().isBefore(from) && frame.at().isBefore(to))
                    .mapToInt(Loudness::peak)
                    .max()
                    .orElse(0);
        }
    }

    private static boolean isNotUnderstood(String answer) {
        return answer.startsWith("Sorry, ");
    }
}
