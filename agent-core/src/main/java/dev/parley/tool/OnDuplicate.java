package dev.parley.tool;

/** What becomes of a call while an equal one runs; what is equal says {@link DuplicateScope}. */
public enum OnDuplicate {
    /** Both run. */
    ALLOW,
    /** The new one does not run, and the model is told so. */
    REJECT,
    /** The running one is cancelled, which its tool must allow by {@link ToolFlag#CANCELLABLE}. */
    REPLACE,
    /** The new one runs only if the model says that it means it, by the argument {@code lk_agents_confirm_duplicate}. */
    CONFIRM
}
