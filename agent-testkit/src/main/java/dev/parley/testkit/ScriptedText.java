package dev.parley.testkit;

import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Utterance;
import dev.parley.testkit.CallRecording.Playback;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What an agent without a voice says: each sentence counts as heard when it comes. */
final class ScriptedText {
    private final VirtualClock clock;
    private final Consumer<Stimulus> session;
    private final Map<Utterance, Writing> open = new HashMap<>();
    private final List<Playback> written = new ArrayList<>();

    /** An utterance that is being written. */
    private record Writing(Duration started, StringBuilder heard) {}

    ScriptedText(VirtualClock clock, Consumer<Stimulus> session) {
        this.clock = clock;
        this.session = session;
    }

    /** What was written, in the order of its end. */
    List<Playback> written() {
        return written;
    }

    boolean says(Utterance utterance) {
        return open.containsKey(utterance);
    }

    void say(Utterance utterance, String text) {
        Writing writing = open.get(utterance);
        if (writing == null) {
            writing = new Writing(clock.elapsed(), new StringBuilder());
            open.put(utterance, writing);
            session.accept(new Stimulus.PlaybackStarted(utterance));
        }
        writing.heard().append(text);
        session.accept(new Stimulus.TextHeard(utterance, text));
    }

    /** Whether it was one of these. */
    boolean end(Utterance utterance) {
        return finish(utterance, false);
    }

    boolean stop(Utterance utterance) {
        return finish(utterance, true);
    }

    private boolean finish(Utterance utterance, boolean interrupted) {
        Writing writing = open.remove(utterance);
        if (writing == null) {
            return false;
        }
        String heard = writing.heard().toString();
        written.add(
                new Playback(utterance, writing.started(), clock.elapsed(), Duration.ZERO, heard.strip(), interrupted));
        session.accept(new Stimulus.PlaybackFinished(utterance, heard, Duration.ZERO, interrupted));
        return true;
    }
}
