package dev.parley.vad;

import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The set that judges: written before the detector was run on any of it. Its sentences, crowds, noises and music, and all
 * voices but kevin16, are in neither the training nor the sets that were looked at, {@link TuningSet} and {@link
 * ValidationSet}. Whoever tunes the detector by its figures has to write another.
 */
final class HeldOutSet {
    private static final int SECONDS = 240;

    private static final List<Talker> VOICES = List.of(
            new Talker("kevin16", 0),
            new Talker("en-029+victor", 165),
            new Talker("en-gb-x-gbclan+Annie", 180),
            new Talker("en-us+Mario", 195));
    private static final List<String> CROWD = List.of(
            "nb+linda",
            "is+Hugo",
            "et+steph2",
            "lv+antonio",
            "ca+caleb",
            "sk+Alicia",
            "bg+sandro",
            "sl+Diogo",
            "ga+edward2",
            "cy+Jacky",
            "lt+paul",
            "eu+aunty",
            "sq+RicishayMax2");
    private static final List<String> OVERHEARD = List.of(
            "The ferry was cancelled twice, so in the end we all squeezed into one taxi and sang the entire way.",
            "My landlord keeps three parrots, and every one of them can imitate the doorbell perfectly.",
            "Order the dumplings. Trust me. Last time I had the noodles and regretted it for hours.",
            "So the dentist looks at me and says, when did you start chewing on pencils again?",
            "Our team lost by eleven points, although nobody here wants to admit how badly we played.");
    private static final List<String> TEXTS = List.of(
            "Good evening, am I talking to the theatre?",
            "Two seats in the stalls would be lovely.",
            "Alright.",
            "What was the name of that vet again?",
            "It's B as in banana, D as in daisy.",
            "Sadly not.",
            "I dropped my phone in the bath and now it won't switch on.",
            "A baker's dozen.",
            "Could we push the appointment to early December?",
            "Carry on.",
            "The elevator is stuck between two floors.",
            "Deal.",
            "Which form do I sign?",
            "Oh, I see what you mean.",
            "My grandmother baked this bread every weekend.",
            "Ninety-three euros and forty cents.",
            "Not yet.",
            "Are dogs allowed on the terrace?",
            "Skip that question.",
            "There's a scratch on the left mirror.",
            "Certainly.",
            "We'd need a cot and an extra blanket.",
            "Whose turn is it?",
            "He'll be back around noon, I guess.",
            "Zero eight hundred, two two, seven one.",
            "Sounds good.",
            "Remove the olives from both salads.",
            "Why is the line so noisy?",
            "Ask her tomorrow.",
            "I'm standing outside gate fourteen.",
            "Hardly ever.",
            "Please read the address back to me.",
            "It smells of gas in the corridor.",
            "Gladly.",
            "The printer ran out of paper during the meeting.",
            "Nine sharp.",
            "Do you ship to Norway?",
            "Somebody parked in front of our garage.",
            "One more thing.",
            "My son is allergic to peanuts and eggs.",
            "Pardon me?",
            "The warranty expired in February.",
            "Dunno.",
            "Let's try the smaller size instead.",
            "I've been waiting for over an hour.",
            "Take care.",
            "How do I reset the alarm clock?",
            "Upstairs, second door.",
            "She plays the cello in an orchestra.",
            "That would be everything.");

    private HeldOutSet() {}

    static EvaluationSet create(Synthesis synthesis) throws IOException {
        Map<String, Scene> scenes = new LinkedHashMap<>();
        for (Talker talker : VOICES) {
            scenes.put(
                    talker.voice(),
                    new Scene(talker.say(synthesis, TEXTS), 53L * talker.voice().hashCode() + 11));
        }
        Ensemble ensemble = new Ensemble(synthesis);
        Crowd crowd = new Crowd(89, 135, 75, OVERHEARD);
        Map<EvaluationSet.Kind, Map<String, float[]>> backgrounds = new EnumMap<>(EvaluationSet.Kind.class);
        backgrounds.put(
                EvaluationSet.Kind.NOISE,
                Map.of(
                        "hoover",
                        Noises.hoover(SECONDS * Scene.RATE, 531_001),
                        "rain",
                        Noises.rain(SECONDS * Scene.RATE, 531_002)));
        backgrounds.put(
                EvaluationSet.Kind.BABBLE,
                Map.of(
                        "7 people",
                        crowd.room(synthesis, CROWD.subList(0, 7), 531_003),
                        "13 people",
                        crowd.room(synthesis, CROWD, 531_004)));
        backgrounds.put(
                EvaluationSet.Kind.MUSIC,
                Map.of(
                        "rock",
                        ensemble.rock(),
                        "waltz",
                        ensemble.waltz(),
                        "club",
                        ensemble.club(),
                        "ballad",
                        ensemble.ballad()));
        return new EvaluationSet(scenes, backgrounds);
    }
}
