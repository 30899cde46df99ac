package dev.parley.session.internal;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.realtime.RealtimeMessage;
import dev.parley.speech.SentenceAudio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a realtime model has spoken in its last answers, and how much of their audio the playout was given.
 * Bound: 32 answers; the oldest go, which were over long ago. Thread-safe.
 */
final class SpokenAnswers {
    private static final int MOST = 32;

    private final Map<String, List<Spoken>> byAnswer = bounded();
    private final Map<String, Boolean> begun = bounded();

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /** A message of which only a part was heard. */
    record Unheard(String itemId, Duration played) {}

    /** Whether this answer is heard in the model's voice; it is so to its end as it was at its first message. */
    synchronized boolean isSpoken(String answerId, boolean now) {
        return begun.computeIfAbsent(answerId, id -> now);
    }

    /** It has no more messages. */
    synchronized void ended(String answerId) {
        begun.remove(answerId);
    }

    synchronized void add(String answerId, RealtimeMessage message) {
        byAnswer.computeIfAbsent(answerId, id -> new ArrayList<>(1)).add(new Spoken(message));
    }

    /** From now on the message's audio goes there. */
    void playInto(String itemId, SentenceAudio target, Function<SentenceAudio, SpokenAudio> way) {
        List<Spoken> known = find(itemId);
        List<Spoken> toPlay = known.stream().filter(Spoken::isToPlay).toList();
        if (toPlay.isEmpty() && !known.isEmpty()) {
            throw new IllegalStateException("message " + itemId + ": played already (expected: once)");
        }
        toPlay.forEach(spoken -> spoken.playInto(target, way.apply(target)));
    }

    private synchronized List<Spoken> find(String itemId) {
        return byAnswer.values().stream()
                .flatMap(List::stream)
                .filter(spoken -> spoken.itemId.equals(itemId))
                .toList();
    }

    /** What was not heard to its end of an answer of which this much was played. */
    synchronized List<Unheard> unheard(String answerId, Duration played) {
        List<Unheard> found = new ArrayList<>();
        Duration left = played;
        for (Spoken spoken : byAnswer.getOrDefault(answerId, List.of())) {
            Duration given = spoken.given();
            Duration heard = left.compareTo(given) < 0 ? left : given;
            if (heard.compareTo(given) < 0 || !spoken.complete()) {
                found.add(new Unheard(spoken.itemId, heard));
            }
            left = left.minus(heard);
        }
        return found;
    }

    /** One message on its way into the playout, which is not held here any more once it is on it: with it go its text and its times. */
    private static final class Spoken {
        private final String itemId;
        private final AtomicReference<@Nullable RealtimeMessage> toPlay;
        private Duration given = Duration.ZERO;
        private boolean complete;

        private Spoken(RealtimeMessage message) {
            this.itemId = message.itemId();
            this.toPlay = new AtomicReference<>(message);
        }

        private boolean isToPlay() {
            return toPlay.get() != null;
        }

        private synchronized Duration given() {
            return given;
        }

        private synchronized boolean complete() {
            return complete;
        }

        private synchronized void gave(long samples, AudioFormat format) {
            given = format.durationOf(samples);
        }

        private synchronized void completed() {
            complete = true;
        }

        private void playInto(SentenceAudio target, SpokenAudio audio) {
            RealtimeMessage message = Objects.requireNonNull(toPlay.getAndSet(null), "the message, played once");
            message.deliverTo(new RealtimeMessage.Listener() {
                private long samples;

                @Override
                public void text(String delta) {
                    target.text(delta);
                }

                @Override
                public void audio(AudioFrame frame) {
                    samples += frame.samples();
                    gave(samples, frame.format());
                    audio.write(frame);
                }

                @Override
                public void end() {
                    completed();
                    target.endText();
                    audio.end();
                }

                @Override
                public void breakOff() {
                    target.endText();
                    audio.breakOff(); // words that ran ahead of the audio were not heard
                }
            });
        }
    }
}
