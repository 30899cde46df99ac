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
import java.util.concurrent.atomic.AtomicBoolean;

/** One text on its way through a line: a context, as Cartesia calls it. Gives the line back once, when it is over. Thread-safe. */
final class CartesiaSpeech implements CartesiaLine.Listener {
    /** Pieces of audio that wait for a consumer: more than half an hour. */
    private static final int BOUND = 16 * 1024;

    private final String name;
    private final ObjectNode context;
    private final CartesiaLine line;
    private final ConnectionPool<CartesiaLine> pool;
    private final BoundedSourceQueue<SynthesizedAudio> queue;
    private final Source<SynthesizedAudio, NotUsed> audio;
    private final AtomicBoolean over = new AtomicBoolean();

    private CartesiaSpeech(
            String name,
            ObjectNode context,
            CartesiaLine line,
            ConnectionPool<CartesiaLine> pool,
            Pair<BoundedSourceQueue<SynthesizedAudio>, Source<SynthesizedAudio, NotUsed>> out) {
        this.name = name;
        this.context = context;
        this.line = line;
        this.pool = pool;
        this.queue = out.first();
        this.audio = out.second();
    }

    /**
     * Begins to speak.
     *
     * @param context what each request holds, with the context's id
     */
    static CartesiaSpeech begin(
            String name,
            ObjectNode context,
            CartesiaLine line,
            ConnectionPool<CartesiaLine> pool,
            Materializer materializer) {
        CartesiaSpeech speech = new CartesiaSpeech(
                name, context, line, pool, Source.<SynthesizedAudio>queue(BOUND).preMaterialize(materializer));
        line.use(speech);
        return speech;
    }

    Source<SynthesizedAudio, NotUsed> audio() {
        return audio;
    }

    /** More of the text; empty for its end. */
    void write(Optional<SpeechInput> input) {
        if (over.get()) {
            return;
        }
        String text = input.filter(SpeechInput.Text.class::isInstance)
                .map(piece -> ((SpeechInput.Text) piece).text())
                .orElse("");
        ObjectNode message = context.deepCopy().put("transcript", text).put("continue", input.isPresent());
        if (input.filter(SpeechInput.Flush.class::isInstance).isPresent()) {
            message.put("flush", true);
        }
        line.send(message);
    }

    /** Nobody listens any more. What comes of it still is passed over by its id. */
    void leave() {
        if (over.compareAndSet(false, true)) {
            line.send(JsonNodeFactory.instance
                    .objectNode()
                    .put("context_id", id())
                    .put("cancel", true));
            giveBack();
        }
    }

    private String id() {
        return context.path("context_id").asText();
    }

    private void giveBack() {
        line.use(CartesiaLine.Listener.NOBODY);
        pool.put(line);
    }

    @Override
    public void onEvent(JsonNode event) {
        if (over.get() || !event.path("context_id").asText(id()).equals(id())) {
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
            give(new SynthesizedAudio(AudioFrame.wrap(samples, AudioFormat.REALTIME), List.of(), Optional.of(id())));
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
            words.add(new TimedText(
                    timings.path("words").path(i).asText(), start, end.compareTo(start) < 0 ? start : end));
        }
        give(new SynthesizedAudio(AudioFrame.wrap(new byte[0], AudioFormat.REALTIME), words));
    }

    private static Duration seconds(double time) {
        return Duration.ofNanos((long) (Math.max(0, time) * 1e9));
    }

    private void give(SynthesizedAudio piece) {
        if (queue.offer(piece).equals(QueueOfferResult.dropped())) {
            onFailure(ModelException.lasting(
                    name + ": audio waiting: more than " + BOUND + " pieces (expected: a consumer that keeps up)"));
        }
    }

    private void onDone() {
        if (over.compareAndSet(false, true)) {
            giveBack();
            queue.complete();
        }
    }

    @Override
    public void onFailure(ModelException failure) {
        if (over.compareAndSet(false, true)) {
            line.use(CartesiaLine.Listener.NOBODY);
            pool.remove(line);
            queue.fail(failure);
        }
    }
}
