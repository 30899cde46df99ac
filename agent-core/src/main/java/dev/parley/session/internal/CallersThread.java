package dev.parley.session.internal;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/**
 * The executor of {@code parley.session.hearing-dispatcher}: whoever has work for it does that work before going on. For streams
 * whose elements come one by one and cost less than waking a thread for them.
 *
 * <p>Design notes. A dispatcher sees to it that one thread at a time works on a stream; what comes meanwhile from others is left to
 * that one. Work that comes up within work is done behind it, not inside, so no stack grows. A thread that is interrupted is so
 * again when the work is done: the interrupt is meant for what the thread is there for, and Akka's mailboxes give up at one.
 */
public final class CallersThread extends ExecutorServiceConfigurator {

    /** Akka's way to make one, by the configuration. */
    public CallersThread(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        return Executor::new;
    }

    /** Has no threads, and so nothing to shut down: what comes later is done all the same. */
    private static final class Executor extends AbstractExecutorService {
        private final ThreadLocal<Work> work = ThreadLocal.withInitial(Work::new);
        private volatile boolean shutdown;

        @Override
        public void execute(Runnable task) {
            work.get().add(task);
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown;
        }
    }

    /** What one thread has to do. */
    private static final class Work {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private boolean working;

        private void add(Runnable task) {
            tasks.add(task);
            if (!working) {
                doAll();
            }
        }

        /** Actors clear the log fields of the thread that they run on; this one needs its own again. */
        private void doAll() {
            Map<String, String> logFields = MDC.getCopyOfContextMap();
            MDC.clear();
            try {
                doAllUninterrupted();
            } finally {
                if (logFields == null || logFields.isEmpty()) {
                    MDC.clear(); // an empty map would be one to copy each time
                } else {
                    MDC.setContextMap(logFields);
                }
            }
        }

        private void doAllUninterrupted() {
            working = true;
            boolean interrupted = Thread.interrupted();
            try {
                for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                    interrupted |= wasInterruptedIn(next);
                }
            } finally {
                working = false;
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** Akka's mailbox throws it behind the message that it came in; whatever else is thrown ends no more than its task. */
        private static boolean wasInterruptedIn(Runnable task) {
            try {
                task.run();
            } catch (Throwable problem) {
                if (problem instanceof InterruptedException) {
                    return true;
                }
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, problem);
            }
            return Thread.interrupted();
        }
    }
}
