package dev.parley.realtime.deepgram;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.ModelException;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.SpeechToTextFeature;
import dev.parley.stt.Transcript;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A recogniser by Deepgram's live WebSocket: transcripts while the caller speaks, words with their times, and its own finding of
 * where speech begins and ends. Streams only. Thread-safe; each stream has a connection of its own, and fails with it: a session
 * begins another one, by its own rules for trying again.
 */
public final class DeepgramSpeechToText implements SpeechToText {
    private static final URI DEEPGRAM = URI.create("wss://api.deepgram.com/v1/listen");
    private static final AudioFormat FORMAT = AudioFormat.WIDEBAND;
    private static final String INTERIM = "interim_results";
    private static final String UTTERANCE_END = "utterance_end_ms";
    private static final String LANGUAGE = "language";
    private static final String DIARIZE = "diarize";

    private static final List<String> GIVEN = List.of("model", "encoding", "sample_rate", "channels");

    /** Models that listen for "keywords", as it was called before "keyterm". */
    private static final Pattern OLD_MODEL = Pattern.compile("(nova(?!-\\d)|nova-2|enhanced|base|whisper).*");

    private final URI url;
    private final String key;
    private final String model;
    private final Map<String, List<String>> parameters;

    private DeepgramSpeechToText(URI url, String key, String model, Map<String, List<String>> parameters) {
        this.url = url;
        this.key = key;
        this.model = model;
        this.parameters = parameters;
    }

    /** A model such as {@code nova-3}, listening for American English; connects to nothing yet. */
    public static DeepgramSpeechToText of(String key, String model) {
        return at(DEEPGRAM, key, model);
    }

    /**
     * The same at another address, {@code ws} or {@code wss}, such as the one of the European Union.
     *
     * @throws IllegalArgumentException if the key can't be one
     */
    public static DeepgramSpeechToText at(URI url, String key, String model) {
        Map<String, List<String>> standard = new LinkedHashMap<>();
        standard.put("model", List.of(model));
        standard.put(LANGUAGE, List.of("en-US"));
        standard.put("encoding", List.of("linear16"));
        standard.put("sample_rate", List.of(Integer.toString(FORMAT.sampleRate())));
        standard.put("channels", List.of("1"));
        standard.put(INTERIM, List.of("true"));
        standard.put("punctuate", List.of("true"));
        standard.put("filler_words", List.of("true"));
        standard.put("no_delay", List.of("true"));
        standard.put("vad_events", List.of("true"));
        standard.put("endpointing", List.of("25"));
        standard.put(UTTERANCE_END, List.of("1000"));
        return new DeepgramSpeechToText(url, oneLine(key.strip()), model, standard);
    }

    /** Else the JDK would tell the key in its failure. */
    private static String oneLine(String key) {
        if (key.isEmpty() || !key.chars().allMatch(character -> character > ' ' && character <= '~')) {
            throw new IllegalArgumentException("Deepgram's key: *** (expected: one word of ASCII)");
        }
        return key;
    }

    /**
     * The same with this in the address of each stream, such as {@code language}, {@code endpointing} or several {@code keyterm}, in
     * place of what was there; without a value it is left out, and Deepgram's own default holds.
     *
     * @throws IllegalArgumentException for the model and for the form of the audio, which are given
     */
    public DeepgramSpeechToText withParameter(String name, String... values) {
        if (GIVEN.contains(name)) {
            throw new IllegalArgumentException("parameter: " + name + " (expected: none of " + GIVEN
                    + "; the model is chosen with the recogniser, the audio is PCM16 of 16 kHz)");
        }
        Map<String, List<String>> changed = new LinkedHashMap<>(parameters);
        if (values.length == 0) {
            changed.remove(name);
        } else {
            changed.put(name, List.of(values));
        }
        return new DeepgramSpeechToText(url, key, model, changed);
    }

    @Override
    public String name() {
        return "deepgram/" + model;
    }

    @Override
    public SpeechToTextCapabilities capabilities() {
        SpeechToTextCapabilities can = new SpeechToTextCapabilities(true, has(INTERIM))
                .with(
                        SpeechToTextFeature.STREAM_ONLY,
                        SpeechToTextFeature.MANUAL_FLUSH,
                        SpeechToTextFeature.KEYTERMS,
                        SpeechToTextFeature.ALIGNED_WORDS);
        return has(DIARIZE) ? can.with(SpeechToTextFeature.DIARIZATION) : can;
    }

    private boolean has(String parameter) {
        return parameters.getOrDefault(parameter, List.of()).contains("true");
    }

    @Override
    public AudioFormat format() {
        return FORMAT;
    }

    /** Fails: it streams only. */
    @Override
    public CompletionStage<Transcript> recognize(AudioFrame utterance) {
        return CompletableFuture.failedStage(
                ModelException.lasting(name() + " takes no whole utterances (expected: stream, with all audio)"));
    }

    @Override
    public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
        return stream(List.of());
    }

    @Override
    public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream(List<String> keyterms) {
        URI address = address(keyterms);
        return Flow.fromGraph(new DeepgramStream(
                name(), language(), listener -> DeepgramSocket.connect(name(), address, key, listener)));
    }

    /** What is told of a transcript whose language Deepgram doesn't tell. */
    private Optional<String> language() {
        return parameters.getOrDefault(LANGUAGE, List.of()).stream()
                .filter(set -> !set.equals("multi"))
                .findFirst();
    }

    URI address(List<String> keyterms) {
        Stream<String> set = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals(UTTERANCE_END) || has(INTERIM)) // else it is refused
                .flatMap(parameter -> pairs(parameter.getKey(), parameter.getValue()));
        String terms = OLD_MODEL.matcher(model).matches() ? "keywords" : "keyterm";
        String query = Stream.concat(set, pairs(terms, keyterms)).collect(Collectors.joining("&"));
        return URI.create(url + (url.getRawQuery() == null ? "?" : "&") + query);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return name() + " at " + url;
    }

    private static Stream<String> pairs(String name, List<String> values) {
        return values.stream().map(value -> encoded(name) + "=" + encoded(value));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
