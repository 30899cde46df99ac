package dev.parley.cli;

import akka.Done;
import com.typesafe.config.Config;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.server.ParleyServer;
import java.net.BindException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that lives as long as its process: the first signal to stop drains it, the second ends it at once. */
final class Hosting {
    private static final Logger LOG = LoggerFactory.getLogger(Hosting.class);
    private static final long START_SECONDS = 60;
    /** Akka waits without end for connections to nodes that it doesn't hear; nothing is to be saved by then. */
    private static final long CLOSING_SECONDS = 10;

    private final ParleyServer server;

    private Hosting(ParleyServer server) {
        this.server = server;
    }

    static Hosting start(Config config, WorkerOptions worker, HttpOptions http)
            throws CommandException, InterruptedException {
        try {
            ParleyServer server = ParleyServer.start(config, worker, http)
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
            return new Hosting(server);
        } catch (ExecutionException failed) {
            Throwable cause = Optional.ofNullable(failed.getCause()).orElse(failed);
            throw new CommandException(exitCode(cause), cause);
        } catch (TimeoutException late) {
            throw new CommandException(
                    ExitCode.FAILED, "start: no server after " + START_SECONDS + " s (expected: within that time)");
        }
    }

    private static int exitCode(Throwable cause) {
        if (cause instanceof IllegalArgumentException) {
            return ExitCode.SETTINGS;
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof BindException) {
                return ExitCode.PORT;
            }
        }
        return cause.getMessage() != null && cause.getMessage().contains("port") ? ExitCode.PORT : ExitCode.FAILED;
    }

    /** Turns a refused value into a message and an exit code. */
    static <T> T checked(Supplier<T> options) throws CommandException {
        try {
            return options.get();
        } catch (IllegalArgumentException refused) {
            throw new CommandException(ExitCode.SETTINGS, refused);
        }
    }

    ParleyServer server() {
        return server;
    }

    /** From now on a signal stops the server. To be called before people are told of it: they may send one at once. */
    void stopWhenTold() {
        StopSignals.onFirst(() -> {
            LOG.info("Told to stop: live calls may finish; a second signal ends them at once.");
            var unused = server.shutdown();
        });
    }

    /** Waits until the server has stopped, after a signal or by itself, or all of it but connections that don't close. */
    int awaitEnd() throws InterruptedException {
        CompletableFuture<Done> terminated = server.whenTerminated().toCompletableFuture();
        server.whenTerminating().thenCompose(begun -> terminated.orTimeout(CLOSING_SECONDS, TimeUnit.SECONDS));
        try {
            terminated.get();
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof TimeoutException)) {
                LOG.error("The server ended by a failure.", failed.getCause());
                return ExitCode.FAILED;
            }
            LOG.warn("The server has not closed all its connections within [{}] s; it ends without.", CLOSING_SECONDS);
        }
        if (!server.isStopping()) {
            LOG.error("The server ended without being told to: its cluster removed it. Start it again.");
            return ExitCode.FAILED;
        }
        return ExitCode.OK;
    }
}
