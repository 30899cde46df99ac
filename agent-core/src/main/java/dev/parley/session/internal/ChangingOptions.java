package dev.parley.session.internal;

import dev.parley.session.SessionOptions;
import dev.parley.session.engine.Ears;
import dev.parley.session.engine.Stimulus;
import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import java.util.List;
import java.util.function.Consumer;

/** How a session behaves by now: as it began, and as its host has changed it since. Thread-safe. */
final class ChangingOptions {
    private final SharedParts shared;
    private final Ears ears;
    private final Consumer<Stimulus> session;
    private volatile SessionOptions options;

    ChangingOptions(SessionOptions first, SharedParts shared, Ears ears, Consumer<Stimulus> session) {
        this.options = first;
        this.shared = shared;
        this.ears = ears;
        this.session = session;
    }

    SessionOptions now() {
        return options;
    }

    /** See {@link dev.parley.session.AgentSession#updateTurns}. */
    synchronized void takeTurnsBy(TurnOptions turns) {
        TurnDetection before = options.turns().detection();
        boolean byWords = turns.detection() == TurnDetection.STT;
        boolean byModel = turns.detection() == TurnDetection.REALTIME_LLM;
        if ((before == TurnDetection.STT) != byWords || (byModel && ears != Ears.MODEL_TAKES_TURNS)) {
            throw new IllegalArgumentException(
                    "turn-detection: " + turns.detection() + " in place of " + before
                            + " (expected: auto, vad or manual for each other; stt and realtime-llm are chosen when a session begins)");
        }
        if (!shared.events().isClosed()) {
            options = options.withTurns(turns); // at once, for the next change may build on it
            session.accept(new Stimulus.TurnsUpdated(turns));
        }
    }

    synchronized void listenFor(List<String> keyterms) {
        if (!shared.events().isClosed()) {
            options = options.withKeyterms(keyterms);
            shared.hearing().listenFor(keyterms);
        }
    }
}
