package dev.parley.session.internal;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.tts.SynthesizedAudio;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures one text that a voice speaks, all attempts together. Failed ones are not told. Thread-safe. */
final class SpeechMeter implements Metered.Meter<SynthesizedAudio> {
    private final String speechId;
    private final InstantSource clock;
    private final Consumer<AgentMetrics> told;
    private final BiConsumer<Optional<String>, ModelLabel> begun;
    private final Instant asked;
    private final Set<String> requestIds = new LinkedHashSet<>();
    private String voice;
    private boolean streamed;
    private Optional<Integer> member = Optional.empty();
    private @Nullable Instant first;
    private @Nullable AudioFormat format;
    private int characters;
    private long samples;

    /**
     * Measures from now on.
     *
     * @param streamed whether the voice takes the text as it is written
     * @param begun told with the first audio, and of each id of a request that comes later
     */
    SpeechMeter(
            String voice,
            boolean streamed,
            String speechId,
            InstantSource clock,
            Consumer<AgentMetrics> told,
            BiConsumer<Optional<String>, ModelLabel> begun) {
        this.voice = voice;
        this.streamed = streamed;
        this.speechId = speechId;
        this.clock = clock;
        this.told = told;
        this.begun = begun;
        this.asked = clock.instant();
    }

    /** The voice is given this. */
    synchronized void given(String text) {
        characters += text.length();
    }

    /** The one at this place of a group speaks. */
    synchronized void servedBy(String name, boolean streams, int index) {
        voice = name;
        streamed = streamed && streams;
        member = Optional.of(index);
    }

    @Override
    public synchronized void onElement(SynthesizedAudio audio) {
        boolean identified = audio.requestId().filter(requestIds::add).isPresent();
        AudioFrame frame = audio.frame();
        boolean begins = first == null && frame.byteCount() > 0;
        if (begins || identified) {
            begun.accept(identified ? audio.requestId() : Optional.empty(), ModelLabel.of(voice));
        }
        if (frame.byteCount() == 0) {
            return;
        }
        if (begins) {
            first = clock.instant();
            format = frame.format();
        }
        samples += frame.samples();
    }

    @Override
    public void onComplete() {
        tell(false);
    }

    @Override
    public void onCancelled() {
        tell(true);
    }

    private synchronized void tell(boolean cancelled) {
        told.accept(new AgentMetrics.TtsMetrics(
                ModelLabel.of(voice),
                speechId,
                Duration.between(asked, clock.instant()),
                Optional.ofNullable(first).map(time -> Duration.between(asked, time)),
                format == null ? Duration.ZERO : format.durationOf(samples),
                cancelled,
                characters,
                List.copyOf(requestIds),
                streamed,
                member));
    }
}
