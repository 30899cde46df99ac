package dev.parley.session.engine;

import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.AsyncToolPrompts;
import dev.parley.tool.BuiltInTools;
import dev.parley.tool.CallArguments;
import dev.parley.tool.DuplicateScope;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.OnDuplicate;
import dev.parley.tool.ToolFlag;
import dev.parley.tool.ToolOptions;
import dev.parley.tool.ToolOutcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a call may run: its tool must be there, no equal call be in the way, and the caller agree where it must. */
final class ToolGate {
    private final Draft draft;
    private final ToolSide tools;

    ToolGate(Draft draft, ToolSide tools) {
        this.draft = draft;
        this.tools = tools;
    }

    /** What the model is told in place of running the call; empty if it is to run. */
    Optional<ToolOutcome> refusal(FunctionCall call) {
        String tool = call.name();
        if (!draft.profile.offers(tool)) {
            return Optional.of(FunctionTools.unknown(tool, draft.profile.toolNames()));
        }
        if (BuiltInTools.isBuiltIn(tool) && !draft.profile.toolOptions().containsKey(tool)) {
            return Optional.of(builtIn(call));
        }
        ToolOptions options = draft.profile.optionsOf(tool);
        return duplicate(call, options).or(() -> unapproved(call, options));
    }

    /** The call as its tool is to see it. */
    FunctionCall toBeRun(FunctionCall call) {
        if (draft.profile.optionsOf(call.name()).onDuplicate() != OnDuplicate.CONFIRM) {
            return call;
        }
        return new FunctionCall(
                call.id(),
                call.callId(),
                call.name(),
                BuiltInTools.withoutConfirmation(call.arguments()),
                call.createdAt());
    }

    // --- equal calls

    private Optional<ToolOutcome> duplicate(FunctionCall call, ToolOptions options) {
        if (options.onDuplicate() == OnDuplicate.ALLOW) {
            return Optional.empty();
        }
        return others(call)
                .filter(other -> options.duplicateScope() == DuplicateScope.NAME || sameArguments(call, other))
                .findFirst()
                .flatMap(other -> onDuplicate(call, other, options));
    }

    private Optional<ToolOutcome> onDuplicate(FunctionCall call, FunctionCall other, ToolOptions options) {
        AsyncToolPrompts prompts = draft.options.asyncTools();
        return switch (options.onDuplicate()) {
            case ALLOW -> Optional.empty();
            case REJECT ->
                Optional.of(new ToolOutcome.Succeeded(prompts.rejected(other, BuiltInTools.listed(List.of(other)))));
            case CONFIRM ->
                BuiltInTools.confirms(call.arguments())
                        ? Optional.empty()
                        : Optional.of(new ToolOutcome.Succeeded(
                                prompts.toBeConfirmed(other, BuiltInTools.listed(List.of(other)))));
            case REPLACE -> {
                cancel(other, "cancelled: a newer call took its place");
                yield Optional.empty();
            }
        };
    }

    /** Calls of the same tool that run, be it before the conversation or behind it. */
    private Stream<FunctionCall> others(FunctionCall call) {
        return runningCalls()
                .filter(other ->
                        other.name().equals(call.name()) && !other.callId().equals(call.callId()));
    }

    private Stream<FunctionCall> runningCalls() {
        return Stream.concat(tools.running().stream(), draft.toolWork.background().stream());
    }

    private boolean sameArguments(FunctionCall one, FunctionCall other) {
        return draft.profile
                .definitionOf(one.name())
                .filter(definition -> CallArguments.same(definition, one.arguments(), other.arguments()))
                .isPresent();
    }

    private void cancel(FunctionCall call, String why) {
        draft.effect(new Effect.CancelTool(call.callId()));
        if (draft.toolWork.inBackground(call.callId())) {
            tools.giveUpInBackground(call.callId());
        } else {
            tools.giveUp(call.callId(), why);
        }
    }

    // --- the tools about running tools

    private ToolOutcome builtIn(FunctionCall call) {
        List<FunctionCall> cancellable = runningCalls()
                .filter(other -> draft.profile.optionsOf(other.name()).has(ToolFlag.CANCELLABLE))
                .toList();
        if (call.name().equals(BuiltInTools.RUNNING_TASKS)) {
            return new ToolOutcome.Succeeded(BuiltInTools.listed(cancellable));
        }
        String wanted = BuiltInTools.taskToCancel(call.arguments());
        Optional<FunctionCall> found = cancellable.stream()
                .filter(other -> other.callId().equals(wanted))
                .findFirst();
        found.ifPresent(other -> cancel(other, "cancelled"));
        return found.<ToolOutcome>map(other -> new ToolOutcome.Succeeded("cancelled " + other.name()))
                .orElseGet(() -> new ToolOutcome.Failed("call_id: " + wanted + " (expected: one of "
                        + cancellable.stream().map(FunctionCall::callId).toList() + ")"));
    }

    // --- approval

    private Optional<ToolOutcome> unapproved(FunctionCall call, ToolOptions options) {
        boolean free = !options.has(ToolFlag.NEEDS_APPROVAL) || approved(call, options);
        return free ? Optional.empty() : Optional.of(new ToolOutcome.Succeeded(BuiltInTools.toBeApproved(call.name())));
    }

    /** Whether the caller was asked about this very call, has said yes since, and it has not run since. */
    private boolean approved(FunctionCall call, ToolOptions options) {
        List<ChatItem> items = draft.conversation.context().items();
        Optional<String> answer = Optional.empty();
        for (int i = items.size() - 1; i >= 0; i--) {
            ChatItem item = items.get(i);
            if (item instanceof ChatMessage message && message.role() == ChatRole.USER && answer.isEmpty()) {
                answer = Optional.of(message.text());
            } else if (item instanceof FunctionCall earlier && asksForApproval(items, earlier)) {
                return earlier.name().equals(call.name())
                        && sameArguments(call, earlier)
                        && answer.filter(options.approves()).isPresent();
            } else if (item instanceof FunctionCall earlier
                    && earlier.name().equals(call.name())
                    && sameArguments(call, earlier)) {
                return false;
            }
        }
        return false;
    }

    private static boolean asksForApproval(List<ChatItem> items, FunctionCall call) {
        String question = BuiltInTools.toBeApproved(call.name());
        return items.stream()
                .filter(FunctionCallOutput.class::isInstance)
                .map(FunctionCallOutput.class::cast)
                .anyMatch(output ->
                        output.callId().equals(call.callId()) && output.output().equals(question));
    }
}
