package dev.parley.worker;

import akka.Done;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import dev.parley.AgentSessionBuilder;
import dev.parley.agent.Agent;
import dev.parley.livekit.proto.SIPParticipantInfo;
import dev.parley.livekit.token.TokenClaims;
import dev.parley.provider.Models;
import dev.parley.realtime.RealtimeModel;
import dev.parley.room.AutoSubscribe;
import dev.parley.room.Participant;
import dev.parley.room.ParticipantFilter;
import dev.parley.room.Room;
import dev.parley.session.AgentSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/** One call, as its {@link EntryPoint} sees it. Thread-safe; no method blocks. */
public interface JobContext {

    /** The call's id, unique among the calls of this worker. */
    String id();

    /** The worker's agent name, or the id of its entry point if none is configured. */
    String agentName();

    /**
     * What the caller's side sent along: a JSON object as text, {@code {}} if nothing. For a LiveKit job the dispatch's metadata as
     * it is, which may be any text.
     */
    String metadata();

    /** The models chosen by configuration. */
    Models models();

    /** The realtime model chosen by configuration, if one is. */
    Optional<RealtimeModel> realtime();

    /** The whole configuration. */
    Config config();

    ActorSystem<?> system();

    /** Who is in the call beside the agent; of a room, once it is joined. */
    List<Participant> participants();

    /** The LiveKit job with its room, token and metadata; empty for a call over HTTP or a WebSocket. */
    Optional<RoomJob> roomJob();

    /** What the token of {@link #roomJob} says, as the server wrote it; neither signature nor time are looked at. */
    Optional<TokenClaims> tokenClaims();

    /** As whom the agent is in its room. */
    default Optional<String> localParticipantIdentity() {
        return tokenClaims().map(TokenClaims::identity);
    }

    /**
     * Joins the job's room, once: further calls give the same room. {@link #start} does so too. Fails with a text for people if the
     * job has no room, if nothing on the class path joins rooms, or if the server refuses; after a failure it may be tried again.
     *
     * @param subscribe which tracks of others the agent receives; a session hears nobody unless it is audio or all
     */
    CompletionStage<Room> connect(AutoSubscribe subscribe);

    /** Joins the job's room and receives all tracks; see {@link #connect(AutoSubscribe)}. */
    default CompletionStage<Room> connect() {
        return connect(AutoSubscribe.ALL);
    }

    /** The room, once it is joined. */
    Optional<Room> room();

    /**
     * The first participant that is meant, at once if it is there already. Fails if the job is not in a room, and when the room is
     * left before somebody came.
     */
    CompletionStage<Participant> waitForParticipant(ParticipantFilter filter);

    /** The first person in the room; see {@link #waitForParticipant(ParticipantFilter)}. */
    default CompletionStage<Participant> waitForParticipant() {
        return waitForParticipant(ParticipantFilter.people());
    }

    /** The person of this identity; see {@link #waitForParticipant(ParticipantFilter)}. */
    default CompletionStage<Participant> waitForParticipant(String identity) {
        return waitForParticipant(ParticipantFilter.people().withIdentity(identity));
    }

    /**
     * Runs this for each participant that is meant, those that are there and those that come, all at the same time, as tasks of
     * {@link #startTask}. The same object twice is refused by {@link IllegalStateException}.
     */
    void addParticipantEntrypoint(ParticipantFilter filter, ParticipantEntrypoint entrypoint);

    /** Runs this for each person; see {@link #addParticipantEntrypoint(ParticipantFilter, ParticipantEntrypoint)}. */
    default void addParticipantEntrypoint(ParticipantEntrypoint entrypoint) {
        addParticipantEntrypoint(ParticipantFilter.people(), entrypoint);
    }

    /**
     * Deletes the job's room: everybody is put out. Completes when it is gone; fails with {@code TwirpException}. Does nothing but to
     * warn if the job has no room.
     */
    CompletionStage<Done> deleteRoom();

    /**
     * Calls somebody into the room; completes when the call is placed. Fails with {@code TwirpException}. Does nothing but to warn,
     * and gives nothing, if the job has no room.
     */
    CompletionStage<Optional<SIPParticipantInfo>> addSipParticipant(SipCall call);

    /**
     * Sends a caller on a phone line on to another number. Fails with {@code TwirpException}. Does nothing but to warn if the job has
     * no room.
     */
    CompletionStage<Done> transferSipParticipant(SipTransfer transfer);

    /** Begins a session with this call's id, the configured models and the options under {@code parley.session}. */
    AgentSessionBuilder session();

    /**
     * Makes this session the call's own: joins the room if it has one, connects the caller's audio and events with it, then starts it. Once per call.
     * Completes when the agent has entered; a failure ends the call too.
     */
    CompletionStage<AgentSession> start(AgentSession session);

    /** Builds the session and starts it as the call's own; see {@link #start(AgentSession)}. */
    default CompletionStage<AgentSession> start(AgentSessionBuilder builder) {
        return start(builder.build());
    }

    /** Starts a session of this agent with the configured models; see {@link #start(AgentSession)}. */
    default CompletionStage<AgentSession> start(Agent agent) {
        return start(session().agent(agent));
    }

    /**
     * Runs something beside the conversation, on a thread on which it may block. It is interrupted when the call ends.
     * Fails with what the task throws, which is logged too; the call goes on. At most 64 at a time, more are refused.
     */
    <T> CompletionStage<T> startTask(String name, Callable<T> task);

    /** What the call's conversation was until now; empty until it has a session. Whole in {@link EntryPoint#onSessionEnd}. */
    Optional<SessionReport> sessionReport();

    /**
     * Deletes the job's room when its session has been closed, before the agent leaves; waits for that at most 10 s. LiveKit Agents'
     * {@code delete_room_on_close}. Does nothing but to warn if the job has no room.
     */
    void deleteRoomOnClose();

    /** Logs at info under the call's id and its log fields. The text must not hold what people said. */
    void info(String message);

    /**
     * Runs this when the call ends, before anything of it is torn down: its session still answers. Callbacks run at the
     * same time on threads of their own; one that takes longer than its own budget is interrupted and reported, the
     * others are not touched. One that is added after the end has begun is refused by {@link IllegalStateException}.
     */
    void addShutdownCallback(Duration budget, ShutdownCallback callback);

    /** Fields that all log lines of this call carry. */
    Map<String, String> logFields();

    /** Adds a field to all log lines of this call from now on. The value must not hold what people said. */
    void addLogField(String key, String value);

    /** Ends the call. Idempotent: the first reason stays. */
    void shutdown(String reason);

    /** Something to do when a call ends. */
    @FunctionalInterface
    interface ShutdownCallback {
        /** Called once, with why the call ends. */
        void run(String reason) throws Exception;
    }
}
