package dev.parley.tool;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How calls of one tool are treated. Immutable.
 *
 * @param approves of a tool with {@link ToolFlag#NEEDS_APPROVAL}: whether what the caller has said last is a yes
 * @param timeout how long one call may take; empty for the deadline of its {@link ToolExecutor}
 */
public record ToolOptions(
        Set<ToolFlag> flags,
        OnDuplicate onDuplicate,
        DuplicateScope duplicateScope,
        Predicate<String> approves,
        Optional<Duration> timeout) {
    private static final ToolOptions STANDARD =
            new ToolOptions(Set.of(), OnDuplicate.ALLOW, DuplicateScope.NAME, ToolOptions::anyWords, Optional.empty());

    public ToolOptions {
        flags = Set.copyOf(flags);
        if (timeout.filter(limit -> limit.isNegative() || limit.isZero()).isPresent()) {
            throw new IllegalArgumentException("tool timeout: " + timeout.get() + " (expected: more than 0)");
        }
        if (onDuplicate == OnDuplicate.REPLACE && !flags.contains(ToolFlag.CANCELLABLE)) {
            throw new IllegalArgumentException("on-duplicate: REPLACE of a tool that is not CANCELLABLE"
                    + " (expected: the flag, since the running call is cancelled)");
        }
    }

    private static boolean anyWords(String words) {
        return true;
    }

    /** No flags, duplicates allowed, the executor's deadline. */
    public static ToolOptions standard() {
        return STANDARD;
    }

    public boolean has(ToolFlag flag) {
        return flags.contains(flag);
    }

    /** With these flags beside those it has. */
    public ToolOptions with(ToolFlag... more) {
        Set<ToolFlag> all = EnumSet.noneOf(ToolFlag.class);
        all.addAll(flags);
        all.addAll(Arrays.asList(more));
        return new ToolOptions(all, onDuplicate, duplicateScope, approves, timeout);
    }

    public ToolOptions onDuplicate(OnDuplicate policy, DuplicateScope scope) {
        return new ToolOptions(flags, policy, scope, approves, timeout);
    }

    public ToolOptions timeout(Duration limit) {
        return new ToolOptions(flags, onDuplicate, duplicateScope, approves, Optional.of(limit));
    }

    /**
     * Runs only after the caller has been asked, and has said something since that this takes for a yes; without it the
     * model judges what was said.
     *
     * @param yes may be called by any thread and must not block
     */
    public ToolOptions approvedBy(Predicate<String> yes) {
        ToolOptions asked = with(ToolFlag.NEEDS_APPROVAL);
        return new ToolOptions(asked.flags, onDuplicate, duplicateScope, yes, timeout);
    }
}
