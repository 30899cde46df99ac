package dev.parley.cli;

/** How a command ended, for scripts. */
final class ExitCode {
    /** Done as asked; a server that was told to stop has drained. */
    static final int OK = 0;
    /** Something unexpected. */
    static final int FAILED = 1;
    /** The command line can't be understood. */
    static final int USAGE = 2;
    /** A setting can't be used, or the agent can't be loaded. */
    static final int SETTINGS = 3;
    /** The port is taken or can't be listened on. */
    static final int PORT = 4;
    /** No server answers there. */
    static final int UNREACHABLE = 5;
    /** The server is degraded. */
    static final int DEGRADED = 6;
    /** The server is down. */
    static final int DOWN = 7;
    /** The server refuses: no room for a call, a key that is missing or wrong, values that it doesn't take. */
    static final int REFUSED = 8;
    /** The call was placed but an answer is missing. */
    static final int NO_ANSWER = 9;
    /** There is no room or dispatch of that name, or no cluster. */
    static final int NOT_FOUND = 10;

    /** What {@code --help} says about them. */
    static final String[] HELP = {
        "0:done",
        "1:something unexpected",
        "2:the command line can't be understood",
        "3:a setting can't be used, or the agent can't be loaded",
        "4:the port is taken or can't be listened on",
        "5:no server answers there",
        "6:the server is degraded (health)",
        "7:the server is down (health)",
        "8:the server refuses: no room for a call, a missing or wrong key, values that it doesn't take",
        "9:an answer did not come in time, or the call ended early",
        "10:there is no such room or dispatch (room), or no cluster (cluster)",
    };

    private ExitCode() {}
}
