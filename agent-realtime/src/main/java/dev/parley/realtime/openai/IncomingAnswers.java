package dev.parley.realtime.openai;

import dev.parley.realtime.openai.settings.AudioCodec;
import dev.parley.realtime.openai.wire.Deltas;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The answers that are being made: audio and text come here straight from the socket's thread, and go on to whoever took
 * the message. What belongs to no answer under way is late, and dropped. Bound: 16 answers at a time. Thread-safe.
 */
final class IncomingAnswers implements Deltas {
    private static final int MOST = 16;

    private final AudioCodec codec;
    private final long mostBytes;
    private final Consumer<String> tooLong;
    private final Map<String, Map<String, IncomingMessage>> answers = new ConcurrentHashMap<>();
    private final AtomicLong deltas = new AtomicLong();
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
        if (answers.size() < MOST) {
            answers.putIfAbsent(responseId, new ConcurrentHashMap<>());
            newest = responseId;
        }
    }

    @Override
    public void audio(String responseId, String itemId, byte[] bytes) {
        deltas.incrementAndGet();
        Map<String, IncomingMessage> answer = answers.get(responseId.isEmpty() ? newest : responseId);
        if (answer != null) {
            message(answer, responseId, itemId).audio(bytes);
        }
    }

    @Override
    public void text(String responseId, String itemId, String delta) {
        deltas.incrementAndGet();
        Map<String, IncomingMessage> answer = answers.get(responseId.isEmpty() ? newest : responseId);
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
        IncomingMessage over = create(responseId, itemId);
        over.breakOff();
        return over;
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
        Map<String, IncomingMessage> answer = answers.remove(responseId);
        if (answer != null) {
            answer.values().forEach(ending);
        }
    }

    void breakOffAll() {
        answers.keySet().forEach(this::breakOffAnswer);
    }
}
