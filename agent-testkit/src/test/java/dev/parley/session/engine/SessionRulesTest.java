package dev.parley.session.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.session.ToolExecution;
import dev.parley.session.UserState;
import dev.parley.session.engine.ConversationRecord.AssistantTurnCommitted;
import dev.parley.session.engine.ConversationRecord.ToolStarted;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.Playback;
import dev.parley.testkit.CallRecording.TimedEffect;
import dev.parley.text.TextJoints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The rules that hold in every session, in thousands of random calls with faults at random points. {@code
 * -Dparley.calls=N} asks for more of them, {@code -Dparley.seed=N} for others; a failure names its seed.
 */
class SessionRulesTest {
    private static final long CALLS = Long.getLong("parley.calls", 3000);
    private static final long FIRST_SEED = Long.getLong("parley.seed", 1);
    private static List<CallRecording> calls;

    @BeforeAll
    static void playTheCalls() {
        calls = LongStream.range(FIRST_SEED, FIRST_SEED + CALLS)
                .mapToObj(seed -> RandomCalls.of(seed).run())
                .toList();
    }

    private static void inEveryCall(Consumer<CallRecording> rule) {
        for (int i = 0; i < calls.size(); i++) {
            try {
                rule.accept(calls.get(i));
            } catch (AssertionError broken) {
                throw new AssertionError("seed " + (FIRST_SEED + i) + ": " + broken.getMessage(), broken);
            }
        }
    }

    @Test
    void shouldCommitOnlyWhatWasHeard() {
        inEveryCall(call -> {
            List<String> heard = Stream.concat(call.playbacks().stream(), call.written().stream())
                    .sorted(Comparator.comparing(Playback::ended))
                    .map(Playback::heard)
                    .filter(text -> !text.isEmpty())
                    .toList();
            List<String> committed = call.journal().stream()
                    .filter(AssistantTurnCommitted.class::isInstance)
                    .map(fact -> ((AssistantTurnCommitted) fact).message().text())
                    .toList();
            assertThat(committed).isEqualTo(heard);
        });
    }

    @Test
    void shouldSayOnlyBeginningsOfWhatItWasGiven() {
        inEveryCall(call -> {
            for (Playback playback : call.playbacks()) {
                assertThat(given(call, playback.utterance())).startsWith(playback.heard());
            }
        });
    }

    @Test
    void shouldAnswerEveryCommittedTurnExactlyOnce() {
        inEveryCall(call -> {
            long spoken = call.events(SessionEvent.UserTurnCommitted.class).size();
            long typed = call.events(SessionEvent.TextReceived.class).size();
            long replies = call.events(SessionEvent.SpeechCreated.class).stream()
                    .filter(created -> !created.userInitiated())
                    .count();
            long dropped = call.events(SessionEvent.UserTurnDropped.class).stream()
                    .filter(turn -> !turn.reason().equals("uninterruptible")) // was never committed
                    .count();
            assertThat(replies + dropped).isEqualTo(spoken + typed);
        });
    }

    @Test
    void shouldFinishEverySpeechExactlyOnce() {
        inEveryCall(call -> {
            List<String> created = call.events(SessionEvent.SpeechCreated.class).stream()
                    .map(SessionEvent.SpeechCreated::speechId)
                    .toList();
            List<String> finished = call.events(SessionEvent.SpeechFinished.class).stream()
                    .map(SessionEvent.SpeechFinished::speechId)
                    .filter(created::contains)
                    .toList();
            assertThat(finished).containsExactlyInAnyOrderElementsOf(created);
        });
    }

    @Test
    void shouldRunEveryToolOnceAndJournalItBefore() {
        inEveryCall(call -> {
            Set<String> journalled = new HashSet<>();
            List<String> run = new ArrayList<>();
            for (TimedEffect timed : call.effects()) {
                if (timed.effect() instanceof Effect.Journal journal && journal.fact() instanceof ToolStarted started) {
                    assertThat(journalled.add(started.idempotencyKey())).isTrue();
                } else if (timed.effect() instanceof Effect.RunTool tool) {
                    assertThat(journalled).contains("scripted/" + tool.call().callId());
                    run.add(tool.call().callId());
                }
            }
            assertThat(run).doesNotHaveDuplicates();
        });
    }

