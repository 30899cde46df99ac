package dev.parley.session.engine;

import dev.parley.chat.AgentHandoff;
import dev.parley.chat.ChatContext;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionEvent.AgentPresence;
import dev.parley.session.engine.Cast.Change;
import dev.parley.session.engine.Cast.Change.Kind;
import dev.parley.session.engine.Cast.Change.Stage;
import dev.parley.session.engine.Cast.Presence;
import dev.parley.session.engine.Cast.TaskRequest;
import dev.parley.session.engine.Cast.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Who talks: hand-offs from one agent to the next, and tasks that an agent waits for.
 *
 * <pre>
 * hand-off:   DRAINING ─all said─▶ EXITING ─onExit returned─▶ SETTLING ─all said─▶ ENTERING ─onEnter returned─▶ talks
 * enter task: DRAINING ─all said but what waits for it─▶ ENTERING ─▶ talks, the agent before waits
 * leave task: DRAINING ─▶ EXITING ─▶ SETTLING ─▶ the agent that waited talks again
 * </pre>
 *
 * <p>A hand-off by an agent for which others wait, or by a task, lets all of them leave, one after the other. While a change
 * drains or exits, the caller's turns wait for who comes.
 */
final class CastSide {
    /** Turns that waited for an agent wait no longer for what it does in {@code onEnter}. */
    static final Duration ENTERS_WITHIN = Duration.ofSeconds(1);

    private final Draft draft;
    private final AgentSide agent;
    private final AnswerSide answers;
    private final AgentUpdates updates;

    CastSide(Draft draft, AgentSide agent, AnswerSide answers, AgentUpdates updates) {
        this.draft = draft;
        this.agent = agent;
        this.answers = answers;
        this.updates = updates;
    }

    // --- what is asked for

    /** Lets another agent take over from the current one and from all who wait behind it; the newest wish counts. */
    void handOff(AgentProfile next) {
        if (!draft.running()) {
            over(next, "the session ends");
            return;
        }
        answers.dropSpeculation();
        draft.cast.change().flatMap(CastSide::promised).ifPresent(given -> over(given, "another agent takes over"));
        refuse(request -> request.owner().equals(draft.profile.key()), "another agent takes over");
        Stage stage =
                draft.cast.change().filter(Change::leaves).map(Change::stage).orElse(Stage.DRAINING);
        change(new Change(Kind.HAND_OFF, stage, Optional.of(next)));
    }

    private void change(Change next) {
        if (next.stage() == Stage.DRAINING && !draft.cast.isAt(Stage.DRAINING)) {
            tell(draft.profile, AgentPresence.LEAVING);
        }
        draft.cast(draft.cast.with(next));
    }

    private void tell(AgentProfile who, AgentPresence presence) {
        draft.emit(new SessionEvent.AgentPresenceChanged(draft.now, who.agentId(), presence));
    }

    private static Optional<AgentProfile> promised(Change change) {
        boolean handOff = change.kind() == Kind.HAND_OFF && change.stage() != Stage.ENTERING;
        return handOff ? change.next() : Optional.empty();
    }

    void onTaskAsked(AgentProfile task, Optional<String> callId) {
        String owner = callId.flatMap(this::waitingOwner).orElse(draft.profile.key());
        boolean leaving = owner.equals(draft.profile.key()) && draft.cast.draining() && !draft.cast.isAt(Stage.EXITING);
        if (!draft.running() || leaving) {
            over(task, draft.running() ? "another agent takes over" : "the session ends");
            return;
        }
        List<TaskRequest> more = new ArrayList<>(draft.cast.requests());
        more.add(new TaskRequest(task, callId, owner));
        draft.cast(draft.cast.withRequests(more));
    }

    /** The agent that waits and whose tool this call is. */
    private Optional<String> waitingOwner(String callId) {
        return draft.cast.waiting().stream()
                .filter(waiting -> waiting.working().stream().anyMatch(speech -> speech.launchedCall(callId)))
                .map(waiting -> waiting.profile().key())
                .findFirst();
    }

