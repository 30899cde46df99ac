package dev.parley.vad;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** The same questions on the set that helped to choose the network, for whoever trains the next one. */
@Tag("long")
class VadValidationIT extends VadAccuracyIT {

    @Override
    void synthesise(Synthesis synthesis, Map<String, EvaluationSet> byName) throws IOException {
        byName.put("validation", ValidationSet.create(synthesis));
    }
}
