package dev.parley.tool;

/** What is special about a tool. */
public enum ToolFlag {
    /** Hidden from replies that are asked for while the agent enters ({@code onEnter}). */
    IGNORE_ON_ENTER,
    /**
     * The model may cancel a running call of it: agents with such a tool are also offered {@code
     * lk_agents_get_running_tasks} and {@code lk_agents_cancel_task}.
     */
    CANCELLABLE,
    /**
     * What it does can't be undone: its first call only asks for the caller's yes. It runs when the model calls it again
     * with the same arguments after the caller has answered.
     */
    NEEDS_APPROVAL
}
