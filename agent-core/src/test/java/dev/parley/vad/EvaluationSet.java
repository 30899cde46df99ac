package dev.parley.vad;

import java.util.Map;

/** What a detector is judged by: scenes by the voice that speaks in them, backgrounds by name. */
record EvaluationSet(Map<String, Scene> scenes, Map<String, float[]> backgrounds) {}
