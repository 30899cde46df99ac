package dev.parley.session.engine;

import dev.parley.chat.FunctionCall;
import dev.parley.session.SpeechOptions;
import dev.parley.session.engine.Floor.Filling;
import dev.parley.session.engine.Floor.Wanted;
import dev.parley.tool.Filler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What tools say while nobody else speaks: fillers, and what a tool says that holds the floor. LiveKit Agents' {@code
 * with_filler} and {@code foreground}. Both end with their call at the latest.
 */
final class FloorSide {
    private final Draft draft;
    private final SpeechIntake intake;
    private final ToolSide tools;

    FloorSide(Draft draft, SpeechIntake intake, ToolSide tools) {
        this.draft = draft;
        this.intake = intake;
        this.tools = tools;
    }

    void onAsked(long askId, String callId) {
        List<Wanted> more = new ArrayList<>(floor().wanted());
        more.add(new Wanted(askId, callId));
        set(floor().withWanted(more));
    }

    void onReleased(String callId) {
        if (floor().holder().filter(callId::equals).isPresent()) {
            set(floor().heldBy(Optional.empty()));
        }
    }

    void onFillerBegun(String id, String callId, String speechId, Filler filler) {
        set(floor().with(new Filling(id, callId, speechId, filler, 0, Optional.empty(), draft.now)));
    }

    void onFillerEnded(String id) {
        set(floor().without(filling -> filling.id().equals(id)));
    }

    /** A tool that has told something itself is not to be followed at once by a filler. */
    void onUpdated(String callId) {
        set(floor().withFillings(floor().fillings().stream()
                .map(filling -> filling.callId().equals(callId) ? filling.silentSince(Optional.empty()) : filling)
                .toList()));
    }

    /** Looked at after every stimulus. */
    void proceed() {
        if (floor().equals(Floor.FREE)) {
            return;
        }
        forgetWhatIsOver();
        if (draft.running() && silent()) {
            grant();
        }
        fill();
    }

    private void forgetWhatIsOver() {
        floor().holder().filter(callId -> !runs(callId)).ifPresent(this::onReleased);
        set(floor().without(filling -> !draft.running() || !runs(filling.callId()) || interrupted(filling.speechId())));
        for (Wanted wanted : floor().wanted()) {
            if (!draft.running() || !runs(wanted.callId())) {
                draft.refused(wanted.askId(), "call " + wanted.callId() + ": over (expected: a call that runs)");
                drop(wanted);
            }
        }
    }

    private boolean runs(String callId) {
        return tools.running().stream().map(FunctionCall::callId).anyMatch(callId::equals)
                || draft.toolWork.inBackground(callId);
    }

    private boolean interrupted(String speechId) {
        return Stream.concat(draft.current.stream(), draft.working.stream())
                .anyMatch(speech -> speech.id().equals(speechId) && speech.interrupted());
    }

    private void grant() {
        if (floor().holder().isEmpty() && draft.toolWork.deferred().isEmpty()) {
            floor().wanted().stream().findFirst().ifPresent(next -> {
                drop(next);
                set(floor().heldBy(Optional.of(next.callId())));
                draft.granted(next.askId(), "");
            });
        }
    }

    private void drop(Wanted wanted) {
        List<Wanted> rest = new ArrayList<>(floor().wanted());
        rest.remove(wanted);
        set(floor().withWanted(rest));
    }

    private void fill() {
        for (Filling filling : floor().fillings()) {
            boolean silence = silent() && floor().holder().isEmpty();
            Filling now = silence
                    ? filling.silentSince(filling.silentSince().or(() -> Optional.of(draft.now)))
                    : filling.silentSince(Optional.empty());
            Optional<Instant> due = now.due();
            if (due.isPresent() && !draft.now.isBefore(due.get())) {
                intake.say(
                        draft.nextId("speech"), filling.filler().text(filling.said()), SpeechOptions.interruptible());
                now = now.saidOneMore(draft.now);
            }
            replace(filling, now);
        }
        floor().fillings().stream()
                .flatMap(filling -> filling.due().stream())
                .min(Instant::compareTo)
                .ifPresent(due -> draft.timer(Timer.FILLER, due));
    }

    private void replace(Filling old, Filling now) {
        set(floor().withFillings(floor().fillings().stream()
                .map(one -> one.id().equals(old.id()) ? now : one)
                .filter(one -> !one.exhausted())
                .toList()));
    }

    /** Tools may run; nobody speaks, and nobody is about to. */
    private boolean silent() {
        boolean callerSilent = !draft.user.speaking() && !draft.turnEnding();
        return draft.current.isEmpty()
                && draft.queue.isEmpty()
                && draft.backlog.isEmpty()
                && !draft.cast.changing()
                && callerSilent;
    }

    private Floor floor() {
        return draft.toolWork.floor();
    }

    private void set(Floor now) {
        draft.toolWork = draft.toolWork.with(now);
    }
}
