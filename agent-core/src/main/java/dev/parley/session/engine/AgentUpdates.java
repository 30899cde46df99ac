package dev.parley.session.engine;

import dev.parley.chat.AgentConfigUpdate;
import dev.parley.chat.ChatContext;
import dev.parley.chat.Modality;
import dev.parley.session.engine.Cast.TaskRequest;
import dev.parley.session.engine.Cast.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What agents work with, as it changes while they talk: instructions, tools, and what their models read. */
final class AgentUpdates {
    private final Draft draft;
    private final AnswerSide answers;

    AgentUpdates(Draft draft, AnswerSide answers) {
        this.draft = draft;
        this.answers = answers;
    }

    /** The first agent sits down. */
    void onStarted() {
        if (!draft.profile.context().items().isEmpty()) {
            draft.journal(new ConversationRecord.ContextReplaced(draft.profile.context(), 0));
        }
        configure(Optional.empty(), draft.profile, 0);
    }

    /** The same agent of newer code. */
    void onReplaced(AgentProfile now) {
        answers.dropSpeculation();
        AgentProfile before = draft.profile;
        draft.profile = now;
        configure(Optional.of(before), now, draft.cast.waiting().size());
    }

    /** An agent's instructions, tools or models are others from now on, be it talking, waiting or yet to come. */
    void onChanged(AgentProfile now) {
        if (draft.profile.key().equals(now.key())) {
            AgentProfile before = draft.profile;
            answers.dropSpeculation();
            draft.profile = before.changedTo(now);
            configure(Optional.of(before), draft.profile, draft.cast.waiting().size());
            draft.effect(new Effect.SeatAgent(now.key()));
            return;
        }
        List<Waiting> waiting = new ArrayList<>(draft.cast.waiting());
        for (int depth = 0; depth < waiting.size(); depth++) {
            AgentProfile before = waiting.get(depth).profile();
            if (before.key().equals(now.key())) {
                AgentProfile changed = before.changedTo(now);
                configure(Optional.of(before), changed, depth);
                waiting.set(depth, waiting.get(depth).with(changed));
            }
        }
        draft.cast(draft.cast.withWaiting(waiting));
        changePromised(now.key(), before -> before.changedTo(now));
    }

    private void changePromised(String key, UnaryOperator<AgentProfile> change) {
        UnaryOperator<AgentProfile> ifThis = profile -> profile.key().equals(key) ? change.apply(profile) : profile;
        draft.cast.change().ifPresent(open -> draft.cast(draft.cast.with(open.withNext(ifThis))));
        draft.cast(draft.cast.withRequests(draft.cast.requests().stream()
                .map(request -> new TaskRequest(ifThis.apply(request.task()), request.callId(), request.owner()))
                .toList()));
    }

    void onContextReplaced(String key, ChatContext context) {
        for (int depth = 0; depth <= draft.cast.waiting().size(); depth++) {
            boolean talks = depth == draft.cast.waiting().size();
            AgentProfile profile =
                    talks ? draft.profile : draft.cast.waiting().get(depth).profile();
            if (profile.key().equals(key)) {
                answers.dropSpeculation();
                draft.journal(new ConversationRecord.ContextReplaced(context, depth));
            }
        }
        changePromised(key, profile -> profile.with(context));
    }

    /** Notes what is new, if anything is. */
    void configure(Optional<AgentProfile> before, AgentProfile after, int depth) {
        List<String> had = before.map(AgentProfile::toolNames).orElse(List.of());
        List<String> has = after.toolNames();
        Optional<String> instructions = Optional.of(after.instructions())
                .filter(now ->
                        before.filter(old -> old.instructions().equals(now)).isEmpty())
                .map(now -> now.renderWhole(Modality.AUDIO)); // LiveKit Agents' choice for the record
        AgentConfigUpdate update = new AgentConfigUpdate(
                draft.nextId("item"),
                instructions,
                has.stream().filter(tool -> !had.contains(tool)).toList(),
                had.stream().filter(tool -> !has.contains(tool)).toList(),
                draft.now);
        if (instructions.isPresent()
                || !update.toolsAdded().isEmpty()
                || !update.toolsRemoved().isEmpty()) {
            draft.journal(new ConversationRecord.ConfigUpdated(update, depth));
        }
    }
}
