package dev.parley.vad;

import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The set that chooses among networks: its voices, sentences, crowds, noises and music are in neither the training nor the
 * {@link TuningSet}, but the training was stopped and the thresholds were taken with its figures in view.
 */
final class ValidationSet {
    private static final int SECONDS = 240;

    private static final List<Talker> VOICES = List.of(
            new Talker("en-us-nyc+max", 190),
            new Talker("en-gb-x-gbcwmd+Andrea", 155),
            new Talker("en-us+norbert", 170),
            new Talker("en-gb-scotland+shelby", 205));
    private static final List<String> CROWD = List.of(
            "en-us+Alex",
            "de+boris",
            "es+iven3",
            "fr+Gene2",
            "pl+Nguyen",
            "pt+Henrique",
            "da+marcelo",
            "hu+pedro",
            "ro+gustave",
            "sv+miguel",
            "de+david",
            "hr+boris");
    private static final List<String> OVERHEARD = List.of(
            "She told me that the concert had been moved to the old town hall, and that parking would be a nightmare.",
            "If you ask him, the whole thing started with a broken fridge and a very angry plumber.",
            "Pass me those glasses. Did anybody feed the cat? I thought it was your turn this week.",
            "Twenty minutes, he said, and an hour later we were still standing in front of the same door.",
            "Well, my cousin sells used bicycles, so naturally she knew which chain would fit.");
    private static final List<String> TEXTS = List.of(
            "Hi there, is this the travel desk?",
            "I need a room for two nights, from the ninth to the eleventh.",
            "Sure.",
            "Does the hotel have a swimming pool?",
            "My last name is spelled K, R, A, M, E, R.",
            "Nope.",
            "Put me through to somebody in the repair shop, please.",
            "Four tickets.",
            "The washing machine makes a terrible noise.",
            "Go ahead.",
            "Would Thursday afternoon suit you?",
            "Exactly.",
            "He left his umbrella on the bus this morning.",
            "Sorry, I didn't catch that.",
            "Sixty-eight.",
            "Why has my invoice gone up by fifteen euros?",
            "Never mind.",
            "Tell the nurse I'm running late.",
            "Great, thanks a lot.",
            "The code on the label reads seven four, dash, zero six.",
            "Which platform does it leave from?",
            "Cancel it.",
            "Our internet has been down since midnight.",
            "Hmm, let me think.",
            "A quarter past three would be fine.",
            "Speak to you soon.",
            "Have you got it in dark blue?",
            "Absolutely.",
            "I'd rather not give you my e-mail.",
            "Turn left after the petrol station, then follow the canal.",
            "Half a dozen.",
            "Who am I talking to?",
            "Could somebody check the oil as well?",
            "Not really.",
            "We moved from Bristol to Leeds in two thousand and sixteen.",
            "Stop.",
            "How much luggage may I carry?",
            "It hurts whenever I bend my knee.",
            "Fine by me.",
            "The parcel was supposed to be here by noon.",
            "Hello?",
            "Charge it to the same card as before.",
            "Is the museum shut on Mondays?",
            "Thirteen, fourteen, maybe fifteen guests.",
            "Nobody told us about a deposit.",
            "Fair enough.",
            "Her flight lands at ten to nine.",
            "Again, please.",
            "Please leave the keys with the neighbours across the hall.",
            "Goodnight.");

    private ValidationSet() {}

    static EvaluationSet create(Synthesis synthesis) throws IOException {
        Map<String, Scene> scenes = new LinkedHashMap<>();
        for (Talker talker : VOICES) {
            scenes.put(
                    talker.voice(),
                    new Scene(talker.say(synthesis, TEXTS), 31L * talker.voice().hashCode() + 7));
        }
        Band band = new Band(synthesis);
        Crowd crowd = new Crowd(97, 140, 70, OVERHEARD);
        Map<EvaluationSet.Kind, Map<String, float[]>> backgrounds = new EnumMap<>(EvaluationSet.Kind.class);
        backgrounds.put(
                EvaluationSet.Kind.NOISE,
                Map.of(
                        "fan",
                        Noises.fan(SECONDS * Scene.RATE, 417_001),
                        "street",
                        Noises.street(SECONDS * Scene.RATE, 417_002)));
        backgrounds.put(
                EvaluationSet.Kind.BABBLE,
                Map.of(
                        "8 people",
                        crowd.room(synthesis, CROWD.subList(0, 8), 417_003),
                        "12 people",
                        crowd.room(synthesis, CROWD, 417_004)));
        backgrounds.put(
                EvaluationSet.Kind.MUSIC,
                Map.of(
                        "pads",
                        band.pads(),
                        "arpeggio",
                        band.arpeggio(),
                        "drums",
                        band.drums(),
                        "band",
                        band.together()));
        return new EvaluationSet(scenes, backgrounds);
    }
}
