package dev.parley.session.engine;

import dev.parley.turn.TurnDetection;
import dev.parley.turn.TurnOptions;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether what the caller says stops the agent: by its voice; by transcripts, LiveKit Agents' rule where there is no detector of
 * voice; or by words, where a turn begins with them.
 */
final class BargeIn {
    private final Draft draft;
    private final Interruptions interruptions;
    private final Endpointing endpointing;
    private final TurnOptions options;

    BargeIn(Draft draft, Interruptions interruptions, Endpointing endpointing) {
        this.draft = draft;
        this.interruptions = interruptions;
        this.endpointing = endpointing;
        this.options = draft.options.turns();
    }

    /** Whether the caller's speech is now to stop the agent's. Looked at after every stimulus. */
    void whenDue() {
        if (draft.ears != Ears.MODEL_TAKES_TURNS && options.detection() == TurnDetection.VAD && due()) {
            interruptions.byVoice();
        }
    }

    private boolean due() {
        Optional<Instant> due = draft.user.spokenFor(options.interruption().minDuration());
        return due.isPresent()
                && !draft.now.isBefore(due.get())
                && enoughWords()
                && interruptions.possibleByVoice()
                && !wordsBeginTurns()
                && !warmingUp();
    }

    /** Whether what begins the caller's turn now is words: the agent is heard, and speech alone is not to stop it. */
    boolean wordsBeginTurns() {
        return options.start().isByWords()
                && options.detection() == TurnDetection.VAD
                && draft.current.filter(Speech::audible).isPresent()
                && interruptions.possibleByVoice()
                && !endpointing.besideTheAgentsBeginning();
    }

    /** Something seems to have been said. */
    void onInterim(String text) {
        if (wordsBeginTurns() && options.start().useInterim() && options.start().begunBy(text) && !warmingUp()) {
            interruptions.byVoice();
        }
        if (options.detection() == TurnDetection.STT && !text.isBlank()) {
            draft.cancel(Timer.END_OF_TURN);
            byTranscript();
        }
    }

    /** The turn has words, of which the last have just come. */
    void onWords() {
        if (wordsBeginTurns() && !warmingUp()) {
            interruptions.cutIfAllowed();
        }
        if (options.detection() == TurnDetection.STT) {
            byTranscript();
        }
        if (draft.hold.isPresent()) {
            interruptions.cutIfAllowed();
        }
    }

    private void byTranscript() {
        if (enoughWords() && interruptions.possibleByVoice() && !warmingUp()) {
            interruptions.byVoice();
        }
        if (draft.hold.isPresent()) {
            draft.timer(
                    Timer.FALSE_INTERRUPTION,
                    draft.now.plus(options.interruption().falseInterruptionTimeout()));
        }
    }

    private boolean enoughWords() {
        return draft.user.words() >= options.interruption().minWords();
    }

    private boolean warmingUp() {
        return draft.watch
                .line()
                .learningSince()
                .map(since -> draft.now.isBefore(since.plus(draft.aecWarmup())))
                .orElse(false);
    }
}
