package dev.parley.session.engine;

import static dev.parley.session.engine.Cases.STORY;
import static dev.parley.testkit.Seconds.seconds;

import dev.parley.testkit.CallScript;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.turn.PreemptiveGeneration;
import java.util.Random;

/** One call's delays, in seconds, in steps of 10 ms. */
final class Delays {
    private final Random random;
    final double spoken; // the caller's first speech is from 0.5 to here
    final double stt;
    final double endpointing;
    final double model;
    final double voice;
    final double audio;

    Delays(long seed) {
        random = new Random(seed * RandomCalls.SPREAD);
        spoken = between(0.7, 4);
        stt = between(0.02, 1);
        endpointing = between(0.3, 1.2);
        model = between(0.02, 2);
        voice = between(0.02, 1);
        audio = between(8, 20);
    }

    double between(double least, double most) {
        return Math.round((least + random.nextDouble() * (most - least)) * 100) / 100.0;
    }

    /** When the first turn is over: the end of the speech plus the delay, but not before it is understood. */
    double turn() {
        return spoken + Math.max(endpointing, stt);
    }

    /** When the answer is heard, with nothing begun ahead. */
    double speaks() {
        return turn() + model + voice;
    }

    CallScript call() {
        return CallScript.create()
                .detection(seconds(0.05), seconds(0.3))
                .turns(turns ->
                        turns.withEndpointingDelay(seconds(endpointing)).withPreemptive(PreemptiveGeneration.off()))
                .transcriptDelay(seconds(stt))
                .userSpeaks(seconds(0.5), seconds(spoken), "Tell me a story.")
                .modelAnswers("Tell me a story.", ScriptedReply.of(STORY).timed(seconds(model / 2), seconds(model)))
                .voiceSpeaks(STORY, ScriptedVoice.of(seconds(audio)).timed(seconds(voice), seconds(voice)));
    }
}
