package dev.parley.testkit.realtime.internal;

import dev.parley.vad.VadEvent;
import dev.parley.vad.VadSettings;
import dev.parley.vad.VadStream;
import dev.parley.vad.VoiceActivityDetector;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The input audio buffer and the detector that listens to it. Positions are milliseconds of all audio of the session.
 *
 * <p>While a detector listens and nobody speaks, the buffer keeps the last 5 seconds; without one, up to 10 minutes.
 */
final class InputAudio {
    private static final int KEPT_MILLIS = 5_000;
    private static final int LONGEST_MILLIS = 600_000;
    private static final int SHORTEST_COMMIT_MILLIS = 100;

    private final Function<VadSettings, VoiceActivityDetector> detectors;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private AudioCodec codec = AudioCodec.PCM;
    private Optional<TurnSettings> turns = Optional.empty();
    private Optional<VadStream> detector = Optional.empty();
    private long detectorStart;
    private long bufferStart;
    private boolean speaking;

    InputAudio(Function<VadSettings, VoiceActivityDetector> detectors) {
        this.detectors = detectors;
    }

    /** What the detector has found. */
    sealed interface Change {}

    /** Somebody speaks, since this position less the padding. */
    record SpeechStarted(long startMillis) implements Change {}

    /** Nobody speaks any more; the utterance ends with the silence that told so. */
    record SpeechStopped(long endMillis, StoredAudio speech) implements Change {}

    /** Takes the session's format and turn detection, which may have changed. */
    void configure(AudioCodec newCodec, Optional<TurnSettings> newTurns) {
        if (newCodec != codec) {
            bufferStart = position();
            buffer.reset();
            codec = newCodec;
            detector = Optional.empty();
        }
        if (!newTurns.equals(turns) || (newTurns.isPresent() && detector.isEmpty())) {
            turns = newTurns;
            detector =
                    turns.map(settings -> detectors.apply(settings.detector()).open(codec.format()));
            detectorStart = position();
            speaking = false;
        }
    }

    /** Takes audio and says what it made certain. */
    List<Change> append(byte[] bytes) {
        buffer.writeBytes(bytes);
        List<Change> changes = new ArrayList<>();
        if (detector.isPresent() && turns.isPresent()) {
            for (VadEvent event : detector.get().accept(codec.decode(bytes))) {
                onVoice(event, turns.get()).ifPresent(changes::add);
            }
            if (!speaking) {
                drop(position() - bufferStart - KEPT_MILLIS);
            }
        }
        return changes;
    }

    private Optional<Change> onVoice(VadEvent event, TurnSettings settings) {
        if (event instanceof VadEvent.SpeechStarted) {
            speaking = true;
            long start =
                    detectorStart + event.at().minus(settings.prefixPadding()).toMillis();
            drop(start - bufferStart);
            return Optional.of(new SpeechStarted(bufferStart));
        }
        if (event instanceof VadEvent.SpeechEnded ended && speaking) {
            speaking = false;
            long end = detectorStart + event.at().plus(ended.silence()).toMillis();
            return Optional.of(new SpeechStopped(end, take(end)));
        }
        return Optional.empty();
    }

    /** Whether this much more does not fit. */
    boolean wouldOverflow(int bytes) {
        return position() - bufferStart + bytes / codec.bytesPerMilli() > LONGEST_MILLIS;
    }

    boolean isWholeSamples(int bytes) {
        return bytes % codec.bytesPerSample() == 0;
    }

    /** What is wrong with a commit now; empty if nothing is. */
    Optional<Problem> checkCommit() {
        double millis = (double) buffer.size() / codec.bytesPerMilli();
        return millis < SHORTEST_COMMIT_MILLIS ? Optional.of(Problem.emptyCommit(millis)) : Optional.empty();
    }

    /** Takes all that is in the buffer; whoever speaks begins anew. */
    StoredAudio commit() {
        speaking = false;
        reopen();
        return take(position());
    }

    void clear() {
        drop(position() - bufferStart);
        speaking = false;
        reopen();
    }

    private void reopen() {
        detector = turns.map(settings -> detectors.apply(settings.detector()).open(codec.format()));
        detectorStart = position();
    }

    boolean isSpeaking() {
        return speaking;
    }

    /** Time of all audio so far. */
    long position() {
        return bufferStart + buffer.size() / codec.bytesPerMilli();
    }

    /** Where the buffer begins. */
    long start() {
        return bufferStart;
    }

    private StoredAudio take(long endMillis) {
        byte[] all = buffer.toByteArray();
        int end = (int) Math.min(all.length, (endMillis - bufferStart) * codec.bytesPerMilli());
        StoredAudio taken = new StoredAudio(codec).append(Arrays.copyOf(all, end));
        drop(end / codec.bytesPerMilli());
        return taken;
    }

    private void drop(long millis) {
        if (millis <= 0) {
            return;
        }
        byte[] all = buffer.toByteArray();
        int from = (int) Math.min(all.length, millis * codec.bytesPerMilli());
        buffer.reset();
        buffer.write(all, from, all.length - from);
        bufferStart += from / codec.bytesPerMilli();
    }
}
