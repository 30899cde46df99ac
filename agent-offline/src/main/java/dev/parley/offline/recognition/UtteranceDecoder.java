package dev.parley.offline.recognition;

import dev.parley.audio.AudioFrame;
import dev.parley.stt.Transcript;
import edu.cmu.sphinx.frontend.Data;
import edu.cmu.sphinx.frontend.DataEndSignal;
import edu.cmu.sphinx.frontend.FrontEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Understands one utterance at a time: the best sentence of the grammar, if it fits nearly as well as any sequence of
 * sounds would. Not thread-safe; besides the shared graphs it holds little.
 */
final class UtteranceDecoder {
    private final RecognizerSettings settings;
    private final UtteranceSource source = new UtteranceSource();
    private final FrontEnd frontEnd;
    private final UtteranceSearch sentences;
    private final UtteranceSearch sounds;

    UtteranceDecoder(CompiledGrammar grammar, CompiledGrammar phoneLoop, RecognizerSettings settings)
            throws IOException {
        this.settings = settings;
        frontEnd = Acoustics.shared().frontEnd(source);
        sentences = new UtteranceSearch(grammar, settings);
        sounds = new UtteranceSearch(phoneLoop, settings);
    }

    /**
     * Recognises; the calling thread computes until it is done.
     *
     * @param abandoned asked every 10 ms of audio
     * @throws CancellationException if it was abandoned
     */
    Transcript recognize(AudioFrame utterance, BooleanSupplier abandoned) {
        List<Data> frames = features(utterance);
        Optional<UtteranceSearch.Path> sentence = sentences.search(frames, abandoned);
        if (sentence.isEmpty() || sentence.get().words().isEmpty()) {
            return Transcript.nothing();
        }
        double arrears = arrears(sentence.get(), frames, abandoned);
        return arrears > settings.rejection()
                ? Transcript.nothing()
                : new Transcript(sentence.get().words(), 1 - 0.5 * Math.max(0, arrears) / settings.rejection());
    }

    /** How far a sentence stays behind the free sequence of sounds, in score per frame. */
    private double arrears(UtteranceSearch.Path sentence, List<Data> frames, BooleanSupplier abandoned) {
        return sounds.search(frames, abandoned)
                .map(free -> (free.score() - sentence.score()) / (double) frames.size())
                .orElse(0.0);
    }

    private List<Data> features(AudioFrame utterance) {
        source.open(utterance);
        List<Data> frames = new ArrayList<>();
        Data next;
        do {
            next = frontEnd.getData();
            frames.add(next);
        } while (!(next instanceof DataEndSignal));
        return frames;
    }
    // PROBE
    record Raw(String text, double lead) {}

    Raw recognizeRaw(AudioFrame u) {
        List<Data> frames = features(u);
        var s = sentences.search(frames, () -> false);
        if (s.isEmpty()) return new Raw("", 9999);
        return new Raw(s.get().words(), arrears(s.get(), frames, () -> false));
    }
}
