package dev.parley.rtc.sctp;

/** Numbers of chunks, parameters and causes (RFC 9260 §3.2, RFC 3758 §3, RFC 6525 §3). */
final class Chunk {
    static final int DATA = 0;
    static final int INIT = 1;
    static final int INIT_ACK = 2;
    static final int SACK = 3;
    static final int HEARTBEAT = 4;
    static final int HEARTBEAT_ACK = 5;
    static final int ABORT = 6;
    static final int SHUTDOWN = 7;
    static final int SHUTDOWN_ACK = 8;
    static final int ERROR = 9;
    static final int COOKIE_ECHO = 10;
    static final int COOKIE_ACK = 11;
    static final int SHUTDOWN_COMPLETE = 14;
    static final int RE_CONFIG = 130;
    static final int FORWARD_TSN = 192;

    static final int FLAG_END = 1;
    static final int FLAG_BEGIN = 2;
    static final int FLAG_UNORDERED = 4;
    static final int FLAG_IMMEDIATE = 8;

    /** In ABORT and SHUTDOWN COMPLETE: the tag is the receiver's own, reflected. */
    static final int FLAG_REFLECTED_TAG = 1;

    static final int PARAM_STATE_COOKIE = 7;
    static final int PARAM_OUTGOING_RESET = 13;
    static final int PARAM_RESET_RESPONSE = 16;
    static final int PARAM_SUPPORTED_EXTENSIONS = 0x8008;
    static final int PARAM_FORWARD_TSN_SUPPORTED = 0xC000;

    static final int CAUSE_USER_ABORT = 12;
    static final int CAUSE_PROTOCOL_VIOLATION = 13;

    static final int COMMON_HEADER = 12;
    static final int HEADER = 4;
    static final int DATA_HEADER = 12;

    private Chunk() {}

    static int padded(int length) {
        return (length + 3) & ~3;
    }
}
