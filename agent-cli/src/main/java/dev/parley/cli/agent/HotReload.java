package dev.parley.cli.agent;

import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryWatcher;
import io.methvin.watcher.visitor.DefaultFileTreeVisitor;
import io.methvin.watcher.visitor.FileTreeVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches an agent's files and reloads it once they have been still for a moment. Code that doesn't compile is told of and
 * not used. Runs on threads of its own until closed.
 */
public final class HotReload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HotReload.class);
    private static final Duration STILL = Duration.ofMillis(150);

    private final ReloadableEntryPoint agent;
    private final DirectoryWatcher watcher;
    private final ScheduledExecutorService reloads = Executors.newSingleThreadScheduledExecutor(HotReload::thread);
    private final AtomicReference<Future<?>> pending = new AtomicReference<>();

    private HotReload(ReloadableEntryPoint agent, List<Path> directories) throws IOException {
        this.agent = agent;
        this.watcher = DirectoryWatcher.builder()
                .paths(directories)
                .fileTreeVisitor(agent.loader().watchesTrees() ? new DefaultFileTreeVisitor() : shallow(directories))
                .listener(this::onChange)
                .build();
    }

    /**
     * Starts watching; from its return on no change is missed.
     *
     * @throws AgentLoadException if there is nothing to watch
     */
    public static HotReload watch(ReloadableEntryPoint agent) throws AgentLoadException {
        List<Path> directories = agent.loader().watched();
        if (directories.isEmpty()) {
            throw new AgentLoadException("hot reload: " + agent.loader().className()
                    + " (expected: a FILE.java, or a class from a directory of class files; it comes from a JAR)");
        }
        try {
            HotReload reload = new HotReload(agent, directories);
            Future<?> unused =
                    reload.watcher.watchAsync(task -> thread(task).start()).whenComplete(HotReload::onEnd);
            LOG.info("Watching [{}] for changes.", directories);
            return reload;
        } catch (IOException problem) {
            throw new AgentLoadException("hot reload: can't watch " + directories + ": " + problem, problem);
        }
    }

    private static void onEnd(Void nothing, @Nullable Throwable problem) {
        if (problem != null) {
            LOG.warn("Changes are watched no more; start again to see them.", problem);
        }
    }

    private void onChange(DirectoryChangeEvent event) {
        if (event.isDirectory() || isScratch(event.path())) {
            return;
        }
        LOG.debug("Changed: [{}].", event.path());
        Future<?> before = pending.getAndSet(reloads.schedule(this::reload, STILL.toMillis(), TimeUnit.MILLISECONDS));
        if (before != null) {
            before.cancel(false);
        }
    }

    /** Editors' back-up and swap files. */
    private static boolean isScratch(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith(".") || name.startsWith("#") || name.endsWith("~") || name.matches("\\d+");
    }

    private void reload() {
        long began = System.nanoTime();
        try {
            int number = agent.reload().number();
            LOG.info(
                    "Reloaded [{}], version [{}], in [{}] ms; new calls use it.",
                    agent.loader().className(),
                    number,
                    Duration.ofNanos(System.nanoTime() - began).toMillis());
        } catch (AgentLoadException problem) {
            LOG.warn("Not reloaded, the code from before goes on. {}", problem.getMessage());
        } catch (RuntimeException | LinkageError problem) {
            LOG.warn("Not reloaded, the code from before goes on.", problem);
        }
    }

    @Override
    public void close() {
        reloads.shutdownNow();
        try {
            watcher.close();
        } catch (IOException problem) {
            LOG.warn("The watcher does not close.", problem);
        }
    }

    /** Only the files of the directories themselves: a source file may lie in one that holds the world. */
    private static FileTreeVisitor shallow(List<Path> directories) {
        return (root, onDirectory, onFile) -> {
            if (!directories.contains(root)) {
                return;
            }
            onDirectory.call(root);
            try (Stream<Path> files = Files.list(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    onFile.call(file);
                }
            }
        };
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "hot-reload");
        thread.setDaemon(true);
        return thread;
    }
}
