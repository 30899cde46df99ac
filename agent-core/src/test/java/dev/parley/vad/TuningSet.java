package dev.parley.vad;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The set that was looked at while the detector was made: what the training had to add and which thresholds to take was
 * decided by its figures. The network has learned from none of its sounds, yet a good result here proves little.
 */
final class TuningSet {
    private static final List<String> VOICES = List.of("en-us", "en-gb+f3", "en+m7", "kevin16");
    private static final List<String> CROWD = List.of(
            "en+john", "en-us+anika", "en-gb+marco", "de+robert", "fr+michel", "es+pablo", "en-us+quincy", "it+zac");
    private static final List<String> TEXTS = List.of(
            "Good morning, I would like to order two large pizzas.",
            "Yes.",
            "What does the salad cost today?",
            "My phone number is five five five, zero one nine two.",
            "No, thank you.",
            "Can you deliver it to twelve Maple Avenue before eight?",
            "Three ice creams.",
            "I have changed my mind about the drinks.",
            "Hold on a second.",
            "That sounds about right.",
            "Is there anything with mushrooms and extra peppers?",
            "Perfect.",
            "Could you repeat the total for me?",
            "I'll pay when the driver arrives.",
            "Correct, that was all.",
            "Bye.",
            "Which of them are vegetarian?",
            "Make the second one half and half.",
            "Ten.",
            "I am calling about my order from last Friday.",
            "The door is on the left behind the garage.",
            "Okay then.",
            "Someone else will pick it up.",
            "How long is it going to take?",
            "Wait, not that one.");

    private TuningSet() {}

    static EvaluationSet create(Synthesis synthesis) throws IOException {
        Map<String, Scene> scenes = new LinkedHashMap<>();
        for (String voice : VOICES) {
            List<float[]> utterances = new ArrayList<>();
            for (String text : TEXTS) {
                utterances.add(synthesis.speak(voice, text));
            }
            scenes.put(voice, new Scene(utterances, voice.hashCode()));
        }
        Map<EvaluationSet.Kind, Map<String, float[]>> backgrounds = new EnumMap<>(EvaluationSet.Kind.class);
        backgrounds.put(
                EvaluationSet.Kind.NOISE,
                Map.of(
                        "white", Noises.white(60 * Scene.RATE, 90_001),
                        "pink", Noises.pink(60 * Scene.RATE, 90_002)));
        backgrounds.put(EvaluationSet.Kind.BABBLE, Map.of("babble", babble(synthesis)));
        backgrounds.put(EvaluationSet.Kind.MUSIC, Map.of("music", synthesis.music()));
        return new EvaluationSet(scenes, backgrounds);
    }

    private static float[] babble(Synthesis synthesis) throws IOException {
        Loop crowd = new Loop(60);
        Random random = new Random(90_003);
        for (String voice : CROWD) {
            List<float[]> said = new ArrayList<>();
            for (String place : List.of("harbour", "stadium", "museum", "cinema")) {
                said.add(synthesis.speak(
                        voice,
                        "We went to the " + place
                                + " with eleven people, and none of them had ever seen so many boats before."));
            }
            crowd.talk(said, random);
        }
        return crowd.samples();
    }
}
