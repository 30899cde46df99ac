package dev.parley.realtime.openai;

import dev.parley.realtime.openai.settings.AudioCodec;
import dev.parley.realtime.openai.wire.Deltas;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answers that are being made: audio and text come here straight from the socket's thread, and go on to whoever took
 * the message. What belongs to an answer that is over is late, and dropped; what is the first of an answer begins it, should
 * its own beginning be late. Bound: 16 answers at a time, and the ids of the last 64 that are over. Thread-safe.
 */
final class IncomingAnswers implements Deltas {
    private static final int MOST = 16;
    private static final int MOST_OVER = 64;

    private final AudioCodec codec;
    private final long mostBytes;
    private final Consumer<String> tooLong;
    private final Map<String, Map<String, IncomingMessage>> answers = new ConcurrentHashMap<>();
    private final AtomicLong deltas = new AtomicLong();
    private final Set<String> over = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_OVER;
        }
    });
    private volatile String newest = "";

    /** @param tooLong is told the id of an answer with more audio than that in a message */
    IncomingAnswers(AudioCodec codec, long mostBytes, Consumer<String> tooLong) {
        this.codec = codec;
        this.mostBytes = mostBytes;
        this.tooLong = tooLong;
    }

    /** Pieces that have come so far. */
    long deltas() {
        return deltas.get();
    }

    /** Something has come that nobody needs piece by piece. */
    void going() {
        deltas.incrementAndGet();
    }

    void begun(String responseId) {
        if (answers.size() < MOST && !isOver(responseId)) {
            answers.putIfAbsent(responseId, new ConcurrentHashMap<>());
            newest = responseId;
        }
    }

    private boolean isOver(String responseId) {
        synchronized (over) {
            return over.contains(responseId);
        }
    }

    /** A server that names no answer means its newest. */
    private @Nullable Map<String, IncomingMessage> answer(String responseId) {
        if (responseId.isEmpty()) {
            return answers.get(newest);
        }
        Map<String, IncomingMessage> known = answers.get(responseId);
        if (known == null) {
            begun(responseId);
            return answers.get(responseId);
        }
        return known;
    }

    @Override
    public void audio(String responseId, String itemId, byte[] bytes) {
        deltas.incrementAndGet();
        Map<String, IncomingMessage> answer = answer(responseId);
        if (answer != null) {
            message(answer, responseId, itemId).audio(bytes);
        }
    }

    @Override
    public void text(String responseId, String itemId, String delta) {
        deltas.incrementAndGet();
        Map<String, IncomingMessage> answer = answer(responseId);
        if (answer != null) {
            message(answer, responseId, itemId).text(delta);
        }
    }

    /** A message of an answer; one of an answer that is over has ended. */
    IncomingMessage message(String responseId, String itemId) {
        Map<String, IncomingMessage> answer = answers.get(responseId);
        if (answer != null) {
            return message(answer, responseId, itemId);
        }
        IncomingMessage gone = create(responseId, itemId);
        gone.breakOff();
        return gone;
    }

    private IncomingMessage message(Map<String, IncomingMessage> answer, String responseId, String itemId) {
        IncomingMessage known = answer.get(itemId);
        return known == null ? answer.computeIfAbsent(itemId, id -> create(responseId, id)) : known;
    }

    private IncomingMessage create(String responseId, String itemId) {
        return new IncomingMessage(itemId, codec, mostBytes, () -> tooLong.accept(responseId));
    }

    void endMessage(String responseId, String itemId) {
        Map<String, IncomingMessage> answer = answers.get(responseId);
        IncomingMessage message = answer == null ? null : answer.get(itemId);
        if (message != null) {
            message.end();
        }
    }

    /** The answer is complete. */
    void endAnswer(String responseId) {
        forget(responseId, IncomingMessage::end);
    }

    /** Nothing more of the answer is wanted, or can come. */
    void breakOffAnswer(String responseId) {
        forget(responseId, IncomingMessage::breakOff);
    }

    private void forget(String responseId, Consumer<IncomingMessage> ending) {
        synchronized (over) {
            over.add(responseId);
        }
        Map<String, IncomingMessage> answer = answers.remove(responseId);
        if (answer != null) {
            answer.values().forEach(ending);
        }
    }

    void breakOffAll() {
        answers.keySet().forEach(this::breakOffAnswer);
    }
}
