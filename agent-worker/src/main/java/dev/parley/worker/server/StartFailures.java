package dev.parley.worker.server;

import dev.parley.worker.HttpOptions;
import java.net.BindException;
import java.util.concurrent.CompletionException;

/** Says why a server did not start, for people. */
final class StartFailures {
    private StartFailures() {}

    static RuntimeException explain(Throwable problem, HttpOptions http) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortTakenException taken) {
                return taken;
            } else if (cause instanceof BindException bind) {
                return new PortTakenException(
                        "parley.http.port: " + http.port() + " on " + http.host() + " can't be bound ("
                                + bind.getMessage() + ") (expected: a free port of this machine's address); stop what"
                                + " uses it or choose another with --port, 0 for any",
                        problem);
            } else if (cause instanceof IllegalArgumentException refused) {
                return refused;
            }
        }
        return problem instanceof CompletionException failed ? failed : new CompletionException(problem);
    }
}
