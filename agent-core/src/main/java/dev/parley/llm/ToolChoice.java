package dev.parley.llm;

/** Whether a model may call tools in its answer. */
public enum ToolChoice {
    /** The model decides. */
    AUTO,
    /** It must call at least one. */
    REQUIRED,
    /** It must not. */
    NONE
}