    void onTaskCompleted(String key) {
        Optional<AgentProfile> notBegun = draft.cast.requests().stream()
                .map(TaskRequest::task)
                .filter(task -> task.key().equals(key))
                .findFirst();
        if (notBegun.isPresent()) {
            draft.cast(draft.cast.completing(key));
            refuse(request -> request.task().key().equals(key), "");
            draft.cast(draft.cast.forgetting(key));
        } else if (draft.profile.key().equals(key) || isWaiting(key)) {
            draft.cast(draft.cast.completing(key));
        }
    }

    private boolean isWaiting(String key) {
        return draft.cast.waiting().stream()
                .anyMatch(waiting -> waiting.profile().key().equals(key));
    }

    // --- what the agents' own code reports

    void onEntered(String key) {
        if (!draft.cast.opened()) {
            open();
        } else {
            here(key).ifPresent(who -> tell(who, AgentPresence.ENTERED));
        }
        if (draft.profile.key().equals(key) && draft.cast.presence() == Presence.ENTERING) {
            draft.cast(draft.cast.with(Presence.ENTERED));
            goOnWithoutEntering();
        }
        behind(key, waiting -> waiting.presence() == Presence.ENTERING ? waiting.at(Presence.ENTERED) : waiting);
    }

    /** Who talks or waits by this key. */
    private Optional<AgentProfile> here(String key) {
        return Stream.concat(
                        Stream.of(draft.profile), draft.cast.waiting().stream().map(Waiting::profile))
                .filter(who -> who.key().equals(key))
                .findFirst();
    }

    /** An agent's own code need not wait for the task that it has asked for. */
    private void behind(String key, UnaryOperator<Waiting> change) {
        draft.cast(draft.cast.withWaiting(draft.cast.waiting().stream()
                .map(waiting -> waiting.profile().key().equals(key) ? change.apply(waiting) : waiting)
                .toList()));
    }

    /** Turns that waited for the new agent are answered from here on. */
    private void goOnWithoutEntering() {
        if (draft.cast.isAt(Stage.ENTERING)) {
            draft.cancel(Timer.HANDOVER);
            draft.cast(draft.cast.unchanging());
        }
    }

    private void open() {
        draft.cast(draft.cast.open());
        draft.emit(new SessionEvent.SessionStarted(draft.now, draft.sessionId, draft.profile.agentId()));
    }

    void onExited(String key) {
        if (draft.profile.key().equals(key) && draft.cast.presence() == Presence.EXITING) {
            draft.cancel(Timer.HANDOVER);
            draft.cast(draft.cast.with(Presence.EXITED));
            tell(draft.profile, AgentPresence.EXITED);
            draft.cast.change().ifPresent(change -> draft.cast(draft.cast.with(change.at(Stage.SETTLING))));
        }
        behind(key, waiting -> waiting.presence() == Presence.EXITING ? exited(waiting) : waiting);
    }

    private Waiting exited(Waiting behind) {
        tell(behind.profile(), AgentPresence.EXITED);
        return behind.at(Presence.EXITED);
    }

    /** The agent's own code takes too long; the conversation goes on without waiting for it. */
    void onHandoverTimer() {
        if (draft.cast.isAt(Stage.ENTERING)) {
            goOnWithoutEntering();
        } else if (draft.cast.isAt(Stage.EXITING)) {
            draft.emit(new SessionEvent.ErrorOccurred(
                    draft.now,
                    "agent",
                    "onExit of " + draft.profile.agentId() + ": not returned (expected: within "
                            + draft.options.closeTimeout() + ")"));
            onExited(draft.profile.key());
        }
    }

    // --- the course of a change

