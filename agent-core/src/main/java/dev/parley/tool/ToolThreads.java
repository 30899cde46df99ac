package dev.parley.tool;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where calls run. Refuses by {@link RejectedExecutionException} rather than letting calls pile up. */
interface ToolThreads extends AutoCloseable {

    void execute(Runnable call);

    /** A call is past its deadline, and its thread has not come back. */
    void abandoned();

    /** An abandoned thread has come back. */
    void returned();

    /** A call has not begun although it was not refused. Gives it to other threads, if there are any; says whether. */
    boolean rescue(Runnable call);

    @Override
    void close();

    static ToolThreads best(ToolSettings settings) {
        return virtualThreads()
                .<ToolThreads>map(threads -> new Virtual(threads, settings.threads() * 64, platform(settings)))
                .orElseGet(() -> platform(settings));
    }

    static ToolThreads platform(ToolSettings settings) {
        return new Platform(settings);
    }

    static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** By reflection: they are final since Java 21, and this is compiled for 17. */
    private static Optional<ExecutorService> virtualThreads() {
        if (Runtime.version().feature() < 21) {
            return Optional.empty();
        }
        try {
            return Optional.of((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError("virtual threads of Java " + Runtime.version(), e);
        }
    }

    /**
     * As many threads as calls, up to a limit. A virtual thread that computes without end keeps one of the few processors
     * that all of them share; calls that do not get one run on a pool of platform threads, which the system shares fairly.
     */
    final class Virtual implements ToolThreads {
        private final ExecutorService threads;
        private final Semaphore room;
        private final ToolThreads spare;

        Virtual(ExecutorService threads, int limit, ToolThreads spare) {
            this.threads = threads;
            this.spare = spare;
            this.room = new Semaphore(limit);
        }

        @Override
        public void execute(Runnable call) {
            if (!room.tryAcquire()) {
                throw new RejectedExecutionException("no room for another virtual thread");
            }
            try {
                threads.execute(() -> {
                    try {
                        call.run();
                    } finally {
                        room.release();
                    }
                });
            } catch (RejectedExecutionException e) {
                room.release();
                throw e;
            }
        }

        @Override
        public void abandoned() {
            spare.abandoned();
        }

        @Override
        public void returned() {
            spare.returned();
        }

        @Override
        public boolean rescue(Runnable call) {
            spare.execute(call);
            return true;
        }

        @Override
        public void close() {
            threads.shutdownNow();
            spare.close();
        }
    }

    /**
     * A pool that grows by a thread for each one that hangs, up to four times its size, and shrinks as they return. A call takes
     * an idle thread if there is one, else a new one, else it waits.
     */
    final class Platform implements ToolThreads {
        private final ThreadPoolExecutor pool;
        private final HandOver waiting = new HandOver();
        private final int size;
        private final int mostWaiting;
        private int hanging;

        Platform(ToolSettings settings) {
            this.size = settings.threads();
            this.mostWaiting = settings.queue();
            this.pool = new ThreadPoolExecutor(
                    0, size, 30, TimeUnit.SECONDS, waiting, daemons("parley-tool"), (call, full) -> await(call));
        }

        /** Its {@code offer}, by which a pool asks whether it needs no new thread, gives a call to an idle one or to nobody. */
        private static final class HandOver extends LinkedTransferQueue<Runnable> {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean offer(Runnable call) {
                return tryTransfer(call);
            }

            void keep(Runnable call) {
                super.offer(call);
            }
        }

        private synchronized void await(Runnable call) {
            if (waiting.size() >= mostWaiting) {
                throw new RejectedExecutionException("no thread, and " + waiting.size() + " calls wait for one");
            }
            waiting.keep(call);
            if (pool.isShutdown() && waiting.remove(call)) {
                throw new RejectedExecutionException("no thread: the tools are being closed");
            }
            boolean room = pool.getPoolSize() < pool.getMaximumPoolSize(); // an idle thread has just gone
            if (room && waiting.remove(call)) {
                pool.execute(call);
            }
        }

        @Override
        public void execute(Runnable call) {
            pool.execute(call);
        }

        @Override
        public synchronized void abandoned() {
            hanging++;
            resize();
        }

        @Override
        public synchronized void returned() {
            hanging--;
            resize();
        }

        /** What waits here waits for its turn in the queue. */
        @Override
        public boolean rescue(Runnable call) {
            return false;
        }

        private void resize() {
            int wanted = size + Math.min(hanging, 3 * size);
            boolean grows = wanted > pool.getMaximumPoolSize();
            pool.setMaximumPoolSize(wanted);
            Runnable next = grows ? waiting.poll() : null;
            if (next != null) {
                pool.execute(next);
            }
        }

        @Override
        public void close() {
            pool.shutdownNow();
        }
    }
}
