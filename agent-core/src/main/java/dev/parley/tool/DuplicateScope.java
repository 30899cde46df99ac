package dev.parley.tool;

/** When two calls are equal. */
public enum DuplicateScope {
    /** Calls of the same tool. */
    NAME,
    /**
     * Calls of the same tool with the same arguments, whatever their order; an argument left out is equal to its default
     * in the schema. Arguments that are no JSON object are equal to none.
     */
    NAME_AND_ARGS
}