    @Test
    void shouldFollowUpAGroupOfToolsAtMostOnce() {
        inEveryCall(call -> {
            long asked = count(call, Effect.Generate.class);
            long groups = call.events(SessionEvent.FunctionToolsExecuted.class).size();
            long replies = call.events(SessionEvent.SpeechCreated.class).size();
            long ahead =
                    3L * call.events(SessionEvent.UserInputTranscribed.class).size();
            assertThat(asked).isLessThanOrEqualTo(groups + replies + ahead);
            assertThat(call.journal().stream()
                            .filter(fact ->
                                    fact instanceof ToolStarted || fact instanceof ConversationRecord.ToolProgressed)
                            .count())
                    .isEqualTo(call.chat().items().stream()
                            .filter(dev.parley.chat.FunctionCall.class::isInstance)
                            .count());
        });
    }

    @Test
    void shouldEndEveryToolCallOnceAndTellItsReplyToTheEnd() {
        inEveryCall(call -> {
            List<String> started = new ArrayList<>();
            List<String> ended = new ArrayList<>();
            Set<String> open = new HashSet<>();
            for (SessionEvent.ToolExecutionUpdated event : call.events(SessionEvent.ToolExecutionUpdated.class)) {
                if (event.update() instanceof ToolExecution.CallStarted begun) {
                    started.add(begun.call().callId());
                } else if (event.update() instanceof ToolExecution.CallEnded over) {
                    ended.add(over.callId());
                } else if (event.update() instanceof ToolExecution.ReplyUpdated reply) {
                    boolean scheduled = reply.status() == ToolExecution.ReplyStatus.SCHEDULED;
                    assertThat(scheduled ? open.add(reply.speechId()) : open.remove(reply.speechId()))
                            .isTrue();
                }
            }
            assertThat(ended).containsExactlyInAnyOrderElementsOf(started);
            assertThat(open).isEmpty();
        });
    }

    @Test
    void shouldAlwaysComeToItsEnd() {
        inEveryCall(call -> {
            assertThat(call.state().phase()).isEqualTo(SessionState.Phase.CLOSED);
            assertThat(call.events(SessionEvent.SessionClosed.class)).hasSize(1);
            assertThat(call.events().get(call.events().size() - 1)).isInstanceOf(SessionEvent.SessionClosed.class);
            Set<String> finished = new HashSet<>();
            call.events(SessionEvent.SpeechFinished.class).forEach(event -> finished.add(event.speechId()));
            assertThat(finished)
                    .containsAll(call.events(SessionEvent.SpeechCreated.class).stream()
                            .map(SessionEvent.SpeechCreated::speechId)
                            .toList());
        });
    }

    @Test
    void shouldFallSilentWithTheDecision() {
        inEveryCall(call -> {
            for (TimedEffect timed : call.effects()) {
                if (timed.effect() instanceof Effect.StopSpeaking stop) {
                    assertThat(call.playbacks().stream()
                                    .filter(playback -> playback.utterance().equals(stop.utterance())))
                            .noneMatch(playback -> playback.ended().compareTo(timed.at()) > 0);
                }
            }
        });
    }

    @Test
    void shouldNotHearAMutedCaller() {
        inEveryCall(call -> {
            boolean muted = false;
            for (SessionEvent event : call.events()) {
                if (event instanceof SessionEvent.UserMuteChanged change) {
                    assertThat(change.muted()).isNotEqualTo(muted);
                    muted = change.muted();
                }
                if (muted) {
                    assertThat(event)
                            .isNotInstanceOf(SessionEvent.UserInputTranscribed.class)
                            .isNotInstanceOf(SessionEvent.UserTurnCommitted.class)
                            .isNotInstanceOf(SessionEvent.UserTranscriptionTimeout.class);
                    assertThat(event instanceof SessionEvent.UserStateChanged change
                                    && change.newState() == UserState.SPEAKING)
                            .isFalse();
                }
            }
        });
    }

    @Test
    void shouldTellOfAnIdleCallerOnlyBetweenTwoSpeeches() {
        inEveryCall(call -> {
            boolean heard = false;
            for (SessionEvent event : call.events()) {
                if (event instanceof SessionEvent.UserTurnIdle) {
                    assertThat(heard).isTrue();
                }
                heard |= event instanceof SessionEvent.MetricsCollected;
            }
        });
    }

    @Test
    void shouldLetOneSpeechBeHeardAtATime() {
        inEveryCall(call -> {
            List<Playback> playbacks = call.playbacks();

            for (int i = 1; i < playbacks.size(); i++) {
                assertThat(playbacks.get(i).started())
                        .isGreaterThanOrEqualTo(playbacks.get(i - 1).ended());
            }
        });
    }