    /** Goes on with a change as far as it goes, or begins the next. Looked at after every stimulus. */
    void proceed() {
        draft.handOff.ifPresent(next -> {
            draft.handOff = Optional.empty();
            handOff(next);
        });
        if (draft.running() || !draft.cast.waiting().isEmpty()) {
            begin();
            draft.cast.change().filter(this::drained).ifPresent(this::onDrained);
        }
    }

    private void begin() {
        boolean free = draft.cast.change().isEmpty() || draft.cast.isAt(Stage.ENTERING);
        boolean done = draft.cast.completed().contains(draft.profile.key())
                && !draft.cast.waiting().isEmpty(); // who has nobody behind goes on talking
        if (free && (done || !draft.running())) {
            refuse(request -> request.owner().equals(draft.profile.key()), "the task is over");
            change(Change.begin(Kind.LEAVE_TASK, Optional.empty()));
        } else if (free || draft.cast.isAt(Stage.EXITING)) {
            draft.cast.requests().stream()
                    .filter(request -> request.owner().equals(draft.profile.key()))
                    .findFirst()
                    .ifPresent(this::expect);
        }
    }

    /** A task that {@code onExit} asks for comes in the middle of a change, which goes on after it. */
    private void expect(TaskRequest request) {
        Change enter = Change.begin(Kind.ENTER_TASK, Optional.of(request.task()));
        if (drained(enter)) {
            List<TaskRequest> others = new ArrayList<>(draft.cast.requests());
            others.remove(request);
            draft.cast(draft.cast.withRequests(others));
            enterTask(request.task());
        } else if (!draft.cast.isAt(Stage.EXITING)) {
            change(enter);
        }
    }

    private boolean drained(Change change) {
        boolean silent = draft.current.isEmpty() && draft.queue.isEmpty();
        return switch (change.stage()) {
            case DRAINING, SETTLING ->
                silent && draft.working.stream().allMatch(speech -> change.kind() == Kind.ENTER_TASK && waits(speech));
            case EXITING, ENTERING -> false;
        };
    }

    /** Whether a tool of this speech waits for a task. */
    private boolean waits(Speech speech) {
        return draft.cast.requests().stream()
                .anyMatch(
                        request -> request.callId().filter(speech::launchedCall).isPresent());
    }

    private void onDrained(Change change) {
        if (change.kind() == Kind.ENTER_TASK) {
            draft.cast(draft.cast.unchanging());
            begin();
        } else if (draft.cast.presence() == Presence.EXITED) {
            leave(change);
        } else {
            draft.cast(draft.cast.with(change.at(Stage.EXITING)));
            exit();
        }
    }

    /** Calls the current agent's {@code onExit} unless that was done before. */
    void exit() {
        draft.timer(Timer.HANDOVER, draft.now.plus(draft.options.closeTimeout()));
        if (draft.cast.presence().mayStay()) {
            draft.cast(draft.cast.with(Presence.EXITING));
            tell(draft.profile, AgentPresence.EXITING);
            draft.effect(new Effect.ExitAgent(draft.profile.key()));
        }
    }

    private void leave(Change change) {
        if (!draft.cast.waiting().isEmpty()) {
            leaveTask(change.kind() == Kind.HAND_OFF ? "another agent takes over" : "the session ends");
            if (change.kind() == Kind.HAND_OFF) {
                change(Change.begin(Kind.HAND_OFF, change.next()));
            }
            proceed();
        } else {
            change.next().ifPresent(this::enter);
        }
    }

    private void enter(AgentProfile next) {
        draft.effect(new Effect.AgentLeft(draft.profile.key(), draft.conversation.context(), ""));
        AgentHandoff item = handoffTo(next);
        draft.journalItem(item, new ConversationRecord.HandedOff(item, next.context()));
        draft.cast(draft.cast.unchanging().with(Presence.ENTERING));
        begin(next, Kind.HAND_OFF);
    }

