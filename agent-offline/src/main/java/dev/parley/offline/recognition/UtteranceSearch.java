package dev.parley.offline.recognition;

import edu.cmu.sphinx.decoder.pruner.SimplePruner;
import edu.cmu.sphinx.decoder.scorer.Scoreable;
import edu.cmu.sphinx.decoder.scorer.SimpleAcousticScorer;
import edu.cmu.sphinx.decoder.search.PartitionActiveListFactory;
import edu.cmu.sphinx.decoder.search.SimpleBreadthFirstSearchManager;
import edu.cmu.sphinx.decoder.search.Token;
import edu.cmu.sphinx.frontend.BaseDataProcessor;
import edu.cmu.sphinx.frontend.Data;
import edu.cmu.sphinx.linguist.HMMSearchState;
import edu.cmu.sphinx.linguist.Linguist;
import edu.cmu.sphinx.result.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One search at a time for the best path through a graph of sounds; not thread-safe. The graph itself is shared. */
final class UtteranceSearch {
    static final String SILENCE = "SIL";
    private static final int BEAM_STATES = 20_000;

    private final Replay features = new Replay();
    private final SimpleBreadthFirstSearchManager search;

    UtteranceSearch(Linguist graph, RecognizerSettings settings) throws IOException {
        search = new SimpleBreadthFirstSearchManager(
                graph,
                new SimplePruner(),
                new FrameScorer(Acoustics.shared(), features),
                new PartitionActiveListFactory(BEAM_STATES, settings.beam()),
                false,
                0.0,
                0,
                false);
        CompiledGrammar.LIBRARY.lock(); // allocation writes to maps of the library that are static
        try {
            search.allocate();
        } finally {
            CompiledGrammar.LIBRARY.unlock();
        }
    }

    /** The best way to say what was heard, with its sound in each frame. */
    record Path(String words, List<Sound> sounds) {}

    /**
     * A phone in one frame.
     *
     * @param score how well it fits, in the library's logarithms
     */
    record Sound(String phone, float score) {}

    /**
     * Searches; the calling thread computes until it is done.
     *
     * @param frames the utterance's features, an end signal last
     * @param abandoned asked every 10 ms of audio
     * @throws CancellationException if it was abandoned
     */
    Optional<Path> search(List<Data> frames, BooleanSupplier abandoned) {
        features.open(frames, abandoned);
        search.startRecognition();
        Result result = search.recognize(Integer.MAX_VALUE);
        search.stopRecognition();
        return Optional.ofNullable(result)
                .map(Result::getBestFinalToken)
                .map(token -> new Path(token.getWordPathNoFiller().trim(), sounds(token)));
    }

    private static List<Sound> sounds(Token last) {
        List<Sound> sounds = new ArrayList<>();
        for (@Nullable Token token = last; token != null; token = token.getPredecessor()) {
            if (token.isEmitting() && token.getSearchState() instanceof HMMSearchState state) {
                String phone = state.getHMMState().getHMM().getBaseUnit().getName();
                sounds.add(new Sound(phone, token.getAcousticScore()));
            }
        }
        Collections.reverse(sounds);
        return List.copyOf(sounds);
    }

    /** Gives features that were computed before. */
    private static final class Replay extends BaseDataProcessor {
        private Iterator<Data> frames = List.<Data>of().iterator();
        private BooleanSupplier abandoned = () -> false;

        void open(List<Data> utterance, BooleanSupplier given) {
            frames = utterance.iterator();
            abandoned = given;
        }

        @Override
        public Data getData() {
            if (abandoned.getAsBoolean()) {
                throw new CancellationException("recognition: abandoned");
            }
            return frames.next();
        }
    }

    /** Scores under the lock of the shared model. */
    private static final class FrameScorer extends SimpleAcousticScorer {
        private final Acoustics acoustics;

        FrameScorer(Acoustics acoustics, Replay features) {
            super(features, null);
            this.acoustics = acoustics;
        }

        @Override
        protected <T extends Scoreable> T doScoring(List<T> states, Data frame) {
            acoustics.scoring.lock();
            try {
                return super.doScoring(states, frame);
            } finally {
                acoustics.scoring.unlock();
            }
        }
    }
}
