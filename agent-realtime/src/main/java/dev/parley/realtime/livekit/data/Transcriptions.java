package dev.parley.realtime.livekit.data;

import akka.Done;
import dev.parley.realtime.livekit.stream.OutgoingStreams;
import dev.parley.realtime.livekit.stream.StreamOptions;
import dev.parley.realtime.livekit.stream.TextStreamWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Shows people in the room what is said, on the topic {@code lk.transcription}. Thread-safe.
 *
 * <p>As LiveKit Agents does it: the agent's speech is one stream that grows; what a user says is a new stream for each guess,
 * with the same {@code lk.segment_id}, so that it replaces the one before.
 */
public final class Transcriptions {
    private final OutgoingStreams streams;
    private final Supplier<String> ids;

    Transcriptions(OutgoingStreams streams, Supplier<String> ids) {
        this.streams = streams;
        this.ids = ids;
    }

    /**
     * Begins a speech of the agent.
     *
     * @param trackSid the track that it is heard on; empty if there is none
     */
    public Speech agentSpeech(String trackSid) {
        Map<String, String> attributes = attributes(ids.get(), trackSid, false);
        return new Speech(
                streams.generatedText(StreamOptions.text(Topics.TRANSCRIPTION).withAttributes(attributes)), attributes);
    }

    /**
     * Begins an utterance of a user.
     *
     * @param identity the user
     * @param trackSid the user's track; empty if there is none
     */
    public Utterance userUtterance(String identity, String trackSid) {
        return new Utterance(identity, trackSid, ids.get());
    }

    private static Map<String, String> attributes(String segment, String trackSid, boolean isFinal) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put(Topics.SEGMENT_ID, segment);
        attributes.put(Topics.TRANSCRIPTION_FINAL, Boolean.toString(isFinal));
        if (!trackSid.isEmpty()) {
            attributes.put(Topics.TRANSCRIBED_TRACK_ID, trackSid);
        }
        return attributes;
    }

    /** One speech of the agent. */
    public static final class Speech {
        private final TextStreamWriter writer;
        private final Map<String, String> attributes;

        private Speech(TextStreamWriter writer, Map<String, String> attributes) {
            this.writer = writer;
            this.attributes = attributes;
        }

        /** Adds to what is shown. Completes when it is out; fails after the end. */
        public CompletionStage<Done> append(String delta) {
            return writer.write(delta);
        }

        /** All is shown, be it spoken to its end or interrupted. Idempotent. */
        public CompletionStage<Done> end() {
            Map<String, String> closing = new HashMap<>(attributes);
            closing.put(Topics.TRANSCRIPTION_FINAL, "true");
            return writer.close(closing);
        }
    }

    /** One utterance of a user. */
    public final class Utterance {
        private final String identity;
        private final String trackSid;
        private final String segment;
        private final AtomicBoolean over = new AtomicBoolean();

        private Utterance(String identity, String trackSid, String segment) {
            this.identity = identity;
            this.trackSid = trackSid;
            this.segment = segment;
        }

        /** Shows a guess in the place of the one before. Nothing happens after the final words. */
        public void interim(String text) {
            if (!over.get()) {
                show(text, false);
            }
        }

        /** Shows what was said. Idempotent. */
        public void end(String text) {
            if (over.compareAndSet(false, true)) {
                show(text, true);
            }
        }

        private void show(String text, boolean isFinal) {
            TextStreamWriter writer = streams.text(StreamOptions.text(Topics.TRANSCRIPTION)
                    .inTheNameOf(identity)
                    .withAttributes(attributes(segment, trackSid, isFinal)));
            writer.write(text);
            writer.close();
        }
    }
}