    @Test
    void shouldLetEveryAgentEnterAndLeaveOnce() {
        inEveryCall(call -> {
            List<String> entered = keys(call, Effect.EnterAgent.class, Effect.EnterAgent::agentKey);
            List<String> exited = keys(call, Effect.ExitAgent.class, Effect.ExitAgent::agentKey);
            List<String> left = keys(call, Effect.AgentLeft.class, Effect.AgentLeft::agentKey);
            assertThat(entered).doesNotHaveDuplicates();
            assertThat(exited).doesNotHaveDuplicates().isSubsetOf(entered);
            assertThat(left).doesNotHaveDuplicates().containsAll(entered);
        });
    }

    @Test
    void shouldAskTheModelForTheAgentThatTalks() {
        inEveryCall(call -> {
            String talks = keys(call, Effect.EnterAgent.class, Effect.EnterAgent::agentKey)
                    .get(0);
            for (TimedEffect timed : call.effects()) {
                if (timed.effect() instanceof Effect.SeatAgent seat) {
                    talks = seat.agentKey();
                } else if (timed.effect() instanceof Effect.Generate asked && !talks.startsWith("scripted_agent")) {
                    String id = talks.substring(0, talks.indexOf('#'));
                    assertThat(Agents.instructions(asked))
                            .startsWith("You are " + (id.equals("task") ? "a task" : id) + ".");
                }
            }
        });
    }

    private static <E extends Effect> List<String> keys(CallRecording call, Class<E> kind, Function<E, String> key) {
        return call.effects().stream()
                .map(TimedEffect::effect)
                .filter(kind::isInstance)
                .map(kind::cast)
                .map(key)
                .toList();
    }

    @Test
    void shouldBeRebuiltFromItsJournal() {
        inEveryCall(call -> {
            Conversation replayed = Conversation.empty();
            for (ConversationRecord fact : call.journal()) {
                replayed = replayed.apply(fact);
            }
            assertThat(replayed).isEqualTo(call.state().conversation());
        });
    }

    @Test
    void shouldBeTheSameEachTime() {
        for (int i = 0; i < 200; i++) {
            assertThat(RandomCalls.of(FIRST_SEED + i).run()).isEqualTo(calls.get(i));
        }
    }

    @Test
    void shouldKeepTheConversationInTheOrderOfItsTimes() {
        inEveryCall(call -> {
            List<ChatMessage> messages = call.chat().messages();

            for (int i = 1; i < messages.size(); i++) {
                assertThat(messages.get(i).createdAt())
                        .isAfterOrEqualTo(messages.get(i - 1).createdAt());
            }
            assertThat(messages.stream().filter(message -> message.role() == ChatRole.ASSISTANT))
                    .noneMatch(message -> message.text().isEmpty());
        });
    }

    private static String given(CallRecording call, Utterance utterance) {
        return call.effects().stream()
                .map(TimedEffect::effect)
                .filter(Effect.Speak.class::isInstance)
                .map(Effect.Speak.class::cast)
                .filter(speak -> speak.utterance().equals(utterance))
                .map(Effect.Speak::text)
                .reduce("", TextJoints::join);
    }

    private static long count(CallRecording call, Class<? extends Effect> type) {
        return call.effects().stream()
                .filter(timed -> type.isInstance(timed.effect()))
                .count();
    }

    /** A move that no table has is a defect, which the session tells. */
    @Test
    void shouldMoveOnlyAsItsTablesSay() {
        Set<StateMachine.Move> allowed = allMoves();

        inEveryCall(call -> {
            assertThat(call.moves()).isSubsetOf(allowed);
            assertThat(call.events(SessionEvent.ErrorOccurred.class))
                    .noneMatch(error -> error.message().contains("a defect"));
        });
    }

    /** A failure names the moves that no call has made. */
    @Test
    void shouldMakeEveryMoveOfEveryTable() {
        Set<StateMachine.Move> made = new HashSet<>();
        calls.forEach(call -> made.addAll(call.moves()));
        made.addAll(closedBeforeItsStart());

        Set<StateMachine.Move> missing = allMoves();
        missing.removeAll(made);
        assertThat(missing).as("moves that no call has made").isEmpty();
    }

    /** No script ends before it begins. */
    private static List<StateMachine.Move> closedBeforeItsStart() {
        BareSession session = new BareSession(SessionOptions.standard(), new AgentProfile("agent", "", List.of()));
        session.feed(new Stimulus.CloseAsked(CloseReason.of(CloseReason.Kind.USER_INITIATED)));
        return session.moves;
    }

    private static Set<StateMachine.Move> allMoves() {
        Set<StateMachine.Move> moves = new HashSet<>();
        for (StateMachine<?> machine : SessionMachines.all()) {
            machine.transitions()
                    .forEach(row -> moves.add(new StateMachine.Move(machine.name(), row.from(), row.to())));
        }
        return moves;
    }
}
