package dev.parley.testkit.realtime;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.realtime.internal.Stimulus;
import dev.parley.testkit.realtime.script.FakeReply;
import dev.parley.testkit.realtime.script.RealtimeScript;
import dev.parley.testkit.realtime.script.RealtimeTurn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** A script under way without models: what it does not say, nobody does. Not thread-safe. */
final class VirtualScriptRun {
    private static final int CHARACTERS_A_SECOND = 15;
    private static final long SHORTEST_MILLIS = 200;

    private final RealtimeScript script;
    private final Queue<FakeReply> replies;
    private final Queue<String> userSays;

    VirtualScriptRun(RealtimeScript script) {
        this.script = script;
        this.replies = new ArrayDeque<>(script.replies());
        this.userSays = new ArrayDeque<>(script.userSays());
    }

    FakeReply answer(RealtimeTurn turn) {
        Optional<FakeReply> next = turn.outOfBand() ? Optional.empty() : Optional.ofNullable(replies.poll());
        return next.or(() -> script.rules().stream()
                        .flatMap(rule -> rule.reply(turn).stream())
                        .findFirst())
                .orElse(script.otherwise());
    }

    /** What was understood of this item. */
    Stimulus hear(String itemId) {
        return Optional.ofNullable(userSays.poll())
                .<Stimulus>map(text -> new Stimulus.Heard(itemId, text))
                .orElseGet(() -> new Stimulus.HearingFailed(itemId, "no word of the script's is left"));
    }

    /** A hum of the text's length. */
    AudioFrame speak(String text) {
        long length = Math.max(SHORTEST_MILLIS, text.length() * 1000L / CHARACTERS_A_SECOND);
        return Hum.frame(AudioFormat.REALTIME, Duration.ofMillis(length));
    }
}
