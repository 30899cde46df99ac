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
    /** The library's logarithms have the base 1.0001: so many make one natural one. */
    private static final double LOG_UNIT = 10_000;

    private static final double AGREEMENT = 2;

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
        double misfit = sounds.search(frames, abandoned)
                .map(free -> misfit(sentence.get(), free))
                .orElse(0.0);
        return misfit > settings.rejection()
                ? Transcript.nothing()
                : new Transcript(sentence.get().words(), confidence(misfit));
    }

    /**
     * How badly a sentence fits: how far it stays behind the free sequence of sounds in each frame of speech, and in how
     * many frames that sequence has another sound. Below {@link RecognizerSettings#rejection} nearly all right
     * sentences of four voices stay, and few wrong ones; silence is left out, since it fits every sentence.
     */
    private static double misfit(UtteranceSearch.Path sentence, UtteranceSearch.Path free) {
        int length = Math.min(sentence.sounds().size(), free.sounds().size());
        double behind = 0;
        int same = 0;
        int speech = 0;
        for (int i = 0; i < length; i++) {
            UtteranceSearch.Sound said = sentence.sounds().get(i);
            UtteranceSearch.Sound heard = free.sounds().get(i);
            boolean equal = said.phone().equals(heard.phone());
            if (equal && said.phone().equals(UtteranceSearch.SILENCE)) {
                continue;
            }
            speech++;
            same += equal ? 1 : 0;
            behind += heard.score() - said.score();
        }
        return speech == 0 ? 0 : (behind / LOG_UNIT - AGREEMENT * same) / speech;
    }

    /** 0.5 at the verge of rejection, towards 1 for a perfect fit, which is a misfit of about -{@link #AGREEMENT}. */
    private double confidence(double misfit) {
        double place = (settings.rejection() - misfit) / (settings.rejection() + AGREEMENT);
        return Math.min(1, 0.5 + 0.5 * Math.max(0, place));
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
}
