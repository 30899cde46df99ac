package dev.parley.testkit;

import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Utterance;
import dev.parley.text.TextJoints;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What an agent without a voice says: each sentence counts as heard when it comes. */
final class ScriptedText {
    private final Consumer<Stimulus> session;
    private final Map<Utterance, StringBuilder> open = new HashMap<>();

    ScriptedText(Consumer<Stimulus> session) {
        this.session = session;
    }

    void say(Utterance utterance, String text) {
        StringBuilder heard = open.get(utterance);
        if (heard == null) {
            heard = new StringBuilder();
            open.put(utterance, heard);
            session.accept(new Stimulus.PlaybackStarted(utterance));
        }
        int before = heard.length();
        TextJoints.append(heard, text);
        session.accept(new Stimulus.TextHeard(utterance, heard.substring(before)));
    }

    /** Whether it was one of these. */
    boolean end(Utterance utterance) {
        return finish(utterance, false);
    }

    boolean stop(Utterance utterance) {
        return finish(utterance, true);
    }

    private boolean finish(Utterance utterance, boolean interrupted) {
        StringBuilder heard = open.remove(utterance);
        if (heard != null) {
            session.accept(new Stimulus.PlaybackFinished(utterance, heard.toString(), Duration.ZERO, interrupted));
        }
        return heard != null;
    }
}