    private void enterTask(AgentProfile task) {
        AgentHandoff item = handoffTo(task);
        draft.journalItem(item, new ConversationRecord.TaskEntered(item, task.context()));
        boolean exiting = draft.cast.isAt(Stage.EXITING);
        draft.cast(draft.cast.push(new Waiting(
                draft.profile,
                draft.working,
                exiting ? draft.cast.change() : Optional.empty(),
                draft.cast.presence())));
        draft.working.clear();
        begin(task, Kind.ENTER_TASK);
    }

    private void begin(AgentProfile next, Kind kind) {
        answers.dropSpeculation();
        draft.profile = next;
        tell(next, AgentPresence.ENTERING);
        draft.effect(new Effect.SeatAgent(next.key()));
        updates.configure(Optional.empty(), next, draft.cast.waiting().size());
        draft.cast(draft.cast.with(new Change(kind, Stage.ENTERING, Optional.of(next))));
        draft.timer(Timer.HANDOVER, draft.now.plus(ENTERS_WITHIN));
        draft.effect(new Effect.EnterAgent(next.key()));
        if (!draft.cast.opened()) {
            open();
        }
    }

    /** The agent that waits talks again; its tools that have ended meanwhile are taken up where they stand. */
    private void leaveTask(String cutOff) {
        AgentProfile task = draft.profile;
        ChatContext learnt = draft.conversation.context();
        Waiting behind = draft.cast.waiting().get(draft.cast.waiting().size() - 1);
        AgentHandoff item = handoffTo(behind.profile());
        draft.journalItem(item, new ConversationRecord.TaskLeft(item, task.keepsCalls()));
        answers.dropSpeculation();
        refuse(request -> request.owner().equals(task.key()), "the task is over");
        boolean complete = draft.cast.completed().contains(task.key());
        draft.cast(draft.cast.forgetting(task.key()).pop());
        draft.profile = behind.profile();
        tell(draft.profile, AgentPresence.RETURNED);
        behind.working().stream()
                .map(speech -> complete ? speech : speech.asInterrupted())
                .forEach(draft.working::add);
        draft.effect(new Effect.SeatAgent(draft.profile.key()));
        draft.effect(new Effect.AgentLeft(task.key(), learnt, complete ? "" : cutOff));
        if (draft.cast.isAt(Stage.EXITING)) {
            draft.timer(Timer.HANDOVER, draft.now.plus(draft.options.closeTimeout()));
        }
        agent.onToolFinished();
    }

    private AgentHandoff handoffTo(AgentProfile next) {
        return new AgentHandoff(draft.nextId("item"), Optional.of(draft.profile.agentId()), next.agentId(), draft.now);
    }

    // --- the session's end

    /** Nothing new begins; tasks are left, one after the other. */
    void onClosing() {
        refuse(request -> true, "the session ends");
        draft.cast.change().flatMap(CastSide::promised).ifPresent(given -> over(given, "the session ends"));
        boolean leaves = draft.cast.draining() && !draft.cast.waiting().isEmpty();
        if (leaves) {
            Stage stage = draft.cast.change().orElseThrow().stage();
            draft.cast(draft.cast.with(new Change(Kind.LEAVE_TASK, stage, Optional.empty())));
        } else {
            draft.cast(draft.cast.unchanging());
        }
    }

    /** Tasks that did not leave in time are left without their consent. */
    void onClosingTimer() {
        while (!draft.cast.waiting().isEmpty()) {
            leaveTask("the session ends");
            draft.cast(draft.cast.unchanging());
        }
    }

    boolean alone() {
        return draft.cast.waiting().isEmpty();
    }

    private void refuse(Predicate<TaskRequest> which, String why) {
        List<TaskRequest> kept = new ArrayList<>();
        for (TaskRequest request : draft.cast.requests()) {
            if (which.test(request)) {
                over(request.task(), why);
            } else {
                kept.add(request);
            }
        }
        draft.cast(draft.cast.withRequests(kept));
    }

    private void over(AgentProfile never, String why) {
        draft.effect(new Effect.AgentLeft(never.key(), never.context(), why));
    }
}
