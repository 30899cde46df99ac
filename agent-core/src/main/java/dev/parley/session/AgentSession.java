package dev.parley.session;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatContext;
import dev.parley.chat.Modality;
import dev.parley.metrics.SessionUsage;
import dev.parley.turn.TurnOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One conversation: hears a caller, lets the agent think, speaks. Thread-safe; no method blocks.
 *
 * <p>A session is started once and ends once, by {@link #close}, by its agent, or by an error it can't go on from. What
 * is asked of it after that is refused: completion stages fail with {@link SessionClosedException}, the rest does nothing.
 */
public interface AgentSession {

    /** Unique id, chosen by the host or made up. */
    String id();

    /**
     * Starts the conversation. Completes once the agent has entered; fails if it could not. What has ended is not started again but
     * fails with {@link SessionClosedException}: a new session of the same agent goes on from what that has read.
     */
    CompletionStage<Done> start();

    /**
     * Where the caller's audio goes; materialise it once per source of audio. Frames of any length, in {@link
     * #inputFormat}; they may come faster than real time.
     */
    Sink<AudioFrame, NotUsed> audioIn();

    /**
     * The caller's audio frame by frame, for who has it in hand and not in a stream: as {@link #audioIn}, without a
     * stream's thread between. It is worked on before this returns, which takes a small part of the frame's own length.
     */
    void pushAudio(AudioFrame frame);

    /**
     * The agent's voice, paced in real time; nothing is sent while the agent is silent. One consumer at a time: a new
     * one takes the place of the one before. A consumer that does not keep up loses the oldest frames (counted).
     */
    Source<AudioFrame, NotUsed> audioOut();

    /**
     * The agent's voice frame by frame: as {@link #audioOut}, without a stream's thread between, and in place of the consumer
     * before. Behind the voice, and also where it is interrupted or pauses, come 240 ms of silence, by which a codec and the
     * listener's jitter buffer come to rest; then nothing is sent. The player is called on the clock's thread, which paces all
     * calls: it takes microseconds, never waits, and asks nothing of the session. One that throws is logged and gets no more.
     * What it has been given counts as heard; an interruption takes back nothing of it.
     */
    Subscription playTo(Consumer<? super AudioFrame> player);

    /** What is taken from the caller: its audio can be switched off and on while the call goes on. */
    SessionInput input();

    /** What of the agent goes out: its voice and its transcript can be switched off and on while the call goes on. */
    SessionOutput output();

    AudioFormat inputFormat();

    AudioFormat outputFormat();

    /**
     * The caller has typed: interrupts the agent, as far as it may be interrupted, and is answered; what comes before the start is
     * answered then.
     */
    void sendText(String text);

    /**
     * Ends the caller's turn now, without waiting for silence. Completes with what was understood, which may be empty; of a
     * recogniser that takes too long what it had understood for the time being.
     */
    default CompletionStage<String> commitAudio() {
        return commitAudio(CommitOptions.standard());
    }

    /** The same with options, such as to keep the turn without answering it. */
    CompletionStage<String> commitAudio(CommitOptions options);

    /** The caller has given a sign of life that is no speech: it is not away, and its silence counts from now on. */
    default void resetAwayTimer() {}

    /**
     * What carries the session to its caller, such as a room, has found out who that is, or that it is another one now. Decides
     * what {@code interruption.aec-warmup = auto} means.
     */
    default void callerLinked(CallerLine line) {}

    /** Throws away what the caller has said since the last committed turn. */
    void clearAudio();

    /** Drops the answer being thought or spoken and leaves what else is queued. */
    void cancelResponse();

    /**
     * Stops the agent's speech and all that is queued up to the first speech that must not be interrupted. Fails if that
     * is the one being spoken.
     */
    CompletionStage<Done> interrupt();

    /** Stops the agent's speech and all that is queued, whether it may be interrupted or not. */
    CompletionStage<Done> forceInterrupt();

    /** Speaks this text once the speeches before it are done. */
    default SpeechHandle say(String text) {
        return say(text, SpeechOptions.interruptible());
    }

    SpeechHandle say(String text, SpeechOptions options);

    /**
     * Speaks a text that comes piece by piece, such as what another model writes: whole sentences of it are said while the rest
     * still comes. It is read once and when its turn to be said has come; an interruption cancels it. If it fails, the
     * sentences that have come are said, and the failure is an {@link SessionEvent.ErrorOccurred} of {@code agent}.
     */
    SpeechHandle say(Source<String, ?> text, SpeechOptions options);

    /**
     * Plays the application's own audio, such as a recorded greeting, in place of the voice's; the transcript keeps step with it
     * as with the voice's. The agent's {@code ttsNode} and voice are not asked. The audio is run once and when its turn has come;
     * it may be of any format and faster than real time; an interruption cancels it. If it fails, that is a failure of the voice.
     *
     * @param text what the audio says
     * @throws IllegalArgumentException if the text is blank
     */
    SpeechHandle say(String text, Source<AudioFrame, ?> audio, SpeechOptions options);

    /** Lets the model answer the conversation as it stands. */
    default SpeechHandle generateReply() {
        return generateReply(ReplyOptions.standard());
    }

    SpeechHandle generateReply(ReplyOptions options);

    /**
     * Lets the caller type this and the agent answer in text alone, whatever voice it has; for tests and for text channels.
     * Waits until what came before is said, then completes when nothing that follows from it is left: speeches, tools,
     * hand-offs. One run at a time: while one is open, another fails at once, also from within a tool. Fails as well if
     * the language model fails or the session ends by an error.
     */
    default CompletionStage<RunResult<Void>> run(String userInput) {
        return run(userInput, Modality.TEXT);
    }

    /** The same for what counts as said rather than typed: the agent's instructions for speech hold. */
    default CompletionStage<RunResult<Void>> run(String userInput, Modality inputModality) {
        return run(userInput, inputModality, Void.class);
    }

    /** The same; fails unless the agent's task comes to an output of this type, which is {@link RunResult#finalOutput}. */
    default <T> CompletionStage<RunResult<T>> run(String userInput, Class<T> outputType) {
        return run(userInput, Modality.TEXT, outputType);
    }

    /** The same with both. */
    <T> CompletionStage<RunResult<T>> run(String userInput, Modality inputModality, Class<T> outputType);

    /** What has been said so far. */
    ChatContext history();

    /** What its models were used for so far. */
    SessionUsage usage();

    /** How it behaves. */
    SessionOptions options();

    /**
     * Turns are taken by these rules from now on, the caller's open turn included; an agent with rules of its own keeps them.
     * {@link #options} tells them at once, so that the next change may build on this one. Nothing after the session's end.
     *
     * @throws IllegalArgumentException if turns are found by transcripts alone and shall not be any more, or the other way
     *     round, or shall be found by a realtime model that does not: what listens to the caller is chosen at the session's beginning
     */
    void updateTurns(TurnOptions turns);

    /**
     * Has recognisers listen for these terms, such as names, from the caller's next utterance on, whoever talks; those that can,
     * {@link dev.parley.stt.SpeechToTextFeature#KEYTERMS}. In place of {@link SessionOptions#keyterms}, and told by {@link #options} at
     * once. Nothing after the session's end.
     */
    void updateKeyterms(List<String> keyterms);

    /**
     * Completes once nobody speaks and nothing is left to think, to say or to do; at once if that is so. Speech that has come to no
     * transcript is waited for, {@link SessionOptions#closeTranscriptTimeout} at most. Fails if the session ends first.
     */
    CompletionStage<Done> waitForIdle();

    /**
     * Another agent takes over: the current one finishes what it says, leaves ({@code onExit}), and this one enters. Turns
     * of the caller's that end meanwhile wait for it. The newest wish counts. Tasks in between are cut off.
     *
     * @param agent a {@code dev.parley.agent.Agent}
     * @throws IllegalStateException if it talks in another session
     */
    void updateAgent(SessionAgent agent);

    /** The id of the agent that talks. */
    String agentId();

    /**
     * The agent that talks.
     *
     * @throws IllegalStateException if it is of another type, or the session has ended
     */
    <A extends SessionAgent> A currentAgent(Class<A> type);

    /** What the agent says or is thinking about, whoever has asked for it; empty while there is nothing. */
    Optional<SpeechHandle> currentSpeech();

    UserState userState();

    AgentState agentState();

    /**
     * The session's own data, as given to its builder or last updated.
     *
     * @throws IllegalStateException if none was given or it is of another type
     */
    <T> T userData(Class<T> type);

    /** Replaces the session's own data, atomically; changes come one after the other. Use immutable values. */
    <T> T updateUserData(Class<T> type, UnaryOperator<T> change);

    /**
     * Calls back for each event of the type, or of all types for {@code SessionEvent.class}. Called on the session's
     * callback thread in the order of the events; must not block. A callback that throws is logged and stays subscribed.
     */
    <E extends SessionEvent> Subscription on(Class<E> type, Consumer<? super E> callback);

    /**
     * All events from now on; completes after {@link SessionEvent.SessionClosed}. A consumer more than 1024 events behind
     * is failed: events are never dropped silently.
     */
    Source<SessionEvent, NotUsed> events();

    /**
     * The agent says and does what it is at, its queue included, and begins nothing new, as with {@link #shutdown}; but the session
     * stays until it is closed: LiveKit Agents' {@code drain}. What the caller says from now on becomes part of the conversation
     * without an answer. Completes once nothing is left to say or to do, at once if that is so. Fails if the session does not
     * run, or ends first.
     */
    CompletionStage<Done> drain();

    /**
     * Ends the conversation: the agent's speech is cut, its {@code onExit} is called, running tools may finish within
     * their deadline. Idempotent; completes when nothing of the session is left.
     */
    default CompletionStage<Done> close() {
        return close(CloseReason.of(CloseReason.Kind.USER_INITIATED));
    }

    /**
     * Ends the conversation once the agent has said and done what it was at, its queue included: LiveKit Agents' {@code
     * shutdown}, which drains. Nothing new begins: what is asked for from now on is not said, and what the caller says becomes
     * part of the conversation without an answer. Idempotent; {@link #close()} ends it sooner. Completes as that does.
     */
    CompletionStage<Done> shutdown();

    /** Ends the conversation for this reason; see {@link #close()}. */
    CompletionStage<Done> close(CloseReason reason);

    /** Frames of the agent's voice that its consumer was too slow for. */
    long droppedFrames();

    /** Completes when the session has ended, for whatever reason. Never fails. */
    CompletionStage<CloseReason> whenClosed();

    /** A callback's registration. */
    @FunctionalInterface
    interface Subscription {
        /** Ends it; idempotent. */
        void cancel();
    }
}
