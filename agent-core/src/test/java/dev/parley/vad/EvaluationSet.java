package dev.parley.vad;

import java.util.Map;

/** What a detector is judged by: scenes by the voice that speaks in them, and the backgrounds of each kind by name. */
record EvaluationSet(Map<String, Scene> scenes, Map<Kind, Map<String, float[]>> backgrounds) {

    /** What a caller's voice has to be told from. */
    enum Kind {
        NOISE,
        BABBLE,
        MUSIC
    }
}
