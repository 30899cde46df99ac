package dev.parley.realtime;

/** What a realtime model can do; LiveKit Agents' list. */
public enum RealtimeCapability {
    /** What was not heard of a message can be taken back, see {@link RealtimeSession#truncate}. */
    MESSAGE_TRUNCATION,
    /** It decides by itself when the caller's turn begins and is over, and answers it. */
    TURN_DETECTION,
    /** {@link #TURN_DETECTION} can be switched off for a session. */
    CAN_DISABLE_TURN_DETECTION,
    /** It tells what the caller said. */
    USER_TRANSCRIPTION,
    /** It goes on by itself once it has a tool's output; else a reply must be asked for. */
    AUTO_TOOL_REPLY_GENERATION,
    /** It speaks; else it gives text, and a voice of the session's speaks that. */
    AUDIO_OUTPUT,
    /** Calls and outputs of tools may be put into its conversation from outside. */
    MANUAL_FUNCTION_CALLS,
    /** It listens while it speaks, without taking either for an interruption. */
    OVERLAPPING_SPEECH,
    /** Items can be added to its conversation while it runs. */
    MUTABLE_CHAT_CONTEXT,
    MUTABLE_INSTRUCTIONS,
    MUTABLE_TOOLS,
    /** A single reply may have a tool choice of its own. */
    PER_RESPONSE_TOOL_CHOICE,
    /** It can be told word by word what to say. */
    SAY
}
