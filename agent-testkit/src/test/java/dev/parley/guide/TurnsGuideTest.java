package dev.parley.guide;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.session.AgentSession;
import dev.parley.session.CommitOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallScript;
import dev.parley.turn.EndpointingOptions;
import dev.parley.turn.TurnDetector;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What the guide's page on turns shows of their end, as it runs. */
class TurnsGuideTest {

    // snippet: commit
    /** The caller has released the key: what it said is kept, and read with its next turn. */
    static CompletionStage<String> keep(AgentSession session) {
        return session.commitAudio(CommitOptions.standard()
                .withTranscriptTimeout(Duration.ofSeconds(2))
                .withoutReply());
    }
    // end: commit

    // snippet: detector
    /** For recognisers that write punctuation: who stops in the middle of a sentence goes on. */
    public static final class PunctuationDetector implements TurnDetector {
        private static final Set<String> LANGUAGES = Set.of("en", "de", "fr");

        @Override
        public String name() {
            return "example/punctuation";
        }

        @Override
        public OptionalDouble unlikelyThreshold(Optional<String> language) {
            return LANGUAGES.contains(language.orElse("en")) ? OptionalDouble.of(0.5) : OptionalDouble.empty();
        }

        @Override
        public CompletionStage<Double> predictEndOfTurn(ChatContext context) {
            List<ChatMessage> messages = context.messages();
            String turn = messages.get(messages.size() - 1).text();
            return CompletableFuture.completedStage(turn.matches("(?s).*[.?!]") ? 0.9 : 0.1);
        }
    }
    // end: detector

    private static List<Duration> turns(CallRecording call) {
        return call.events(SessionEvent.UserTurnCommitted.class).stream()
                .map(turn -> CallRecording.since(turn.at()))
                .toList();
    }

    @Test
    void shouldWaitForTheRestOfASentence() {
        // snippet: with-detector
        TurnOptions turns = TurnOptions.standard()
                .withDetector(new PunctuationDetector())
                .withEndpointing(
                        EndpointingOptions.standard().withDelays(Duration.ofMillis(300), Duration.ofSeconds(2)));
        // end: with-detector

        CallScript script =
                CallScript.create().detection(seconds(0.05), seconds(0.25)).turns(now -> turns);
        CallRecording half =
                script.userSpeaks(seconds(1), seconds(2), "I would like").run();
        CallRecording whole = CallScript.create()
                .detection(seconds(0.05), seconds(0.25))
                .turns(now -> turns)
                .userSpeaks(seconds(1), seconds(2), "I would like a pizza.")
                .run();

        assertThat(turns(half)).containsExactly(seconds(4));
        assertThat(turns(whole)).containsExactly(seconds(2.3));
    }

    @Test
    void shouldLearnTheCallersPauses() {
        // snippet: dynamic
        SessionOptions options = SessionOptions.standard()
                .withTurns(TurnOptions.standard()
                        .withEndpointing(EndpointingOptions.standard().dynamic()));
        // end: dynamic

        assertThat(options.turns().endpointing().mode()).isEqualTo(EndpointingOptions.Mode.DYNAMIC);
    }

    /** A caller who is to spell something is given more time. */
    // snippet: update
    static void giveMoreTime(AgentSession session) {
        session.updateTurns(session.options().turns().withEndpointingDelay(Duration.ofSeconds(2)));
    }
    // end: update

    @Test
    void shouldGiveMoreTime() {
        CallRecording call = CallScript.create()
                .hostDoes(seconds(1), TurnsGuideTest::giveMoreTime)
                .userSpeaks(seconds(2), seconds(3), "B as in Berta")
                .run();

        assertThat(turns(call)).containsExactly(seconds(5));
    }
}
