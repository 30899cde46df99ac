package dev.parley.worker.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.session.AgentSession;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Feeds posted audio to a session while it is read: no more than a few network buffers of it are held. */
final class PcmIntake {
    private static final Set<Integer> RATES = Set.of(8_000, 16_000, 24_000, 48_000);
    private static final Duration STALLED = Duration.ofSeconds(30);

    private final ActorSystem<?> system;
    private final Bodies bodies;

    PcmIntake(ActorSystem<?> system, Bodies bodies) {
        this.system = system;
        this.bodies = bodies;
    }

    /** Completes with the milliseconds of audio that the session has taken. */
    CompletionStage<Long> take(HttpRequest request, AgentSession session) {
        AudioFormat format = AudioFormat.mono(rate(request));
        String type = request.entity().getContentType().mediaType().toString();
        if (type.equals("application/json")) {
            return bodies.readObject(request).thenCompose(body -> feed(decode(body), format, session));
        } else if (!type.equals("application/octet-stream") && !type.equals("none/none")) {
            throw ApiFailure.unsupported(
                    "content type", type, "application/octet-stream with PCM16, or application/json with pcm_b64");
        }
        var refused = bodies.refuse(request, Bodies.AUDIO_LIMIT);
        if (refused.isPresent()) {
            return refused.get().thenApply(never -> 0L);
        }
        request.entity().getContentLengthOption().ifPresent(PcmIntake::requireWholeSamples);
        Source<ByteString, ?> bytes =
                request.entity().withSizeLimit(Bodies.AUDIO_LIMIT).getDataBytes();
        return feed(bytes, format, session);
    }

    /** The query's rate, 16 kHz if it has none. */
    static int rate(HttpRequest request) {
        String given = request.getUri().query().get("rate").orElse("16000");
        for (int rate : RATES) {
            if (given.equals(Integer.toString(rate))) {
                return rate;
            }
        }
        throw ApiFailure.badRequest("rate: " + given + " (expected: one of 8000, 16000, 24000, 48000)");
    }

    private static Source<ByteString, ?> decode(ObjectNode body) {
        byte[] pcm;
        try {
            pcm = Base64.getDecoder().decode(Json.requireText(body, "pcm_b64"));
        } catch (IllegalArgumentException notBase64) {
            throw ApiFailure.badRequest("pcm_b64: " + notBase64.getMessage() + " (expected: base64 of PCM16)");
        }
        requireWholeSamples(pcm.length);
        return Source.single(ByteString.fromArrayUnsafe(pcm));
    }

    private CompletionStage<Long> feed(Source<ByteString, ?> bytes, AudioFormat format, AgentSession session) {
        AtomicLong samples = new AtomicLong();
        return bytes.idleTimeout(STALLED)
                .via(frames(format, samples))
                .watchTermination(Keep.right())
                .via(untilFailure())
                .via(resampled(format, session.inputFormat()))
                .to(session.audioIn())
                .run(system)
                .thenApply(done -> format.durationOf(samples.get()).toMillis());
    }

    /** Bytes as frames of whole samples, whatever pieces the network made of them. */
    private static Flow<ByteString, AudioFrame, NotUsed> frames(AudioFormat format, AtomicLong samples) {
        return Flow.<ByteString>create()
                .concat(Source.single(ByteString.emptyByteString()))
                .statefulMapConcat(() -> {
                    ByteString[] rest = {ByteString.emptyByteString()};
                    return bytes -> {
                        ByteString all = rest[0].concat(bytes);
                        if (bytes.isEmpty()) {
                            requireWholeSamples(all.size());
                            return List.<AudioFrame>of();
                        }
                        int even = all.size() & ~1;
                        rest[0] = all.drop(even);
                        samples.addAndGet(even / 2);
                        return even == 0
                                ? List.of()
                                : List.of(AudioFrame.wrap(all.take(even).toArray(), format));
                    };
                });
    }

    /** What the sender did wrong is the sender's answer; for the session the audio just ends. */
    private static Flow<AudioFrame, AudioFrame, NotUsed> untilFailure() {
        return Flow.<AudioFrame>create().recoverWithRetries(1, Throwable.class, Source::empty);
    }

    static Flow<AudioFrame, AudioFrame, NotUsed> resampled(AudioFormat from, AudioFormat to) {
        if (from.equals(to)) {
            return Flow.create();
        }
        return Flow.<AudioFrame>create().statefulMapConcat(() -> {
            Resampler resampler = Resampler.between(from, to);
            return frame -> {
                AudioFrame out = resampler.accept(frame);
                return out.byteCount() == 0 ? List.of() : List.of(out);
            };
        });
    }

    private static void requireWholeSamples(long bytes) {
        if (bytes % 2 != 0) {
            throw ApiFailure.badRequest("audio bytes: " + bytes
                    + " (expected: an even number, since a PCM16 sample has 2); send whole samples");
        }
    }
}
