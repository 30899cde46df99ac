package dev.parley.realtime.cartesia;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.Materializer;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.realtime.pool.ConnectionPool;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelStatusException;
import dev.parley.text.TimedText;
import dev.parley.tts.SpeechInput;
import dev.parley.tts.SynthesizedAudio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One text on its way through a line, and who has the line until the text is over. Thread-safe.
 *
 * <p>Design notes. The server ends a context, as it calls a text, when nothing is written to it for a second; what is written then
 * goes on in another one, whose times are counted from its own beginning.
 */
final class CartesiaSpeech implements CartesiaLine.Listener {
    /** Pieces of audio that wait for a consumer: more than half an hour. */
    private static final int BOUND = 16 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(CartesiaSpeech.class);

    private final String name;
    private final ObjectNode context;
    private final CartesiaLine line;
    private final ConnectionPool<CartesiaLine> pool;
    private final BoundedSourceQueue<Supplier<SynthesizedAudio>> queue;
    private final Source<SynthesizedAudio, NotUsed> audio;
    private String id = UUID.randomUUID().toString();
    private Duration before = Duration.ZERO;
    private Duration spoken = Duration.ZERO;
    private boolean expired;
    private boolean written;
    private boolean over;

    private CartesiaSpeech(
            String name,
            ObjectNode context,
            CartesiaLine line,
            ConnectionPool<CartesiaLine> pool,
            Pair<BoundedSourceQueue<Supplier<SynthesizedAudio>>, Source<Supplier<SynthesizedAudio>, NotUsed>> out) {
        this.name = name;
        this.context = context;
        this.line = line;
        this.pool = pool;
        this.queue = out.first();
        this.audio = out.second().map(Supplier::get);
    }

    /**
     * Begins to speak.
     *
     * @param context what each request holds besides the context's id
     */
    static CartesiaSpeech begin(
            String name,
            ObjectNode context,
            CartesiaLine line,
            ConnectionPool<CartesiaLine> pool,
            Materializer materializer) {
        CartesiaSpeech speech = new CartesiaSpeech(
                name,
                context,
                line,
                pool,
                Source.<Supplier<SynthesizedAudio>>queue(BOUND).preMaterialize(materializer));
        line.use(speech);
        return speech;
    }

    Source<SynthesizedAudio, NotUsed> audio() {
        return audio;
    }

    /** More of the text; empty for its end. */
    synchronized void write(Optional<SpeechInput> input) {
        if (over) {
            return;
        }
        written = input.isEmpty();
        if (expired && !resumes(input)) {
            return;
        }
        String text = input.filter(SpeechInput.Text.class::isInstance)
                .map(piece -> ((SpeechInput.Text) piece).text())
                .orElse("");
        ObjectNode message =
                context.deepCopy().put("context_id", id).put("transcript", text).put("continue", input.isPresent());
        if (input.filter(SpeechInput.Flush.class::isInstance).isPresent()) {
            message.put("flush", true);
        }
        line.send(message);
    }

    /** Whether there is something to write to a new context. */
    private boolean resumes(Optional<SpeechInput> input) {
        if (input.isEmpty()) {
            onDone();
            return false;
        }
        if (input.get() instanceof SpeechInput.Flush) {
            return false;
        }
        id = UUID.randomUUID().toString();
        before = spoken;
        expired = false;
        return true;
    }

    /** There is no more text; a failure of it is one of the speech. */
    synchronized void textEnded(@Nullable Throwable failure) {
        if (failure != null && !over) {
            over = true;
            fail(ModelException.of(name, failure));
            cancel();
        }
    }

    /**
     * Nobody listens any more. What comes of it still is passed over by its id.
     *
     * @param failure such as a deadline's, after which the line is not trusted
     */
    synchronized void over(@Nullable Throwable failure) {
        if (over) {
            return;
        }
        over = true;
        complete();
        if (failure == null) {
            cancel();
        } else {
            drop();
        }
    }

    private void cancel() {
        line.send(JsonNodeFactory.instance.objectNode().put("context_id", id).put("cancel", true));
        giveBack();
    }

    private void drop() {
        line.use(CartesiaLine.Listener.NOBODY);
        pool.remove(line);
    }

    private void giveBack() {
        line.use(CartesiaLine.Listener.NOBODY);
        pool.put(line);
    }

    @Override
    public synchronized void onEvent(JsonNode event) {
        if (over || !event.path("context_id").asText(id).equals(id)) {
            return;
        }
        switch (event.path("type").asText()) {
            case "chunk" -> onChunk(event);
            case "timestamps" -> onWords(event.path("word_timestamps"));
            case "done" -> onDone();
            case "error" ->
                onFailure(ModelStatusException.of(
                        name,
                        event.path("status_code").asInt(ModelStatusException.UNKNOWN),
                        event.path("title").asText(event.path("error").asText(""))));
            default -> {} // such as flush_done
        }
    }

    private void onChunk(JsonNode event) {
        try {
            byte[] samples = Base64.getDecoder().decode(event.path("data").asText(""));
            AudioFrame frame = AudioFrame.wrap(samples, AudioFormat.REALTIME);
            spoken = spoken.plus(frame.duration());
            give(new SynthesizedAudio(frame, List.of(), Optional.of(id)));
        } catch (IllegalArgumentException wrong) {
            onFailure(ModelException.passing(name + ": a chunk that is no audio (expected: base64 of 16-bit samples)"));
        }
    }

    private void onWords(JsonNode timings) {
        List<TimedText> words = new ArrayList<>();
        JsonNode starts = timings.path("start");
        JsonNode ends = timings.path("end");
        for (int i = 0; i < timings.path("words").size(); i++) {
            Duration start = seconds(starts.path(i).asDouble());
            Duration end = seconds(ends.path(i).asDouble());
            words.add(
                    new TimedText(timings.path("words").path(i).asText(), start, end.compareTo(start) < 0 ? start : end)
                            .later(before));
        }
        give(new SynthesizedAudio(AudioFrame.wrap(new byte[0], AudioFormat.REALTIME), words));
    }

    private static Duration seconds(double time) {
        return Duration.ofNanos((long) (Math.max(0, time) * 1e9));
    }

    private void give(SynthesizedAudio piece) {
        if (queue.offer(() -> piece).equals(QueueOfferResult.dropped())) {
            onFailure(ModelException.lasting(
                    name + ": audio waiting: more than " + BOUND + " pieces (expected: a consumer that keeps up)"));
        }
    }

    private void onDone() {
        if (!written) {
            expired = true;
            return;
        }
        over = true;
        complete();
        giveBack();
    }

    @Override
    public synchronized void onFailure(ModelException failure) {
        if (!over) {
            over = true;
            fail(failure);
            drop();
        }
    }

    /** Behind the audio that waits: a failure of the queue's own would overtake it. */
    private void fail(ModelException failure) {
        QueueOfferResult taken = queue.offer(() -> {
            throw failure;
        });
        if (taken.isEnqueued()) {
            complete();
        } else if (taken.equals(QueueOfferResult.dropped())) {
            queue.fail(failure);
        }
    }

    private void complete() {
        try {
            queue.complete();
        } catch (IllegalStateException alreadyOver) {
            LOG.debug("Speech had come to its end before.", alreadyOver);
        }
    }
}
