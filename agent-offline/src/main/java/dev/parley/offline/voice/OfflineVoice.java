package dev.parley.offline.voice;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.typesafe.config.Config;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A voice that needs no network: FreeTTS's kevin16 in this process, or the command espeak-ng.
 *
 * <p>Thread-safe; speaks in as many sessions at once as its settings allow, on threads of its own, and others wait. Money
 * and telephone numbers are read as people read them. The voice is loaded by the first sentence or by {@link #prewarm}.
 */
public final class OfflineVoice implements TextToSpeech {
    private static final AudioFormat ESPEAK_FORMAT = AudioFormat.mono(22_050);

    /** Voices are heavy: equal settings share the speakers of the process. */
    private static final Map<VoiceSettings, SpeakerPool> POOLS = new ConcurrentHashMap<>();

    private final VoiceSettings settings;

    public OfflineVoice(VoiceSettings settings) {
        this.settings = settings;
    }

    private SpeakerPool speakers() {
        return POOLS.computeIfAbsent(settings, SpeakerPool::new);
    }

    /** The voice of {@code parley.offline.voice}. */
    public static OfflineVoice of(Config config) {
        return new OfflineVoice(VoiceSettings.of(config));
    }

    @Override
    public String name() {
        return settings.engine() == VoiceSettings.Engine.KEVIN16
                ? "offline/kevin16"
                : "offline/espeak-ng-" + settings.espeakVoice();
    }

    @Override
    public TextToSpeechCapabilities capabilities() {
        return TextToSpeechCapabilities.anyLength();
    }

    @Override
    public AudioFormat format() {
        return settings.engine() == VoiceSettings.Engine.KEVIN16 ? AudioFormat.WIDEBAND : ESPEAK_FORMAT;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The source fails if the text is longer than the settings allow or too many sentences wait already.
     */
    @Override
    public Source<AudioFrame, NotUsed> synthesize(String text) {
        if (text.length() > settings.mostCharacters()) {
            return Source.failed(new IllegalArgumentException("text to speak: " + text.length()
                    + " characters (expected: at most " + settings.mostCharacters()
                    + "; give it sentence by sentence, or raise parley.offline.voice.most-characters)"));
        }
        return Source.lazySource(
                        () -> Source.fromGraph(new SpeechStage(SpokenText.sentences(SpokenText.of(text)), speakers())))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    /** Sentences being made or waiting, in all sessions that share the settings. */
    public int busy() {
        return speakers().busy();
    }

    @Override
    public CompletionStage<Done> prewarm() {
        CompletableFuture<Done> ready = new CompletableFuture<>();
        speakers()
                .load(failure -> failure.ifPresentOrElse(
                        ready::completeExceptionally, () -> ready.complete(Done.getInstance())));
        return ready;
    }
}
