package dev.parley.offline.recognition;

import edu.cmu.sphinx.frontend.AutoCepstrum;
import edu.cmu.sphinx.frontend.DataProcessor;
import edu.cmu.sphinx.frontend.FrontEnd;
import edu.cmu.sphinx.frontend.feature.BatchCMN;
import edu.cmu.sphinx.frontend.feature.DeltasFeatureExtractor;
import edu.cmu.sphinx.frontend.feature.FeatureTransform;
import edu.cmu.sphinx.frontend.filter.Preemphasizer;
import edu.cmu.sphinx.frontend.transform.DiscreteFourierTransform;
import edu.cmu.sphinx.frontend.window.RaisedCosineWindower;
import edu.cmu.sphinx.linguist.acoustic.UnitManager;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Sphinx3Loader;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.TiedStateAcousticModel;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The acoustic model of the process: how English sounds.
 *
 * <p>It is loaded once and shared by all recognisers. Its scores are kept in fields per audio frame, so one frame is
 * scored at a time, under {@link #scoring}; and frames of different utterances must carry different sample numbers,
 * which {@link UtteranceSource} sees to.
 */
final class Acoustics {
    private static final String LOCATION = "/edu/cmu/sphinx/models/en-us/en-us";

    /** Held strongly: java.util.logging forgets the level of a logger that nobody refers to. */
    private static final List<Logger> SPHINX = Stream.of(
                    "edu.cmu.sphinx", "BatchCMN", "AutoCepstrum", "FeatureTransform")
            .map(Logger::getLogger)
            .toList();

    final UnitManager units = new UnitManager();
    final Sphinx3Loader loader;
    final TiedStateAcousticModel model;
    final ReentrantLock scoring = new ReentrantLock();

    private Acoustics() throws IOException {
        SPHINX.forEach(logger -> logger.setLevel(Level.OFF));
        URL location = Acoustics.class.getResource(LOCATION);
        if (location == null) {
            throw new IOException(
                    "acoustic model: " + LOCATION + " (expected: on the class path; add de.sciss:sphinx4-data)");
        }
        loader = new Sphinx3Loader(location, units, 0f, 1e-7f, 1e-4f, 4, true);
        model = new TiedStateAcousticModel(loader, units, true);
        model.allocate();
    }

    /** The model of this process; the first call loads it. */
    static Acoustics shared() throws IOException {
        return Holder.get();
    }

    /** From samples to features, as the model was trained; the mean is taken over the utterance, which is whole. */
    FrontEnd frontEnd(UtteranceSource source) throws IOException {
        List<DataProcessor> stages = List.of(
                source,
                new Preemphasizer(0.97),
                new RaisedCosineWindower(0.46, 25.625f, 10f),
                new DiscreteFourierTransform(512, false),
                new AutoCepstrum(loader),
                new BatchCMN(),
                new DeltasFeatureExtractor(3),
                new FeatureTransform(loader));
        return new FrontEnd(stages);
    }

    private static final class Holder {
        private static @Nullable Acoustics loaded;

        static synchronized Acoustics get() throws IOException {
            Acoustics found = loaded;
            if (found == null) {
                found = new Acoustics();
                loaded = found;
            }
            return found;
        }
    }
}
